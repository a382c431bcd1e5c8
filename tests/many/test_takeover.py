"""Two and three processes on one PostgreSQL: who leads is killed, stopped, cut off; nothing is lost, nothing twice."""

import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.conftest import BAI, GROUP, LIN
from tests.many.crew import Crew, crewed

STORIES = (
    ("望江西路改建拖延", "修了一年多还没修好，雨天全是泥，投诉了几次都没人管"),
    ("锦绣家园没有暖气", "老人小孩冻得受不了，物业电话打不通，业主准备维权"),
    ("断头路何时打通", "厂门口货车掉不了头，交警天天贴条，司机们投诉过"),
)
pytestmark = pytest.mark.postgres


@pytest.fixture
async def two(tmp_path: Path, postgres_url: URL) -> AsyncIterator[Crew]:
    async with crewed(tmp_path, postgres_url, 2) as crew:
        yield crew


async def test_one_of_three_leads_and_when_it_is_killed_another_does(tmp_path: Path, postgres_url: URL) -> None:
    async with crewed(tmp_path, postgres_url, 3) as crew:
        crew.site.publish(*STORIES[0])
        crew.start()
        first = await crew.leader()
        assert sum([await member.leads() for member in crew.members]) == 1
        card = await crew.card("望江西路")
        await crew.settled()
        press = crew.press(card, "认领", by=LIN)
        began = time.monotonic()
        await first.killed()
        await crew.leader(15, but=first)
        print(f"killed, replaced after {time.monotonic() - began:.1f} s")
        assert (await crew.sandbox.answer_of(press)).text == "已认领，请核实"
        crew.site.publish(*STORIES[1])
        await crew.card("锦绣家园")
        await crew.true(doubles=1)


async def test_who_is_stopped_is_replaced_and_does_not_speak_when_it_wakes(two: Crew) -> None:
    two.site.publish(*STORIES[0])
    two.start()
    first = await two.leader()
    card = await two.card("望江西路")
    await two.settled()
    first.send(signal.SIGSTOP)
    began = time.monotonic()
    press = two.press(card, "认领", by=LIN)
    second = await two.leader(25, but=first)
    print(f"stopped, replaced after {time.monotonic() - began:.1f} s")
    assert (await two.sandbox.answer_of(press, 15)).text == "已认领，请核实"
    two.site.publish(*STORIES[1])
    await two.card("锦绣家园")
    await two.settled()
    said = len(two.sandbox.messages(GROUP))
    first.send(signal.SIGCONT)

    async def stands_by() -> bool:
        return "no longer leading" in first.said() and not await first.leads()

    await two.wait(stands_by)
    assert await second.leads()
    await two.true()
    assert len(two.sandbox.messages(GROUP)) == said

    await second.killed()
    assert await two.leader(15) is first, "it may lead again"
    refused = await two.sandbox.answer_of(two.press(card, "认领", by=BAI), 15)
    assert "已由 林晓" in refused.text
    await two.true()


async def test_a_cut_line_to_the_database(two: Crew) -> None:
    two.site.publish(*STORIES[0])
    two.start()
    await two.leader()
    card = await two.card("望江西路")
    await two.settled()
    for member in two.members:
        member.wire.cut()
    press = two.press(card, "认领", by=LIN)
    began = time.monotonic()
    assert (await two.sandbox.answer_of(press, 20)).text == "已认领，请核实"
    print(f"cut off, answered after {time.monotonic() - began:.1f} s")
    await two.leader()
    two.site.publish(*STORIES[1])
    await two.card("锦绣家园")
    await two.true(doubles=1)
    assert sum([await member.leads() for member in two.members]) == 1
    assert all(member.lives for member in two.members)


async def test_a_slow_database(two: Crew) -> None:
    for member in two.members:
        member.wire.delay = 0.03
    two.site.publish(*STORIES[0])
    two.start()
    first = await two.leader(60)
    card = await two.card("望江西路", 60)
    press = two.press(card, "认领", by=LIN)
    assert (await two.sandbox.answer_of(press, 30)).text == "已认领，请核实"
    assert await first.leads(), "slow is not dead"
    assert "no longer leading" not in first.said()
    for member in two.members:
        member.wire.delay = 0
    await two.true()


async def test_a_stop_hands_over_at_once(two: Crew) -> None:
    two.site.publish(*STORIES[0])
    two.start()
    first = await two.leader()
    await two.card("望江西路")
    await two.settled()
    began = time.monotonic()
    first.send(signal.SIGTERM)
    await two.leader(10, but=first)
    print(f"ended, replaced after {time.monotonic() - began:.1f} s")
    await two.true()
