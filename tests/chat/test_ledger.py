"""/ledger: the file comes where it was asked for, of the days and kinds that were named (R3, R5)."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert

from core.severity import Severity
from handlers import ledger as handler
from sandbox import Message
from storage.rows import incident_row
from storage.tables import incidents
from tests.chat.stage import Stage
from tests.conftest import BAI, GROUP, LIN, NOON
from tests.unit.making import incident


def files(stage: Stage, chat: int) -> list[Message]:
    return [m for m in stage.sandbox.messages(chat) if m.media is not None]


async def sent(stage: Stage, chat: int = GROUP, count: int = 1) -> Message:
    """The newest file in the chat, once there are so many."""
    await stage.until(lambda: len(files(stage, chat)) >= count)
    return files(stage, chat)[-1]


def titles(message: Message) -> list[object]:
    assert message.media is not None
    page = load_workbook(io.BytesIO(message.media.data)).worksheets[0]
    return [page.cell(row, 4).value for row in range(2, page.max_row + 1)]


async def put(stage: Stage, **changes: object) -> None:
    """An incident of September."""
    row = incident_row(incident(**changes)) | {"id": changes["id"], "last_post_at": NOON}
    async with stage.running.store.db.write() as connection:
        await connection.execute(insert(incidents).values(row))


async def test_the_file_comes_in_reply_where_it_was_asked_for(both: Stage) -> None:
    stage = both
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")
    asked = stage.sandbox.say(BAI, GROUP, "/ledger")
    file = await sent(stage)
    assert file.media is not None
    assert (file.media.kind, file.media.name) == ("document", "舆情台账_2026-11.xlsx")
    assert file.text == "📒 台账 2026年11月：共 1 件"
    assert file.reply_to == asked.message_id
    assert file.silent
    page = load_workbook(io.BytesIO(file.media.data)).worksheets[0]
    assert page["A2"].value == 1
    assert page["D2"].value == "断头路什么时候通"
    assert page["J2"].value == "林晓"
    assert page["P2"].value == "待核实"
    await stage.quiet()
    assert len(files(stage, GROUP)) == 1


async def test_days_kinds_and_form_are_chosen_by_words(stage: Stage) -> None:
    september = NOON - timedelta(days=70)
    await put(stage, id=50, title="九月的", detected_at=september)
    await put(stage, id=51, title="九月重大的", detected_at=september, severity=Severity.MAJOR)
    await put(stage, id=52, title="-1 十一月的", department="市政科")
    stage.sandbox.say(LIN, LIN, "/ledger 9月")
    assert titles(await sent(stage, LIN)) == ["九月的", "九月重大的"]
    stage.sandbox.say(LIN, LIN, "/ledger 重大 9月1日至9月30日")
    file = await sent(stage, LIN, 2)
    assert titles(file) == ["九月重大的"]
    assert file.text == "📒 台账 2026-09-01 至 09-30：共 1 件（重大）"
    assert file.reply_to is None
    stage.sandbox.say(LIN, LIN, "/ledger csv 市政科 在办")
    file = await sent(stage, LIN, 3)
    assert file.media is not None
    assert file.media.name == "舆情台账_2026-11.csv"
    assert file.text == "📒 台账 2026年11月：共 1 件（在办、市政科）"
    assert file.media.data.startswith(b"\xef\xbb\xbf")
    (_, row) = csv.reader(io.StringIO(file.media.data.decode("utf-8-sig"), newline=""))
    assert row[3] == "'-1 十一月的"


async def test_what_nobody_understands_is_named_and_no_file_comes(stage: Stage) -> None:
    stage.sandbox.say(LIN, GROUP, "/ledger 9月 园林科")
    said = await stage.expect_text("看不懂：园林科")
    assert "/ledger 9月 重大" in said.text
    await stage.quiet()
    assert not files(stage, GROUP)


async def test_an_empty_span_is_said_in_a_line(stage: Stage) -> None:
    stage.sandbox.say(LIN, GROUP, "/ledger 上周 重大")
    await stage.expect_text("没有符合「重大」的舆情")
    await stage.quiet()
    assert not files(stage, GROUP)


async def test_a_stranger_gets_nothing(stage: Stage) -> None:
    await put(stage, id=50)
    stage.sandbox.add_user(99, "路人")
    stage.sandbox.say(99, 99, "/ledger")
    await stage.expect_text("还没有登记", 99)
    await stage.quiet()
    assert not files(stage, 99)
    assert [e["notes"]["code"] for e in await stage.events("refused")] == ["stranger"]


async def test_a_long_one_is_announced_and_comes_in_reply(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler, "MANY", 1)
    await put(stage, id=50)
    stage.sandbox.say(LIN, GROUP, "/ledger")
    await sent(stage)
    await stage.quiet()
    await put(stage, id=51)
    asked = stage.sandbox.say(LIN, GROUP, "/ledger")
    said = await stage.expect_text("正在生成台账，共 2 件…")
    assert said.reply_to == asked.message_id
    assert (await sent(stage, count=2)).reply_to == said.message_id
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(GROUP) if "正在生成" in m.text]) == 1
