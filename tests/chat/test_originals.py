"""The page of a post is kept at its detection and looked at again: deleted, changed, walled off, back (W7)."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from core.originals.page import State
from jobs.evidence import evidence
from jobs.originals import originals
from jobs.upkeep import upkeep
from storage.pruning import STEP
from tests.chat.stage import Card, Stage
from tests.conftest import LIN

WORDS = "每天绕行四公里，投诉几次没人管，电话 13812345678"
PAGE = (
    f"<html><head><title>论坛</title></head><body><nav>首页</nav><h1>断头路什么时候通</h1><p>{WORDS}</p></body></html>"
)
DELETED = "<html><body><nav>首页 登录 注册</nav><p>抱歉，该帖不存在或已被删除</p></body></html>"
WALL = "<html><body><h1>安全验证</h1><p>请完成验证后继续访问；内容已被删除的请返回</p></body></html>"


async def opened(stage: Stage, name: str = "road", page: str = PAGE) -> Card:
    """A post with a page of its own, and the look that keeps it."""
    stage.site.pages[name] = page
    await stage.publish("断头路什么时候通", WORDS, url=str(stage.site.server.make_url(f"/{name}.html")))
    card = await stage.expect_card("断头路")
    await looked(stage)
    return card


async def looked(stage: Stage, **later: float) -> None:
    """So much later what is due is looked at."""
    stage.clock.forward(**later)
    await originals(stage.running.tools)
    await stage.quiet()


async def state(stage: Stage) -> State:
    (page,) = await stage.running.store.originals_of(1)
    return page.state


def answering(status: int, body: str = "", **headers: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type="text/html", headers=headers)

    return answer


def kept(folder: Path, digest: str) -> bytes:
    return (folder / "files" / digest[:2] / digest).read_bytes()


async def kinds(stage: Stage) -> list[str]:
    return [e["type"] for e in await stage.events() if e["type"].startswith("original_")]


async def test_the_page_is_kept_at_detection(both: Stage, tmp_path: Path) -> None:
    stage = both
    card = await opened(stage)
    await card.expect("原帖", "存证 1")
    (page,) = await stage.running.store.originals_of(1)
    one = page.last
    assert one is not None
    assert kept(tmp_path, one.sha256) == PAGE.encode()
    assert one.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    assert kept(tmp_path, one.text_sha256).decode() == f"首页\n断头路什么时候通\n{WORDS}"
    assert (one.status, one.url, one.own) == (200, page.url, True)
    assert ("Content-Type", "text/html; charset=utf-8") in one.headers
    (event,) = await stage.events("original_kept")
    assert (event["notes"]["sha256"], event["role"]) == (one.sha256, "system")
    # what is due was looked at, and nothing is kept twice
    await looked(stage, minutes=10)
    assert await kinds(stage) == ["original_kept"]


async def test_deleted_is_said_after_the_second_look_not_after_one(both: Stage) -> None:
    stage = both
    card = await opened(stage)
    del stage.site.pages["road"]
    await looked(stage, hours=27)
    assert "原帖已删" not in card.text
    # less than an hour later the same finding proves nothing more
    await looked(stage, minutes=30)
    assert await state(stage) is State.THERE
    said = len(stage.sandbox.messages(card.chat))
    await looked(stage, minutes=40)
    await card.expect("原帖已删 11-21", "存证 1")
    assert await state(stage) is State.GONE
    assert await kinds(stage) == ["original_kept", "original_gone"]
    assert len(stage.sandbox.messages(card.chat)) == said, "silent"
    menu = await stage.menu(card, by=LIN)
    assert "原帖已删" in (await menu.press("时间线", by=LIN)).text
    assert "原帖已删 论坛 11-21" in (await menu.press("详情", by=LIN)).text


async def test_a_page_that_says_so_is_gone_too(stage: Stage) -> None:
    card = await opened(stage)
    stage.site.pages["road"] = DELETED
    await looked(stage, hours=27)
    assert "原帖已删" not in card.text
    await looked(stage, hours=2)
    await card.expect("原帖已删 11-21")


@pytest.mark.parametrize(
    "answer",
    [
        answering(503, DELETED),
        answering(403, DELETED),
        answering(429, "", **{"Retry-After": "60"}),
        answering(200, WALL),
        answering(200, f"{PAGE}<p>楼上的内容已被删除</p>"),
        answering(200, ""),
    ],
)
async def test_what_proves_nothing_is_not_gone(stage: Stage, answer: Any) -> None:
    card = await opened(stage)
    stage.site.answers["road"] = answer
    for _ in range(4):
        await looked(stage, hours=26)
    assert "原帖已删" not in card.text
    assert await state(stage) in (State.THERE, State.CHANGED)
    assert "original_gone" not in await kinds(stage)


async def test_a_404_elsewhere_is_not_gone(stage: Stage) -> None:
    """The post's site sends us on to another one, which knows nothing of it."""
    card = await opened(stage)

    async def missing(_request: web.Request) -> web.Response:
        return web.Response(status=404)

    other = web.Application()
    other.router.add_get("/{any:.*}", missing)
    async with TestServer(other) as server:
        stage.site.answers["road"] = answering(302, Location=str(server.make_url("/lost")))
        for _ in range(3):
            await looked(stage, hours=27)
        assert await state(stage) is State.THERE
        assert "原帖已删" not in card.text
        assert await kinds(stage) == ["original_kept"]


