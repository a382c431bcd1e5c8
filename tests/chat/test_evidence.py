"""Comments and evidence by reply: kept, counted, fetched, named by hash (W7)."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.attachments import LARGEST
from core.errors import FileError
from jobs.evidence import FIRST_PAUSE, evidence
from storage.tables import incidents
from tests.chat.stage import Card, Stage
from tests.conftest import BAI, GROUP, HE, LIN

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(60))


async def opened(stage: Stage) -> Card:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    return await stage.expect_card("断头路")


def reactions(stage: Stage, chat: int, message: int) -> list[str]:
    found = next(m for m in stage.sandbox.messages(chat) if m.message_id == message)
    return list(found.reactions.values())


async def heard(stage: Stage) -> None:
    """Everything that people said so far has reached the bot and is handled."""
    await stage.until(lambda: stage.sandbox.world.updates.pending == 0)
    await stage.running.receiver.idle()


async def fetched(stage: Stage) -> None:
    await heard(stage)
    await evidence(stage.running.tools)
    stage.running.tools.ring.set()


@contextmanager
def withheld(stage: Stage) -> Iterator[None]:
    """Nothing is fetched inside, whenever the bot looks; afterwards all that waits is due."""
    tools = stage.running.tools
    real = tools.fetch_file

    async def nothing_yet(_file_id: str) -> bytes:
        raise FileError("later")

    tools.fetch_file = nothing_yet
    yield
    tools.fetch_file = real
    stage.clock.forward(hours=7)


async def test_a_reply_in_the_group_is_a_comment_answered_by_a_sign(stage: Stage) -> None:
    card = await opened(stage)
    said = stage.sandbox.say(BAI, GROUP, "已联系施工方，电话 13812345678", reply_to=card.message_id)
    await stage.until(lambda: reactions(stage, GROUP, said.message_id) == ["👍"])
    (event,) = await stage.events("comment")
    assert (event["actor"], event["role"], event["entry"], event["decision"]) == (BAI, "member", "reply", [0, 0])
    assert event["side"]["reason"] == "已联系施工方，电话 13812345678"
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(GROUP) if m.sender and m.sender.is_bot]) == 1
    menu = await stage.menu(card, by=LIN)
    story = (await menu.press("时间线", by=LIN)).text
    assert "白露 加备注（已联系施工方，电话 138****5678）" in story


async def test_a_group_without_reactions_hears_nothing(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.faults.fail("setMessageReaction", 400, "Bad Request: REACTION_INVALID")
    stage.sandbox.say(BAI, GROUP, "已联系", reply_to=card.message_id)
    await heard(stage)
    await stage.quiet()
    assert len(await stage.events("comment")) == 1
    assert len([m for m in stage.sandbox.messages(GROUP) if m.sender and m.sender.is_bot]) == 1


async def test_a_reply_to_the_private_menu_is_answered_with_a_line(stage: Stage) -> None:
    menu = await stage.menu(await opened(stage), by=LIN)
    stage.sandbox.say(LIN, LIN, "到现场看了", reply_to=menu.message_id)
    assert (await stage.expect_text("✔ #0001 已记下备注", LIN)).silent
    stage.sandbox.say(LIN, LIN, "现场", photo=PNG, reply_to=menu.message_id)
    await stage.expect_text("✔ #0001 证据已收到", LIN)


async def test_other_talk_is_none_of_our_business(stage: Stage) -> None:
    card = await opened(stage)
    said = stage.sandbox.say(BAI, GROUP, "中午吃什么")
    stage.sandbox.say(LIN, GROUP, "面", reply_to=said.message_id)
    stage.sandbox.say(LIN, GROUP, "/nonsense", reply_to=card.message_id)
    stage.sandbox.add_user(99, "路人")
    stage.sandbox.world.chat(GROUP).members[99] = "member"
    stage.sandbox.say(99, GROUP, "我也说一句", reply_to=card.message_id)
    await heard(stage)
    await stage.quiet()
    assert not await stage.events("comment")
    assert [e["notes"]["code"] for e in await stage.events("refused")] == ["stranger"]


async def test_a_comment_on_what_is_over_is_refused_with_words(stage: Stage) -> None:
    card = await opened(stage)
    store = stage.running.store
    async with store.db.write() as connection:
        await connection.execute(incidents.update().values(status="closed"))
    stage.sandbox.say(BAI, GROUP, "还有一点", reply_to=card.message_id)
    await stage.expect_text("⚠️ #0001 这件事现为「已办结」")


async def test_an_album_is_several_pieces_and_one_answer(stage: Stage) -> None:
    card = await opened(stage)
    said = [
        stage.sandbox.say(
            BAI, GROUP, "现场" if not n else "", photo=PNG + bytes([n]), reply_to=card.message_id, media_group_id="a"
        )
        for n in range(3)
    ]
    await card.expect("存证 3")
    await stage.quiet()
    given = [reactions(stage, GROUP, one.message_id) for one in said]
    assert sorted(given) == [[], [], ["👍"]]
    assert len(await stage.events("add_evidence")) == 3


async def test_files_are_fetched_kept_under_their_hash_and_named_in_the_audit(stage: Stage, tmp_path: Path) -> None:
    card = await opened(stage)
    stage.sandbox.say(BAI, GROUP, "现场照片", photo=PNG, reply_to=card.message_id)
    stage.sandbox.say(
        HE, GROUP, "", document=("../../情况 说明.pdf", b"%PDF-1.4 x", "application/pdf"), reply_to=card.message_id
    )
    await card.expect("存证 2")
    await fetched(stage)
    for content in (PNG, b"%PDF-1.4 x"):
        digest = hashlib.sha256(content).hexdigest()
        assert (tmp_path / "files" / digest[:2] / digest).read_bytes() == content
    kept = await stage.events("evidence_kept")
    assert [e["notes"]["sha256"] for e in kept] == [hashlib.sha256(c).hexdigest() for c in (PNG, b"%PDF-1.4 x")]
    assert sorted(p.name for p in (tmp_path / "files").rglob("*") if p.is_file()) == sorted(
        e["notes"]["sha256"] for e in kept
    ), "nothing half-written is left"
    menu = await stage.menu(card, by=LIN)
    if "📎 证据" not in menu.labels:
        await menu.press("更多操作", by=LIN)
        await menu.expect("📎 证据")
    assert (await menu.press("📎 证据", by=LIN)).text == "已发在下方"
    listed = (await stage.expect_card("证据 2 件", LIN)).text
    assert f"照片 白露 12:01 1 KB {hashlib.sha256(PNG).hexdigest()[:8]} 现场照片" in listed
    assert "文件 何建" in listed
    await fetched(stage)
    assert len(await stage.events("evidence_kept")) == 2


async def test_a_file_that_cannot_be_fetched_now_is_fetched_later(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.say(BAI, GROUP, "", photo=PNG, reply_to=card.message_id)
    await card.expect("存证 1")
    stage.sandbox.faults.fail("getFile", 500, "Internal Server Error")
    await fetched(stage)
    (piece,) = await stage.running.store.evidence_of(1)
    if piece.state == "waiting":
        assert piece.attempts == 1
        stage.clock.forward(seconds=FIRST_PAUSE.total_seconds() + 1)
        await fetched(stage)
    (piece,) = await stage.running.store.evidence_of(1)
    assert piece.state == "kept"


async def test_what_telegram_will_not_hand_out_is_told_to_who_sent_it(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.say(BAI, BAI, "/start")
    with withheld(stage):
        stage.sandbox.say(BAI, GROUP, "", photo=PNG, reply_to=card.message_id)
        await card.expect("存证 1")
        (piece,) = await stage.running.store.evidence_of(1)
        stage.sandbox.world.files.pop(piece.file_id, None)
    await fetched(stage)
    await stage.expect_text("#0001 的证据没有存下来：Telegram 上已经没有这个文件", BAI)
    assert (await stage.running.store.evidence_of(1))[0].state == "failed"
    assert not [m for m in stage.sandbox.messages(GROUP) if "没有存下来" in m.text]


async def test_who_cannot_be_told_in_private_is_told_in_the_group(stage: Stage) -> None:
    """O4: nobody can write to a person who never started the bot."""
    card = await opened(stage)
    with withheld(stage):
        for content in (PNG, PNG + b"2"):
            stage.sandbox.say(BAI, GROUP, "", photo=content, reply_to=card.message_id)
        await card.expect("存证 2")
        lost, _ = await stage.running.store.evidence_of(1)
        stage.sandbox.world.files.pop(lost.file_id)
    await fetched(stage)
    said = await stage.expect_text("#0001 的证据没有存下来：Telegram 上已经没有这个文件")
    assert "白露" in said.text
    assert said.reply_to == card.message_id
    menu = await stage.menu(card, by=LIN)
    if "📎 证据" not in menu.labels:
        await menu.press("更多操作", by=LIN)
        await menu.expect("📎 证据")
    await menu.press("📎 证据", by=LIN)
    listed = (await stage.expect_card("证据 1 件", LIN)).text.splitlines()
    photos = [line for line in listed if "照片" in line]
    assert [("未能保存" in line, "尚未保存" in line) for line in photos] == [(True, False), (False, False)]


async def test_a_file_too_big_is_refused_at_once(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.say(
        BAI, GROUP, "", document=("大.zip", bytes(LARGEST + 1), "application/zip"), reply_to=card.message_id
    )
    await stage.expect_text("文件超过 20 MB")
    assert (await stage.incident()).evidence == 0


async def test_a_photo_answers_a_question_too(stage: Stage) -> None:
    card = await opened(stage)
    await card.press("✅ 属实", by=LIN)
    asked = await stage.expect_text("核实依据")
    stage.sandbox.say(LIN, GROUP, "", photo=PNG, reply_to=asked.message_id)
    await stage.expect_text("已记下核实依据")
    await card.expect("存证 1")
    assert (await stage.incident()).basis == "见附件"


async def test_a_photo_with_words_answers_with_the_words(stage: Stage) -> None:
    card = await opened(stage)
    await card.press("✅ 属实", by=LIN)
    asked = await stage.expect_text("核实依据")
    stage.sandbox.say(LIN, GROUP, "现场核实确有积水", photo=PNG, reply_to=asked.message_id)
    await stage.expect_text("已记下核实依据")
    assert (await stage.incident()).basis == "现场核实确有积水"
    assert len(await stage.events("add_evidence")) == 1


async def test_dying_in_between_costs_one_more_download(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    card = await opened(stage)
    kept = type(stage.running.store).evidence_kept

    async def killed(*_: Any) -> None:
        raise RuntimeError("kill -9")

    # before the piece is there: the bot's own look may come first
    monkeypatch.setattr(type(stage.running.store), "evidence_kept", killed)
    stage.sandbox.say(BAI, GROUP, "", photo=PNG, reply_to=card.message_id)
    await card.expect("存证 1")
    with pytest.raises(RuntimeError):
        await evidence(stage.running.tools)
    stage.expected_errors.append("job evidence failed")
    monkeypatch.setattr(type(stage.running.store), "evidence_kept", kept)
    await fetched(stage)
    assert len(await stage.events("evidence_kept")) == 1
    assert [piece.state for piece in await stage.running.store.evidence_of(1)] == ["kept"]
