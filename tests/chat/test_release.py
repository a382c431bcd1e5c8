"""Published: by a link that is looked at, by a photo, or by the bot itself into the channel (S4)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL
from telegram.request import BaseRequest

from core.incident import Status
from core.statement import Stand, Statement
from storage.tables import outbox, pages
from tests.chat.office import Office, office
from tests.chat.stage import Card, Stage, staged
from tests.conftest import BAI, FANG, GROUP, GU, LIN
from tests.unit.speaking import CHANNEL, TEXT

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(60))


@pytest.fixture
async def channel(tmp_path: Path, database_url: URL) -> AsyncIterator[Stage]:
    """A stage whose organisation has a channel of its own."""
    change = (f"group = {GROUP}\n", f"group = {GROUP}\nchannel = {CHANNEL}\n")
    async with staged(tmp_path, database_url, change=change) as made:
        made.sandbox.add_channel(CHANNEL, "海棠住建发布", username="haitang_zj")
        yield made


async def signed(stage: Stage, *, verdict: bool = True) -> Office:
    """A signed first response; with a verdict the card's keys are those of publishing."""
    o = await office(stage)
    if verdict:
        await o.judged("✅ 属实", by=LIN)
        await o.card.expect("已核实", "起草")
        await o.drafted(by=LIN)
    else:
        await o.drafted(by=LIN, kind="先期回应")
    await o.bypassed(by=GU)
    return o


async def statement(stage: Stage) -> Statement:
    """The only one."""
    (one,) = (await stage.incident()).statements
    return one


async def published(o: Office, words: str, *, by: int = LIN, photo: bytes | None = None) -> None:
    """已发布 twice, and the answer to its question."""
    await o.card.confirm("已发布", by=by)
    asked = await o.stage.expect_text("发布页面的链接")
    o.stage.sandbox.say(by, GROUP, words, photo=photo, reply_to=asked.message_id)
    await o.stage.heard()


async def looked(stage: Stage) -> tuple[str, bool | None]:
    """What became of the page: its state, and whether the text stood there."""
    async with asyncio.timeout(90):
        while True:
            async with stage.running.store.db.read() as connection:
                row = (await connection.execute(select(pages.c.state, pages.c.found))).first()
            if row is not None and row.state != "waiting":
                return row.state, row.found
            stage.clock.forward(seconds=60)
            await asyncio.sleep(0.05)


async def test_published_by_a_link_whose_page_holds_the_text(both: Stage) -> None:
    """The clock stops, the incident is followed, the page is kept and compared."""
    o = await signed(both)
    both.site.pages["notice"] = f"<html><body><h1>回应</h1><p>{TEXT}</p><script>var a=1</script></body></html>"
    link = str(both.site.server.make_url("/notice.html"))
    await published(o, f"已经发了 {link}")
    await o.card.expect("已发布 127.0.0.1", "跟踪中")
    one = await statement(both)
    assert (one.stand, one.link, one.published_by) == (Stand.PUBLISHED, link, LIN)
    assert (await both.incident()).status is Status.FOLLOWING
    assert await looked(both) == ("kept", True)
    (event,) = await both.events("snapshot")
    assert (event["notes"]["found"], event["actor"]) == (True, 0)
    digest = event["notes"]["sha256"]
    assert (both.running.tools.files / digest[:2] / digest).read_bytes().decode().startswith("<html>")
    assert not [m for m in both.sandbox.messages(GROUP) if "没有找到回应原文" in m.text]


async def test_a_page_without_the_text_is_told_silently(stage: Stage) -> None:
    o = await signed(stage)
    stage.site.pages["other"] = "<p>今天天气很好，适合出行。</p>"
    await published(o, str(stage.site.server.make_url("/other.html")))
    told = await stage.expect_text("页面上没有找到回应原文")
    assert told.silent
    assert await looked(stage) == ("kept", False)


async def test_a_page_that_cannot_be_read_is_tried_again_and_then_told(stage: Stage) -> None:
    """An address in our own network is never fetched; nor is one that is gone."""
    o = await signed(stage)
    await published(o, "http://127.0.0.1:9/secret")
    assert await looked(stage) == ("failed", None)
    told = await stage.expect_text("发布页面打不开")
    assert told.silent
    assert "内网或本机地址" in told.text
    assert (await statement(stage)).stand is Stand.PUBLISHED


async def test_without_a_link_it_is_asked_again_and_a_photo_will_do(both: Stage) -> None:
    o = await signed(both)
    await published(o, "发好了", by=BAI)
    await both.expect_text("请回复发布页面的链接（http 或 https 开头）")
    assert (await statement(both)).stand is Stand.APPROVED
    asked = await both.expect_text("发布页面的链接，或页面截图")
    both.sandbox.say(BAI, GROUP, "抖音", photo=PNG, reply_to=asked.message_id)
    await o.card.expect("已发布 抖音", "存证 1")
    one = await statement(both)
    assert (one.stand, one.link, one.platform) == (Stand.PUBLISHED, "", "抖音")


