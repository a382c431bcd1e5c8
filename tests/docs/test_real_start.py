"""What README tells an operator to do at the first start works."""

import asyncio
import json
import logging
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.__main__ import main
from tests.chat.stage import staged
from tests.conftest import GROUP, LIN

ELSEWHERE, NEWCOMER = -1009, 77


async def test_an_unknown_group_is_named_in_the_log_and_a_newcomer_in_the_audit(
    tmp_path: Path, sqlite_url: URL, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with staged(tmp_path, sqlite_url) as stage:
        stage.sandbox.add_user(NEWCOMER, "小唐")
        stage.sandbox.add_group(ELSEWHERE, "另一个群", members=[LIN, NEWCOMER])
        stage.sandbox.say(LIN, GROUP, "/undo")
        await stage.expect_text("没有可以撤销的操作")
        assert "put it under [telegram] group" not in caplog.text
        stage.sandbox.say(NEWCOMER, ELSEWHERE, "/undo")
        stage.sandbox.say(NEWCOMER, NEWCOMER, "/start")
        await stage.expect_text("您还没有登记", chat=NEWCOMER)
        await stage.until(lambda: "put it under [telegram] group" in caplog.text)
        assert f"chat {ELSEWHERE} wrote" in caplog.text
        assert [m.sender.id for m in stage.sandbox.messages(ELSEWHERE) if m.sender] == [NEWCOMER]


async def test_the_export_shows_the_number_of_who_was_turned_away(
    tmp_path: Path, sqlite_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    async with staged(tmp_path, sqlite_url) as stage:
        stage.sandbox.add_user(NEWCOMER, "小唐")
        stage.sandbox.say(NEWCOMER, NEWCOMER, "/start")
        await stage.expect_text("您还没有登记", chat=NEWCOMER)
    assert await asyncio.to_thread(main, ["audit", "export", "-c", str(tmp_path / "config.toml")]) == 0
    newest = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert newest["type"] == "refused"
    assert json.loads(newest["body"])["actor"] == NEWCOMER
