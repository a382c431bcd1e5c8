"""Nothing that the log says names a person, tells a post or a token, whatever happens (O6, O7)."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from bot.log import _Lines
from tests.chat.office import HEAT, office
from tests.chat.stage import staged
from tests.conftest import BAI, FANG, GROUP, HE, LIN, PEOPLE

STRANGER = 99
SECRETS = ("13812345678", "没有暖气", "老人受不了", "已安排抢修", "私人电话", "过路人甲", "到过现场")


class Kept(logging.Handler):
    """Every line of every logger, as an operator would see it."""

    def __init__(self, token: str) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(_Lines((token,), "json"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def ours() -> Iterator[None]:
    """Our own loggers say all they have."""
    names = ("bot", "handlers", "jobs", "storage")
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.usefixtures("ours")
async def test_a_day_with_all_kinds_of_trouble_leaves_no_name_in_the_log(tmp_path: Path, database_url: URL) -> None:
    async with staged(tmp_path, database_url) as stage:
        kept = Kept(stage.sandbox.token)
        logging.getLogger().addHandler(kept)
        stage.expected_errors += ["could not be", "failed", "an update", "no such", "syntax", "job", "Waiting"]
        try:
            stage.sandbox.add_user(STRANGER, "过路人甲")
            stage.sandbox.world.chat(GROUP).members[STRANGER] = "member"
            room = await office(stage, (HEAT[0], HEAT[1] + "，打 13812345678"))
            await room.card.press("我来认领", by=LIN)
            await room.card.expect("👤 林晓")
            await room.judged("✅ 属实", by=LIN)
            stage.sandbox.press_raw(BAI, GROUP, room.card.message_id, "v1:cl:1:0")
            stage.sandbox.press_raw(STRANGER, GROUP, room.card.message_id, "v1:cl:1:0")
            stage.sandbox.press_raw(LIN, GROUP, room.card.message_id, "v1:zz:没有暖气")
            stage.sandbox.say(STRANGER, GROUP, "我的私人电话 13812345678")
            stage.sandbox.say(STRANGER, STRANGER, "/start join")
            stage.sandbox.say(FANG, FANG, "/report https://forum.example/私人电话 没有暖气 13812345678")
            stage.sandbox.say(HE, GROUP, "/find 没有暖气")
            await stage.heard()
            # Telegram refuses, the line breaks, a source fails
            stage.sandbox.faults.fail("sendMessage", 400, f"Bad Request: {stage.sandbox.token}")
            stage.sandbox.faults.fail("editMessageText", 429, "Too Many Requests")
            stage.site.status = 500
            await stage.look()
            stage.site.status = 200
            await _break(stage)
            await stage.publish("又没有暖气", "老人受不了了，打 13812345678 没人管")
            await stage.quiet()
        finally:
            logging.getLogger().removeHandler(kept)
    assert len(kept.lines) > 3
    names = [member.name for member in PEOPLE]
    for line in kept.lines:
        for word in (stage.sandbox.token, stage.sandbox.token.partition(":")[2], *SECRETS, *names):
            assert word not in line
        assert json.loads(line)["level"]


async def _break(stage: object) -> None:
    """A database error in the middle of a write that holds a post."""
    log = logging.getLogger("storage.test")
    store = stage.running.store  # type: ignore[attr-defined]
    try:
        async with store.db.write() as connection:
            values = {"name": "过路人甲 13812345678"}
            await connection.execute(text("INSERT INTO nowhere (name) VALUES (:name)"), values)
    except DBAPIError:
        log.exception("a job failed")


async def test_what_was_going_on_stands_in_every_line(tmp_path: Path, sqlite_url: URL) -> None:
    """An update's or a request's number leads from one line to the others."""
    async with staged(tmp_path, sqlite_url) as stage:
        kept = Kept(stage.sandbox.token)
        logging.getLogger().addHandler(kept)
        stage.expected_errors.append("put aside")
        card_of = await office(stage)
        stage.sandbox.faults.fail("answerCallbackQuery", 400, "Bad Request: nonsense")
        stage.sandbox.press_raw(LIN, GROUP, card_of.card.message_id, "v1:cl:1:0")
        await stage.heard()
        logging.getLogger().removeHandler(kept)
        doing = [json.loads(line).get("doing", "") for line in kept.lines]
        assert [one for one in doing if one.startswith("update ")]


@pytest.mark.parametrize("form", ["json", "text"])
def test_both_forms_are_one_line_without_a_token(form: str) -> None:
    lines = _Lines(("s3cret-of-the-web",), form)  # type: ignore[arg-type]
    record = logging.LogRecord("a", 20, "", 1, "x\n123456:AAAAAAAAAA s3cret-of-the-web %s", ("y",), None)
    said = lines.format(record)
    assert "\n" not in said
    assert "AAAA" not in said
    assert "s3cret" not in said
    assert "y" in said