async def test_a_holding_reply_leaves_the_status_and_is_withdrawn_by_a_lead(both: Stage) -> None:
    """On suspected its key stands beside ⋯; what was withdrawn stays in the story."""
    o = await signed(both, verdict=False)
    await published(o, "https://weibo.com/2803301701/Nabc")
    await o.card.expect("已发布 微博", "待认领", without=["📣 已发布"])
    menu = await both.menu(o.card, by=FANG)
    await menu.press("撤回发布", by=FANG)
    await o.answer("撤回的原因", "时间写错，已删除原博", by=FANG, chat=FANG)
    await o.card.expect("已撤回发布")
    (event,) = await both.events("withdraw")
    assert event["side"]["reason"] == "时间写错，已删除原博"


async def test_the_final_text_is_copied_and_taken_back(stage: Stage) -> None:
    """👀 定稿 and 撤回签发 of the keyboard for publishing."""
    o = await signed(stage)
    assert o.card.labels[:4] == ["👀 定稿", "📣 已发布", "↩️ 撤回签发", "⋯ 更多"]
    await o.card.press("定稿", by=BAI)
    whole = await stage.expect_text("点按下面的全文", BAI)
    assert TEXT in whole.text
    refused = await o.card.press("撤回签发", by=BAI)
    assert refused.alert
    await o.card.press("撤回签发", by=FANG)
    await o.answer("撤回签发的原因", "数字有误", by=FANG)
    await o.card.expect("草稿（林晓）", without=["📣 已发布"])


async def posts(stage: Stage) -> list[str]:
    """What stands in the channel."""
    return [message.text for message in stage.sandbox.messages(CHANNEL)]


async def test_the_bot_releases_it_once(channel: Stage) -> None:
    """代发: exactly the signed text, and S publishes with the link."""
    o = await signed(channel)
    await o.card.confirm("代发", by=BAI)
    await o.card.expect("已发布 Telegram 频道", "跟踪中")
    assert await posts(channel) == [TEXT]
    one = await statement(channel)
    (message,) = channel.sandbox.messages(CHANNEL)
    assert one.link == f"https://t.me/haitang_zj/{message.message_id}"
    (event,) = await channel.events("publish")
    assert (event["actor"], event["role"]) == (0, "system")


@pytest.mark.parametrize("stands", [True, False], ids=["it arrived", "it did not"])
async def test_a_lost_answer_is_never_repeated_without_a_person(channel: Stage, stands: bool) -> None:
    """结果不明: who signed and the leads are asked loudly; 已发出 publishes, 未发出 gives it back."""
    o = await signed(channel)
    channel.expected_errors.append("release")
    # the very next sending is the release
    await channel.quiet()
    if stands:
        channel.sandbox.faults.lose_answer("sendMessage")
    else:
        channel.sandbox.faults.fail("sendMessage", 502, "Bad Gateway")
    await o.card.confirm("代发", by=LIN)
    await o.card.expect("发送结果不明", "已发出", "未发出", without=["代发"])
    assert await posts(channel) == ([TEXT] if stands else [])
    for person in (FANG, GU):
        asked = await channel.expect_card("结果不明", chat=person)
        assert not asked.message.silent
    channel.clock.forward(minutes=30)
    await channel.quiet()
    assert len(await posts(channel)) == int(stands)
    asked = await channel.expect_card("结果不明", chat=FANG)
    if stands:
        await asked.confirm("已发出", by=FANG)
        await o.card.expect("已发布 Telegram 频道")
        return
    await asked.confirm("未发出", by=FANG)
    await o.card.expect("已签发 v1，待发布", "代发")
    late = await (await channel.expect_card("结果不明", chat=GU)).press("已发出", by=GU)
    assert late.alert
    await o.card.confirm("代发", by=LIN)
    await o.card.expect("已发布 Telegram 频道")
    assert await posts(channel) == [TEXT]


async def test_a_refusal_gives_it_back(channel: Stage) -> None:
    """The bot may not post there: signed as before, and the group is told."""
    o = await signed(channel)
    await channel.quiet()
    channel.sandbox.faults.fail("sendMessage", 403, "Forbidden: bot is not a member of the channel chat")
    await o.card.confirm("代发", by=LIN)
    await channel.expect_text("没有发到频道，仍待发布")
    await o.card.expect("已签发 v1，待发布", "代发")
    assert await posts(channel) == []
    assert (await statement(channel)).stand is Stand.APPROVED
    async with channel.running.store.db.read() as connection:
        state = await connection.scalar(select(outbox.c.state).where(outbox.c.kind == "release"))
    assert state == "failed"


