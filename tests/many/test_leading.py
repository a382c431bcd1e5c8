"""What a leader hands on, what one that is replaced may not do, what a process is for."""

import argparse
import asyncio
from datetime import timedelta
from pathlib import Path
from time import monotonic

import msgspec
import pytest
from telegram.error import NetworkError

from bot import replica
from bot.commands import run
from bot.config import load_config
from bot.config_cluster import Part
from bot.config_values import ConfigError
from bot.leading import Term
from bot.transport import AiohttpRequest
from core.budget import GROUP, Budget
from core.errors import NOT_SENT
from core.outgoing import Lane
from tests.conftest import GROUP as CHAT
from tests.conftest import NOON


def test_the_next_leader_keeps_to_what_the_last_one_said() -> None:
    first = Budget()
    for second in range(GROUP.count):
        first.spend(CHAT, NOON + timedelta(seconds=second))
    now = NOON + timedelta(seconds=30)
    assert not first.allows(CHAT, Lane.ESCALATION, now)
    told = msgspec.json.decode(msgspec.json.encode(first.kept(now)))
    assert not Budget.resumed(told).allows(CHAT, Lane.ESCALATION, now)
    assert Budget.resumed(told).allows(CHAT, Lane.ESCALATION, now + GROUP.span)


def test_what_is_long_past_is_not_told() -> None:
    budget = Budget()
    budget.spend(CHAT, NOON)
    assert budget.kept(NOON + GROUP.span) == {}
    assert Budget.resumed({}).allows(CHAT, Lane.LOG, NOON)


def test_a_term_speaks_while_its_lease_lasts() -> None:
    term = Term(epoch=1, budget=Budget(), until=monotonic() + 60)
    assert term.speaks()
    term.ended.set()
    assert not term.speaks()
    assert not Term(epoch=1, budget=Budget(), until=monotonic() - 0.001).speaks()


async def test_no_call_leaves_a_process_that_does_not_lead() -> None:
    request = AiohttpRequest(speaks=lambda: False)
    await request.initialize()
    with pytest.raises(NetworkError, match=NOT_SENT):
        await request.do_request("http://127.0.0.1:1/bot1:x/sendMessage", "POST")
    await request.shutdown()


def written(folder: Path, url: str, role: str = "") -> Path:
    path = folder / "config.toml"
    cluster = f'[cluster]\nrole = "{role}"\n' if role else ""
    path.write_text(f'[organisation]\nname = "海棠县住建局"\n[storage]\nurl = "{url}"\n{cluster}', "utf-8")
    return path


def test_what_a_process_is_for(tmp_path: Path) -> None:
    server = "postgresql://tingfeng@127.0.0.1/tingfeng"
    assert load_config(written(tmp_path, server), {}).part is Part.BOTH
    assert load_config(written(tmp_path, server, "worker"), {}).part is Part.WORKER
    won = {"TINGFENG_CLUSTER_ROLE": "bot"}
    assert load_config(written(tmp_path, server, "worker"), won).part is Part.BOT


def test_a_file_is_not_shared(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PostgreSQL"):
        load_config(written(tmp_path, "sqlite:///tingfeng.db", "worker"), {})
    assert load_config(written(tmp_path, "sqlite:///tingfeng.db", "both"), {}).part is Part.BOTH


def test_no_such_role(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TINGFENG_CLUSTER_ROLE"):
        load_config(written(tmp_path, "postgresql://x/y"), {"TINGFENG_CLUSTER_ROLE": "chief"})
    with pytest.raises(ConfigError, match="role"):
        load_config(written(tmp_path, "postgresql://x/y", "chief"), {})


def test_the_option_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = argparse.ArgumentParser()
    run.add(parser.add_subparsers())
    monkeypatch.setenv("TINGFENG_CLUSTER_ROLE", "bot")
    assert run.environment(parser.parse_args(["run", "--role", "worker"]).role)["TINGFENG_CLUSTER_ROLE"] == "worker"
    assert run.environment(parser.parse_args(["run"]).role)["TINGFENG_CLUSTER_ROLE"] == "bot"


@pytest.mark.parametrize(("broken", "code"), [(False, 0), (True, 1)], ids=["asked for", "a part broke"])
async def test_a_stop_that_hangs_is_cut_off_and_says_whether_something_broke(
    monkeypatch: pytest.MonkeyPatch, broken: bool, code: int
) -> None:
    codes, over = list[int](), asyncio.Event()

    def left(given: int) -> None:
        codes.append(given)
        over.set()

    async def hangs() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await over.wait()

    async def breaks() -> None:
        if broken:
            raise ValueError
        await asyncio.Event().wait()

    async def whole() -> None:
        async with asyncio.TaskGroup() as group:
            parts: list[asyncio.Task[None]] = []
            group.create_task(replica._stops_soon(parts))
            parts += [group.create_task(hangs()), group.create_task(breaks())]

    monkeypatch.setattr(replica, "STOPS_WITHIN", 0.05)
    monkeypatch.setattr("bot.replica.os._exit", left)
    monkeypatch.setattr("bot.replica.logging.shutdown", lambda: None)
    running = asyncio.ensure_future(whole())
    await asyncio.sleep(0.05)
    if not broken:
        running.cancel()
    await asyncio.wait((running,), timeout=30)
    assert codes == [code]
    assert isinstance(running.exception(), ExceptionGroup) if broken else running.cancelled()
