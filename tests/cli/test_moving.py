"""The whole way of a backup, with real processes: made while people press and posts flow, restored elsewhere (O5).

The bot goes on there with the same chat: its cards heal, presses on old cards are answered, the log is whole.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from tests.cli.town import Town, tingfeng, towned
from tests.conftest import BAI, FANG, LIN, _administer

_numbers = count(1)


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> URL:
    return make_url(f"sqlite+aiosqlite:///{tmp_path / 'elsewhere' / 'new.db'}")


@pytest.fixture
def empty_postgres(postgres: URL) -> Iterator[URL]:
    name = f"moved_{next(_numbers)}"
    _administer(postgres, f"CREATE DATABASE {name}")
    yield postgres.set(database=name)
    _administer(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with towned(tmp_path) as made:
        yield made


def head_of(said: str) -> str:
    """SEQ:HASH at the end of a sentence."""
    return said.strip().rpartition(" ")[2].rpartition("到")[2].partition("。")[0]


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("here", "there"),
    [("sqlite_url", "empty_postgres"), ("postgres_url", "empty_sqlite"), ("sqlite_url", "empty_sqlite")],
)
async def test_the_bot_moves_house_while_the_office_works(
    town: Town, tmp_path: Path, request: pytest.FixtureRequest, here: str, there: str
) -> None:
    old, archive, stop = town.config(tmp_path, request.getfixturevalue(here)), tmp_path / "out.tar.gz", asyncio.Event()
    async with town.bot(old):
        town.site.publish("望江西路改建拖延", "修了一年多还没修好，投诉几次没人管")
        first = await town.card("望江西路")
        town.site.publish("小区没有暖气", "老人受不了，投诉几次没人管")
        second = await town.card("没有暖气")
        working = asyncio.ensure_future(town.busy(first, stop))
        await town.shows(first, "👤")
        before = town.answered
        code, said, _ = await tingfeng("backup", "-o", archive, "-c", old)
        assert code == 0
        assert town.answered > before, "people pressed meanwhile"
        # all of this is not in it
        assert "已认领" in await town.press(second, "v1:cl:2:0", by=BAI)
        town.site.publish("工地塌方", "城东发生塌方，有人被埋，县住建局在哪里")
        orphan = await town.card("工地塌方")
        stop.set()
        await working
        await town.shows(second, "👤 白露")
    saved, (_, verified, _) = head_of(said), await tingfeng("audit", "verify", "-c", old)
    seen = head_of(verified)
    assert int(seen.partition(":")[0]) > int(saved.partition(":")[0]) > 0

    new = town.config(tmp_path / "elsewhere", request.getfixturevalue(there))
    code, said, told = await tingfeng("restore", archive, "-c", new, "--head", seen)
    assert (code, head_of(said.partition("。")[0])) == (1, saved)
    first_lost, last_lost = int(saved.partition(":")[0]) + 1, seen.partition(":")[0]
    assert f"备份之后的留痕第 {first_lost} 至 {last_lost} 条不在备份里" in told
    async with town.bot(new):
        await town.told("备份恢复")
        # the cards say again what the database knows
        await town.shows(second, "我来认领")
        await town.shows(first, "👤")
        assert "已认领" in await town.press(second, "v1:cl:2:0", by=LIN)
        await town.shows(second, "👤 林晓")
        # what nobody knows any more is found again under a number of its own; its old card says so
        again = await town.card("工地塌方", but=(orphan.message_id,))
        assert "#0201" in again.text
        assert "找不到这件事" in await town.press(orphan, "v1:cl:3:0", by=LIN)
        (claim,) = [button.data for button in again.buttons if "我来认领" in button.label]
        assert "已认领" in await town.press(again, claim, by=FANG)
        await town.shows(again, "👤 方正")
    code, verified, _ = await tingfeng("audit", "verify", "--head", saved, "-c", new)
    assert code == 0
    assert int(head_of(verified).partition(":")[0]) > int(saved.partition(":")[0])