async def test_one_that_comes_back_is_said_to_be_back(stage: Stage) -> None:
    card = await opened(stage)
    stage.site.answers["road"] = answering(410)
    await looked(stage, hours=27)
    await looked(stage, hours=2)
    await card.expect("原帖已删")
    # a wall between proves nothing either
    stage.site.answers["road"] = answering(200, WALL)
    await looked(stage, hours=27)
    assert "原帖已删" in card.text
    del stage.site.answers["road"]
    await looked(stage, hours=27)
    await card.expect("🔗 原帖", without=("原帖已删",))
    assert await kinds(stage) == ["original_kept", "original_gone", "original_back"]


async def test_a_changed_page_keeps_both(stage: Stage, tmp_path: Path) -> None:
    card = await opened(stage)
    later = PAGE.replace("</body>", "<p>楼主：已经解决了</p></body>")
    stage.site.pages["road"] = later
    await looked(stage, hours=27)
    (page,) = await stage.running.store.originals_of(1)
    first, second = page.snapshots
    assert (kept(tmp_path, first.sha256), kept(tmp_path, second.sha256)) == (PAGE.encode(), later.encode())
    assert (page.state, second.added, second.removed) == (State.CHANGED, len("楼主：已经解决了"), 0)
    assert await kinds(stage) == ["original_kept", "original_changed"]
    assert "存证 1" in card.text, "one page, in two versions"


async def test_looking_again_is_asked_politely_and_ends(stage: Stage) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.headers.get("If-None-Match", ""))
        if asked[-1] == '"a"':
            return web.Response(status=304)
        return web.Response(text=PAGE, content_type="text/html", headers={"ETag": '"a"', "Set-Cookie": "who=7"})

    stage.site.answers["road"] = answer
    await opened(stage)
    for _ in range(12):
        await looked(stage, hours=27)
    assert asked == ["", *['"a"'] * (len(asked) - 1)]
    assert 6 <= len(asked) <= 9, "daily for seven days"
    (page,) = await stage.running.store.originals_of(1)
    assert (page.due_at, page.state, len(page.snapshots)) == (None, State.THERE, 1)
    assert not [name for name, _ in page.snapshots[0].headers if name.lower() == "set-cookie"]


async def test_what_cannot_be_saved_is_told_with_its_reason(stage: Stage) -> None:
    stage.site.answers["road"] = answering(200, WALL)
    card = await opened(stage)
    for _ in range(5):
        await looked(stage, hours=3)
    assert await state(stage) is State.FAILED
    assert "存证" not in card.text
    menu = await stage.menu(card, by=LIN)
    listed = (await menu.press("证据", by=LIN)).text
    assert "1. 原帖 海棠论坛 未能保存：要求登录或验证，看不到原帖" in listed
    assert await kinds(stage) == ["original_failed"]
    # the daily looks go on, and what was missed is made good
    del stage.site.answers["road"]
    await looked(stage, hours=27)
    await card.expect("存证 1")
    assert await state(stage) is State.THERE


