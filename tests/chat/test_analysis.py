"""The report of one incident: asked for by button and by command, and sent when a serious one is closed (R2)."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from jobs.analysis import analyses
from jobs.drawing import pdf
from sandbox import Message
from tests.chat.stage import Card, Stage
from tests.conftest import FANG, GROUP, LIN, NOON

MAJOR = ("滨河新区工地塌方", "基坑塌方，路过的人都吓坏了，电话13812345678没人接")
GENERAL = ("小区没有暖气", "小区没有暖气，老人受不了，打了很多电话还是没人管")
HEADINGS = ["一、概况", "二、传播走势与阶段", "三、时间线", "四、平台与层级分布", "五、情绪变化"]
HEADINGS += ["六、谁在发声", "七、热词", "八、主要观点", "九、我方应对", "十、经验教训"]


@pytest.fixture(autouse=True)
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whatever is installed here, the bot finds no office suite but this one, once it is written."""
    program = tmp_path / "suite-of-the-test"
    monkeypatch.setattr(pdf, "PROGRAMS", (program.name,))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return program


async def begun(stage: Stage, story: tuple[str, str] = MAJOR) -> Card:
    """The card of it; the lead has claimed it."""
    for person in (LIN, FANG):
        stage.sandbox.say(person, person, "/start")
    await stage.publish(*story, date_published=(NOON - timedelta(hours=2)).isoformat())
    card = await stage.expect_card(story[0])
    await card.press("我来认领", by=FANG)
    return await card.expect("待核实")


async def closed(stage: Stage, story: tuple[str, str] = MAJOR) -> Card:
    """It is over."""
    card = await begun(stage, story)
    await card.press("❓ 无法核实", by=FANG)
    await card.expect("已核实")
    await (await stage.menu(card, by=FANG)).press("🔕 无需回应", by=FANG)
    await stage.answer_question("无需回应的理由", "现场已公告", by=FANG, chat=FANG)
    await card.expect("无需回应")
    await card.confirm("🏁 办结", by=FANG)
    return await card.expect("已办结")


def reports(stage: Stage, chat: int) -> list[Message]:
    return [m for m in stage.sandbox.messages(chat) if "事件分析报告：" in m.text and m.media is None]


def files(stage: Stage, chat: int) -> list[Message]:
    return [m for m in stage.sandbox.messages(chat) if m.media is not None]


def headings(message: Message) -> list[str]:
    assert message.media is not None
    sheet = Document(BytesIO(message.media.data))
    return [line.text for line in sheet.paragraphs if line.style and line.style.name.startswith("Heading")]


async def test_the_button_brings_message_picture_and_file_in_this_order(both: Stage) -> None:
    stage = both
    card = await begun(stage)
    menu = await stage.menu(card, by=LIN)
    assert (await menu.press("📊 分析报告", by=LIN)).text == "已发在下方"
    await stage.until(lambda: len(files(stage, LIN)) == 2)
    (told,) = reports(stage, LIN)
    picture, file = files(stage, LIN)
    assert told.message_id < picture.message_id < file.message_id
    assert (picture.reply_to, file.reply_to) == (told.message_id, told.message_id)
    assert all(message.silent for message in (told, picture, file))
    assert picture.media is not None
    assert picture.media.data.startswith(b"\x89PNG")
    assert file.media is not None
    assert file.media.name == "事件分析报告_0001_20261120.docx"
    assert headings(file) == HEADINGS
    assert len(told.text.splitlines()) <= 15
    assert "滨河新区工地塌方" in told.text
    assert "138****5678" in told.text
    assert "13812345678" not in told.text
    sheet = Document(BytesIO(file.media.data))
    words = "\n".join([*(p.text for p in sheet.paragraphs), *(c.text for t in sheet.tables for c in t._cells)])
    assert "13812345678" not in words
    assert len(sheet.inline_shapes) == 1
    assert not reports(stage, GROUP)
    # nothing has changed since: it is said where the report stands
    assert (await menu.press("📊 分析报告", by=LIN)).text == "分析报告已发在上面，之后没有变化"
    await stage.quiet()
    assert len(reports(stage, LIN)) == 1


