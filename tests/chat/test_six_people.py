"""Each fault of the sandbox's panel while six people tap: nobody is left waiting, nothing is lost, every card is true.

Whatever goes wrong, at the end the log replays to the state, each card in each chat shows it, every press is answered.
"""

from pathlib import Path
from random import Random

import pytest
from sqlalchemy.engine import URL

from tests.chat.six import LATE_STORY, Six, Trouble
from tests.chat.stage import staged, webhook
from tests.conftest import GROUP, LIN

MOODS = (
    ("sendMessage", 502, "Bad Gateway"),
    ("editMessageText", 500, "Internal Server Error"),
    ("setMessageReaction", 400, "Bad Request: REACTION_INVALID"),
    ("getUpdates", 500, "Internal Server Error"),
)


async def calm(six: Six) -> None:
    """Nothing is wrong: the others are measured by this."""
    await six.act(30)


async def flood(six: Six) -> None:
    six.stage.sandbox.faults.flood(GROUP, for_seconds=20)
    await six.act(45)


async def flood_everywhere(six: Six) -> None:
    six.stage.sandbox.faults.flood_everywhere(for_seconds=15)
    await six.act(40)


async def outage(six: Six) -> None:
    """Nothing gets through; what was pressed waits at Telegram and is worked afterwards."""
    six.stage.sandbox.faults.outage_for(15)
    await six.act(32)
    await six.all_heard()
    await six.act(10)


async def lost_answers(six: Six) -> None:
    six.stage.sandbox.faults.lose_answers(for_seconds=10)
    await six.act(40)


async def slow(six: Six) -> None:
    six.stage.sandbox.faults.slow(0.1, for_seconds=20)
    await six.act(45)


async def migration(six: Six) -> None:
    """The group becomes a supergroup in the middle of it all."""
    await six.act(10)
    six.stage.sandbox.migrate(GROUP, -1002)
    six.group = -1002
    await six.act(30)


async def kicked(six: Six) -> None:
    six.stage.expected_errors.append("cannot be written to")
    six.stage.sandbox.kick_bot(GROUP)
    await six.act(30)
    six.stage.sandbox.let_bot_in(GROUP)
    await six.act(10)


async def blocked(six: Six) -> None:
    six.stage.sandbox.block(LIN)
    await six.act(30)
    six.stage.sandbox.unblock(LIN)
    await six.act(10)


async def conflict(six: Six) -> None:
    """Somebody else polls with the same token for a while."""
    six.stage.expected_errors.append("409")
    six.stage.sandbox.faults.conflict(for_seconds=10)
    await six.act(22)
    await six.all_heard()
    await six.act(10)


async def bad_mood(six: Six) -> None:
    """Single calls of every kind fail now and then."""
    six.stage.expected_errors.append("getUpdates")
    for method, status, words in MOODS:
        six.stage.sandbox.faults.fail(method, status, words)
        await six.act(8)
        await six.all_heard()


async def everything_at_once(six: Six) -> None:
    six.stage.sandbox.faults.slow(0.1, for_seconds=8)
    six.stage.sandbox.faults.lose_answers(for_seconds=5)
    await six.act(20)
    six.stage.sandbox.faults.flood(GROUP, for_seconds=15)
    await six.act(15)
    six.stage.sandbox.faults.outage_for(10)
    await six.act(22)
    await six.all_heard()
    await six.act(10)


async def played(folder: Path, database: URL, trouble: Trouble, seed: int, change: tuple[str, str] = ("", "")) -> None:
    """Four cards, then the trouble with a fifth story in its midst, then peace."""
    async with staged(folder, database, change=change) as stage:
        six = Six(stage, Random(seed))
        await six.begin()
        await six.act(10)
        await six.all_heard()
        stage.site.publish(*LATE_STORY)
        await stage.look()
        await trouble(six)
        await six.settle()
        await six.consistent()


@pytest.mark.parametrize(
    "trouble",
    [calm, flood, flood_everywhere, outage, lost_answers, slow, migration, kicked, blocked, conflict, bad_mood],
)
async def test_six_people_tap_while(tmp_path: Path, sqlite_url: URL, trouble: Trouble) -> None:
    await played(tmp_path, sqlite_url, trouble, seed=6)


@pytest.mark.parametrize("trouble", [flood, outage, lost_answers])
async def test_six_people_tap_and_telegram_brings_it_while(tmp_path: Path, sqlite_url: URL, trouble: Trouble) -> None:
    await played(tmp_path, sqlite_url, trouble, seed=8, change=webhook())


@pytest.mark.postgres
async def test_six_people_tap_while_everything_goes_wrong_on_postgresql(tmp_path: Path, postgres_url: URL) -> None:
    await played(tmp_path, postgres_url, everything_at_once, seed=7)
