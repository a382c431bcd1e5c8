"""One of several processes is told to stop, wherever it stands: it ends soon and in order. What it says of itself."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from storage.lease import Lease
from tests.conftest import GROUP
from tests.many.crew import Crew, Member, crewed
from tests.many.test_takeover import STORIES

pytestmark = pytest.mark.postgres

#: seconds; a stop that takes longer is cut off by most who ask for it
SOON = 12.0


@pytest.fixture
async def one(tmp_path: Path, postgres_url: URL) -> AsyncIterator[Crew]:
    async with crewed(tmp_path, postgres_url, 1) as crew:
        yield crew


@pytest.fixture
async def other(postgres_url: URL) -> AsyncIterator[Lease]:
    """Somebody else who may lead."""
    lease = Lease(postgres_url, "other")
    await lease.open()
    yield lease
    await lease.close()


async def says(member: Member, **wanted: object) -> None:
    """Wait until it says this of itself."""
    async with asyncio.timeout(60):
        while not (await member.health(20)).items() >= wanted.items():  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.05)


async def stopped(member: Member, within: float = SOON) -> None:
    """Tell it to stop: it does, with nothing to be said against it."""
    began, before = time.monotonic(), len(member.said())
    member.send(signal.SIGTERM)
    assert await member.ended(within) == 0, member.said()
    assert "Traceback" not in member.said()[before:], member.said()[before:]
    print(f"stopped after {time.monotonic() - began:.1f} s")
    assert "stopped" in member.said().splitlines()[-1]


async def test_while_it_stands_by(one: Crew, other: Lease) -> None:
    assert await other.won()
    (member,) = one.members
    member.run()
    await says(member, ready=True, leading=False)
    await stopped(member)


async def test_while_it_leads(one: Crew, other: Lease) -> None:
    (member,) = one.members
    member.run()
    await says(member, ready=True, leading=True)
    assert not await other.won()
    await stopped(member)
    await one.wait(other.won)


async def test_while_telegram_cannot_be_reached(one: Crew, other: Lease) -> None:
    one.sandbox.faults.outage = True
    (member,) = one.members
    member.run()
    await one.wait(lambda: _said(member, "Telegram cannot be reached"), 30)
    await says(member, ready=True, leading=False)
    assert not await other.won()
    await stopped(member)
    await one.wait(other.won)


async def test_a_lost_term_does_not_wait_for_telegram(one: Crew, other: Lease) -> None:
    one.sandbox.faults.outage = True
    (member,) = one.members
    member.run()
    await one.wait(lambda: _said(member, "Telegram cannot be reached"), 30)
    member.wire.cut()
    await one.wait(lambda: _said(member, "no longer leading"), 30)
    one.sandbox.faults.outage = False
    await says(member, leading=True)
    await stopped(member)


async def test_while_the_database_says_nothing(one: Crew) -> None:
    (member,) = one.members
    member.run()
    await says(member, leading=True)
    member.wire.hold(still=True)
    await asyncio.sleep(1)
    # the driver asks each statement's end of the server first, and waits for an answer
    await stopped(member, 30)
    assert "cut off" in member.said().splitlines()[-1]


async def test_a_wrong_token_ends_it_with_words(one: Crew) -> None:
    (member,) = one.members
    member.config.write_text(member.config.read_text("utf-8").replace(one.sandbox.token, "1:wrong-token"), "utf-8")
    member.run()
    assert await member.ended(40) == 1
    assert "Traceback" not in member.said()
    assert member.said().splitlines()[-1].startswith("Telegram 不认这个令牌")


async def test_a_silent_line_ends_the_term_and_it_leads_again_when_it_is_heard(one: Crew) -> None:
    """Neither end is told that nothing gets through: who leads stops by its own clock."""
    (member,) = one.members
    member.run()
    await says(member, leading=True)
    member.wire.hold(still=True)
    one.site.publish(*STORIES[0])
    await says(member, leading=False, ready=False)
    spoken = len(one.sandbox.messages(GROUP))
    await asyncio.sleep(3)
    assert len(one.sandbox.messages(GROUP)) == spoken
    member.wire.hold(still=False)
    await says(member, leading=True, ready=True)
    await one.card("望江西路", 90)
    await one.true(doubles=1)
    await stopped(member)


async def _said(member: Member, words: str) -> bool:
    return words in member.said()