async def test_the_command_names_it_or_answers_its_card(stage: Stage) -> None:
    card = await begun(stage)
    stage.sandbox.say(LIN, GROUP, "/analysis 1")
    await stage.until(lambda: len(files(stage, GROUP)) == 2)
    assert len(reports(stage, GROUP)) == 1
    stage.sandbox.say(LIN, LIN, "/analysis")
    await stage.expect_text("请写明编号，例如：/analysis 127", chat=LIN)
    stage.sandbox.say(LIN, LIN, "/analysis 99")
    await stage.expect_text("找不到 #0099", chat=LIN)
    stage.clock.forward(hours=1)
    stage.sandbox.say(LIN, GROUP, "/analysis", reply_to=card.message_id)
    await stage.until(lambda: len(reports(stage, GROUP)) == 2)
    stage.sandbox.say(LIN, GROUP, "/analysis 1")
    await stage.expect_text("分析报告已发在上面")
    assert len(reports(stage, GROUP)) == 2


async def test_a_serious_one_is_reported_on_once_when_it_is_closed(both: Stage) -> None:
    stage = both
    await closed(stage)
    await analyses(stage.running.tools)
    await stage.quiet()
    # whoever closed it may still take it back
    assert not reports(stage, GROUP)
    # a downtime over a weekend
    stage.clock.forward(days=3)
    for _ in range(3):
        await analyses(stage.running.tools)
    await stage.until(lambda: len(files(stage, GROUP)) == 2)
    await stage.quiet()
    (told,) = reports(stage, GROUP)
    assert told.silent
    assert "已办结" in told.text
    assert "已定为无需公开回应" in told.text
    assert len(files(stage, GROUP)) == 2


@pytest.mark.parametrize("days", [0, 30])
async def test_a_general_one_is_not_and_what_ended_long_ago_is_not(stage: Stage, days: int) -> None:
    await closed(stage, MAJOR if days else GENERAL)
    stage.clock.forward(days=days, minutes=2)
    await analyses(stage.running.tools)
    await stage.quiet()
    assert not reports(stage, GROUP)
    assert not files(stage, GROUP)


async def test_an_open_one_is_reported_on_only_when_somebody_asks(stage: Stage) -> None:
    await begun(stage)
    stage.clock.forward(hours=2)
    await analyses(stage.running.tools)
    await stage.quiet()
    assert not reports(stage, GROUP)


def installed(suite: Path, *, works: bool) -> None:
    """A suite that does what it should, or nothing."""
    make = 'printf "%%PDF-1.7" > "$(dirname "$source")/report.pdf"'
    suite.write_text(f"#!/bin/sh\nfor source; do :; done\n{make if works else 'exit 1'}\n", "utf-8")
    suite.chmod(0o755)


@pytest.mark.parametrize("works", [True, False])
async def test_a_pdf_follows_where_a_suite_makes_one(stage: Stage, suite: Path, works: bool) -> None:
    installed(suite, works=works)
    await begun(stage)
    stage.sandbox.say(LIN, LIN, "/analysis 1")
    await stage.until(lambda: len(files(stage, LIN)) == 2 + works)
    await stage.quiet()
    names = [file.media.name for file in files(stage, LIN) if file.media is not None]
    assert names[1:] == ["事件分析报告_0001_20261120.docx", "事件分析报告_0001_20261120.pdf"][: 1 + works]
    if works:
        _, document, copy = files(stage, LIN)
        assert copy.reply_to == document.message_id
        assert copy.media is not None
        assert copy.media.data == b"%PDF-1.7"


async def test_a_stranger_gets_none(stage: Stage) -> None:
    await begun(stage)
    stage.sandbox.add_user(99, "路人")
    stage.sandbox.say(99, 99, "/analysis 1")
    await stage.expect_text("您还没有登记", chat=99)
    await stage.quiet()
    assert not reports(stage, 99)
    assert not files(stage, 99)
