"""`tingfeng run` while Telegram cannot be reached: it can be stopped, and it goes on watching (O1, O7)."""

import asyncio
import re
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from core.policy import Figures
from sandbox import Sandbox
from storage import Database, Store
from tests.chat.stage import Site, configuration, people
from tests.chat.test_status import get
from tests.cli.processes import ended, process, read_until
from tests.conftest import GROUP, LIN


@asynccontextmanager
async def refusing() -> AsyncIterator[tuple[int, asyncio.Event]]:
    """A port where nobody listens; it has been called from the beginning."""
    called = asyncio.Event()
    called.set()
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1], called


@asynccontextmanager
async def hanging() -> AsyncIterator[tuple[int, asyncio.Event]]:
    """A port where every call is taken and none is answered."""
    called = asyncio.Event()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(take, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], called


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("telegram", [refusing, hanging])
async def test_a_stop_is_heeded_while_telegram_is_still_waited_for(
    tmp_path: Path, sqlite_url: URL, telegram: Callable[[], AbstractAsyncContextManager[Any]], sign: signal.Signals
) -> None:
    site, sandbox = Site(), Sandbox()
    await site.server.start_server()
    path = configuration(tmp_path, sandbox, site, sqlite_url)
    async with telegram() as (port, called):
        path.write_text(path.read_text("utf-8").replace(sandbox.url, f"http://127.0.0.1:{port}"), "utf-8")
        async with process("run", "-c", str(path)) as child:
            seen = await read_until(child, "暂时连不上 Telegram") if called.is_set() else ""
            async with asyncio.timeout(60):
                await called.wait()
            child.send_signal(sign)
            code, _, rest = await ended(child)
    await site.server.close()
    assert code == 0
    assert "stopped" in rest
    assert "Traceback" not in rest
    assert ("监测照常进行" in seen) is (telegram is refusing)


def _port(seen: str) -> int:
    found = re.search(r"health and metrics on port (\d+)", seen)
    assert found, seen
    return int(found[1])


async def test_what_is_watched_is_watched_until_telegram_is_there(tmp_path: Path, database_url: URL) -> None:
    site, sandbox = Site(), Sandbox()
    people(sandbox)
    await site.server.start_server()
    site.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    path = configuration(tmp_path, sandbox, site, database_url)
    store = Store(Database(database_url), Figures())
    async with refusing() as (port, _):
        path.write_text(path.read_text("utf-8").replace(sandbox.url, f"http://127.0.0.1:{port}"), "utf-8")
    path.write_text(path.read_text("utf-8").replace("[rules]", '[web]\nstatus = "127.0.0.1:0"\n[rules]'), "utf-8")
    async with process("run", "-c", str(path)) as child:
        status = _port(await read_until(child, "暂时连不上 Telegram"))
        async with asyncio.timeout(60):
            while await store.incident(1) is None:  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.05)
        assert not sandbox.calls
        # who restarts what is unhealthy would gain nothing by it
        code, health = await get(status, "/healthz")
        assert (code, health["ready"], health["database"]) == (200, True, True)
        assert (health["started"], health["leading"]) == (False, False)
        assert (await get(status, "/metrics"))[1].count("tingfeng_cards_waiting 1") == 1
        await sandbox.start(port)
        await read_until(child, "listening as @tingfeng_bot")
        health = (await get(status, "/healthz"))[1]
        assert (health["started"], health["leading"]) == (True, True)
        (card,) = await sandbox.wait_for(lambda: [m for m in sandbox.messages(GROUP) if m.buttons], timeout=60)
        sandbox.press_raw(LIN, GROUP, card.message_id, "v1:cl:1:0")
        await sandbox.wait_for(lambda: any("林晓" in m.text for m in sandbox.messages(GROUP)), timeout=60)
        assert [m.message_id for m in sandbox.messages(GROUP) if m.buttons] == [card.message_id]
        child.send_signal(signal.SIGTERM)
        code, _, _ = await ended(child)
    await store.close()
    await sandbox.stop()
    await site.server.close()
    assert code == 0