async def test_a_list_with_keys_that_send_what_was_kept(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.say(LIN, card.chat, "现场", photo=b"\x89PNG\r\n\x1a\n12", reply_to=card.message_id)
    await card.expect("存证 2")
    await evidence(stage.running.tools)
    menu = await stage.menu(card, by=LIN)
    assert (await menu.press("证据", by=LIN)).text == "已发在下方"
    listed = (await stage.expect_card("#0001 证据 2 件", LIN)).message
    (page,) = await stage.running.store.originals_of(1)
    assert page.last is not None
    lines = listed.text.splitlines()
    assert lines[1] == f"1. 原帖 海棠论坛 12:01 1 KB {page.last.sha256[:8]} 仍在"
    assert lines[2].startswith("2. 照片 林晓 12:0")
    keys = Card(stage, LIN, listed.message_id)
    assert keys.labels == ["📥 1", "📥 2"]
    await keys.press("📥 1", by=LIN)
    await keys.press("📥 2", by=LIN)
    await stage.until(lambda: len([m for m in stage.sandbox.messages(LIN) if m.media]) == 2)
    words, photo = (m for m in stage.sandbox.messages(LIN) if m.media)
    assert words.media is not None
    assert photo.media is not None
    assert words.media.name.endswith(".txt")
    assert "电话 138****5678" in words.media.data.decode("utf-8-sig")
    assert page.url in words.text
    assert photo.media.data == b"\x89PNG\r\n\x1a\n12"
    assert (await keys.press("📥 1", by=LIN)).text == "已发在上面"
    await stage.quiet()
    assert len([m for m in stage.sandbox.messages(LIN) if m.media]) == 2


async def test_forged_keys_get_nothing(stage: Stage) -> None:
    card = await opened(stage)
    menu = await stage.menu(card, by=LIN)
    for data in ("v1:ev:1:1:t99", "v1:ev:1:1:e1", "v1:ev:1:1:../x", "v1:ev:zz:1:t1"):
        pressed = stage.sandbox.press_raw(LIN, LIN, menu.message_id, data)
        await stage.sandbox.answer_of(pressed)
    await stage.quiet()
    assert not [m for m in stage.sandbox.messages(LIN) if m.media]


async def test_in_the_group_it_is_an_alert(stage: Stage) -> None:
    card = await opened(stage)
    pressed = stage.sandbox.press_raw(LIN, card.chat, card.message_id, "v1:ev:1:1")
    answered = await stage.sandbox.answer_of(pressed)
    assert answered.alert
    assert "原帖 海棠论坛 12:01" in answered.text


async def test_html_goes_after_ninety_days_and_the_words_stay(stage: Stage, tmp_path: Path) -> None:
    card = await opened(stage)
    (page,) = await stage.running.store.originals_of(1)
    assert page.last is not None
    await upkeep(stage.running.tools)
    assert kept(tmp_path, page.last.sha256) == PAGE.encode()
    stage.clock.forward(days=91)
    await upkeep(stage.running.tools)
    assert kept(tmp_path, page.last.sha256) == PAGE.encode(), "a clock that jumps throws nothing away at once"
    for _ in range(timedelta(days=91) // STEP):
        await upkeep(stage.running.tools)
    assert not (tmp_path / "files" / page.last.sha256[:2] / page.last.sha256).exists()
    assert WORDS in kept(tmp_path, page.last.text_sha256).decode()
    menu = await stage.menu(card, by=LIN)
    await menu.press("证据", by=LIN)
    listed = await stage.expect_card("证据 1 件", LIN)
    assert f"{page.last.sha256[:8]} 仍在；网页已按期清理，文字仍在" in listed.text
    await listed.press("📥 1", by=LIN)
    await stage.until(lambda: [m for m in stage.sandbox.messages(LIN) if m.media])


async def test_a_file_that_was_changed_on_disk_is_not_sent(stage: Stage, tmp_path: Path) -> None:
    card = await opened(stage)
    (page,) = await stage.running.store.originals_of(1)
    assert page.last is not None
    digest = page.last.text_sha256
    (tmp_path / "files" / digest[:2] / digest).write_text("something else", "utf-8")
    menu = await stage.menu(card, by=LIN)
    await menu.press("证据", by=LIN)
    await (await stage.expect_card("证据 1 件", LIN)).press("📥 1", by=LIN)
    await stage.expect_text("这份证据在磁盘上找不到，或与存证时不同", LIN)
    assert not [m for m in stage.sandbox.messages(LIN) if m.media]


async def test_dying_between_file_and_row_costs_one_more_look(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    real = type(stage.running.store).original_looked_at

    async def killed(*_: Any, **__: Any) -> None:
        raise asyncio.CancelledError

    stage.site.pages["road"] = PAGE
    await stage.publish("断头路什么时候通", WORDS, url=str(stage.site.server.make_url("/road.html")))
    monkeypatch.setattr(type(stage.running.store), "original_looked_at", killed)
    with pytest.raises(asyncio.CancelledError):
        await originals(stage.running.tools)
    monkeypatch.setattr(type(stage.running.store), "original_looked_at", real)
    assert await state(stage) is State.WAITING
    await looked(stage)
    assert await state(stage) is State.THERE
    assert await kinds(stage) == ["original_kept"]