async def test_a_flood_is_waited_out(channel: Stage) -> None:
    """What certainly did not leave is sent later, once."""
    o = await signed(channel)
    await channel.quiet()
    channel.sandbox.faults.fail("sendMessage", 429, "Too Many Requests: retry after 5", retry_after=5)
    await o.card.confirm("代发", by=LIN)
    await o.card.expect("已发布 Telegram 频道")
    assert await posts(channel) == [TEXT]


async def test_what_could_not_leave_for_long_is_given_back(channel: Stage) -> None:
    """After ten minutes nobody waits for it, and somebody may have published it by hand."""
    o = await signed(channel)
    await channel.quiet()
    channel.sandbox.faults.fail("sendMessage", 429, "Too Many Requests: retry after 900", retry_after=900)
    await o.card.confirm("代发", by=LIN)
    await o.card.expect("正在发往频道")
    channel.clock.forward(minutes=16)
    await channel.expect_text("没有发到频道，仍待发布")
    await o.card.expect("已签发 v1，待发布", "代发")
    assert await posts(channel) == []


async def test_without_a_channel_there_is_no_such_key(stage: Stage) -> None:
    o = await signed(stage)
    assert not any("代发" in label for label in o.card.labels)
    one = await statement(stage)
    data = f"v1:sd:1:{(await stage.incident()).decision}:1.1.{one.hash[:8]}"
    answer = await stage.sandbox.answer_of(stage.sandbox.press_raw(LIN, GROUP, o.card.message_id, data))
    assert answer.text == "没有绑定发布频道，请自行发布后点「已发布」"
    assert isinstance(o.card, Card)


async def test_an_answer_that_cannot_be_read_is_never_taken_for_a_refusal(
    channel: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 200 whose body is no JSON: the text stands there, and 代发 is not offered once more."""
    o = await signed(channel)
    channel.expected_errors += ["release", "invalid JSON"]
    await channel.quiet()
    whole = BaseRequest.parse_json_payload

    def half(payload: bytes) -> Any:
        answer = whole(payload)
        result = answer.get("result")
        return whole(b"<html>") if isinstance(result, dict) and result.get("text") == TEXT else answer

    monkeypatch.setattr(BaseRequest, "parse_json_payload", staticmethod(half))
    await o.card.confirm("代发", by=LIN)
    await o.card.expect("发送结果不明", "已发出", "未发出", without=["代发"])
    assert await posts(channel) == [TEXT]
    assert (await statement(channel)).stand is Stand.UNKNOWN


@pytest.mark.parametrize("readable", [True, False], ids=["it arrived", "the answer was lost"])
async def test_what_could_not_be_booked_is_booked_later_without_a_restart(
    channel: Stage, monkeypatch: pytest.MonkeyPatch, readable: bool
) -> None:
    """The database is away after the sending: nobody is left with 发送中, and nothing goes out twice."""
    o = await signed(channel)
    channel.expected_errors += ["release"]
    await channel.quiet()
    if not readable:
        channel.sandbox.faults.lose_answer("sendMessage")
    store, tried, away = channel.running.store, [0], [True]
    settle = store._settle_release

    async def failing(*args: Any, **values: Any) -> None:
        tried[0] += 1
        if away[0]:
            raise OSError("the database is away")
        await settle(*args, **values)

    monkeypatch.setattr(store, "_settle_release", failing)
    await o.card.confirm("代发", by=LIN)
    # the sending, and a look or two later
    await channel.until(lambda: tried[0] >= 6)
    assert (await statement(channel)).stand is Stand.SENDING
    away[0] = False
    await o.card.expect("已发布 Telegram 频道" if readable else "发送结果不明", without=["代发"])
    assert await posts(channel) == [TEXT]


async def test_what_could_not_be_noted_as_begun_is_sent_later_once(
    channel: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note was written, and the database went away before it said so: nothing has left."""
    o = await signed(channel)
    channel.expected_errors.append("release")
    await channel.quiet()
    store, calls = channel.running.store, [0]
    begins = store.release_begins

    async def lost(ident: int) -> bool:
        calls[0] += 1
        begun = await begins(ident)
        if calls[0] == 1:
            raise OSError("the answer of the database was lost")
        return begun

    monkeypatch.setattr(store, "release_begins", lost)
    await o.card.confirm("代发", by=LIN)
    await o.card.expect("已发布 Telegram 频道")
    assert await posts(channel) == [TEXT]
    assert calls[0] == 2
