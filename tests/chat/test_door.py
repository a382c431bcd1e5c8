"""The doors on HTTP: other monitors bring posts, Telegram brings updates (W5, O4, O7)."""

import io
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy.engine import URL

from bot.hearing import by_asking
from bot.web import SECRET_HEADER, telegram_path, telegram_secret
from bot.web_bodies import LARGEST
from jobs.arrivals import arrivals
from storage.arrivals import PAUSES
from tests.chat.stage import Stage, staged
from tests.conftest import GROUP, LIN

TOKEN = "a-token-nobody-guesses-0123"
WEB = f'[storage]\n[web]\nlisten = "127.0.0.1:0"\nintake_token = "{TOKEN}"\n'
POST = {"key": "7", "title": "断头路什么时候通", "text": "县住建局不管，投诉几次", "url": "https://weibo.example/7"}


@asynccontextmanager
async def with_door(folder: Path, database: URL, more: str = "") -> AsyncIterator[Stage]:
    web = WEB.removeprefix("[storage]\n") + more + "[storage]\n"
    async with staged(folder, database, change=("[storage]\n", web)) as stage:
        yield stage


@pytest.fixture
async def door(tmp_path: Path, sqlite_url: URL) -> AsyncIterator[Stage]:
    async with with_door(tmp_path, sqlite_url) as stage:
        yield stage


async def call(
    stage: Stage, body: object, *, path: str = "/intake", token: str = TOKEN, method: str = "POST", **headers: str
) -> tuple[int, dict[str, Any], Any]:
    """One request; status, JSON and headers of the answer."""
    data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
    auth = {"Authorization": f"Bearer {token}"} if token else {}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    url = f"http://127.0.0.1:{stage.running.port}{path}"
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, url, data=data, headers=auth | named) as answer,
    ):
        return answer.status, await answer.json(), answer.headers


async def test_a_post_of_another_monitor_becomes_a_card(door: Stage) -> None:
    status, answer, _ = await call(door, [POST, {"title": 5}, POST | {"key": "8", "title": "别处的新闻", "text": ""}])
    assert status == 202
    assert (answer["accepted"], answer["known"], [one["index"] for one in answer["refused"]]) == (2, 0, [1])
    assert "字段 title 应为文字" in answer["refused"][0]["reason"]
    await arrivals(door.running.tools)
    card = await door.expect_card("断头路什么时候通")
    assert "接口" in card.text
    (event,) = await door.events("detect")
    assert event["entry"] == "webhook"
    await door.quiet()
    assert len([m for m in door.sandbox.messages(GROUP) if m.buttons]) == 1


async def test_a_replay_gets_the_same_answer_and_adds_nothing(door: Stage) -> None:
    first = await call(door, POST, Idempotency_Key="one")
    again = await call(door, POST | {"key": "other"}, Idempotency_Key="one")
    assert first[:2] == again[:2] == (202, {"accepted": 1, "known": 0, "refused": []})
    assert (await call(door, POST))[1] == {"accepted": 0, "known": 1, "refused": []}
    await arrivals(door.running.tools)
    await door.expect_card("断头路什么时候通")
    assert len(await door.events("detect")) == 1
    assert not await door.events("add_post")


async def test_a_post_that_is_reposted_more_raises_its_card(tmp_path: Path, database_url: URL) -> None:
    """D4: a monitor sends the same post again, and its incident rises; there is still one card."""
    async with with_door(tmp_path, database_url) as stage:
        await call(stage, POST | {"reposts": 10}, Idempotency_Key="one")
        await arrivals(stage.running.tools)
        card = await stage.expect_card("断头路什么时候通")
        assert "特别重大" not in card.text
        hot = POST | {"reposts": 5000}
        known = {"accepted": 0, "known": 1, "refused": []}
        assert (await call(stage, hot, Idempotency_Key="one"))[1]["accepted"] == 1, "the first answer, and nothing done"
        assert await stage.running.store.new_arrivals(9) == ()
        assert (await call(stage, hot))[1] == known
        await arrivals(stage.running.tools)
        await card.expect("特别重大")
        assert (await call(stage, hot))[1] == (await call(stage, POST))[1] == known
        assert await stage.running.store.new_arrivals(9) == (), "fewer reposts change nothing"
        await stage.quiet()
        assert len([m for m in stage.sandbox.messages(GROUP) if m.buttons]) == 1
        assert len(await stage.events("detect")) == 1


async def tried(stage: Stage) -> None:
    """The job runs until it gives up what cannot be taken in."""
    for pause in PAUSES:
        stage.clock.forward(seconds=pause.total_seconds())
        await arrivals(stage.running.tools)


async def test_what_failed_comes_in_when_it_is_sent_again(door: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    door.expected_errors += ["arrival", "is put aside"]
    take_in = type(door.running.store).take_in

    async def down(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(type(door.running.store), "take_in", down)
    await call(door, POST)
    await tried(door)
    assert await door.running.store.new_arrivals(9) == ()
    monkeypatch.setattr(type(door.running.store), "take_in", take_in)
    assert (await call(door, POST))[1] == {"accepted": 1, "known": 0, "refused": []}
    await arrivals(door.running.tools)
    await door.expect_card("断头路什么时候通")


async def test_a_copy_joins_the_card_that_a_poll_raised(door: Stage) -> None:
    await door.publish("断头路什么时候通", "县住建局不管，投诉几次")
    card = await door.expect_card("断头路")
    await call(door, POST | {"platform": "微博"})
    await arrivals(door.running.tools)
    await card.expect("2 帖 2 平台")


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "口令口令口令口令口令"])
async def test_without_the_token_nothing_is_taken(door: Stage, token: str) -> None:
    headers = {} if token.isascii() else {"Authorization": f"Bearer {token}"}
    status, answer, got = await call(door, POST, token=token if token.isascii() else "", **headers)
    assert (status, got["WWW-Authenticate"]) == (401, "Bearer")
    assert "口令不对" in answer["error"]
    assert await door.running.store.new_arrivals(9) == ()


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"{", 400, "不是 JSON"),
        (b"[" * 100_000, 400, "不是 JSON"),
        (b"\xff\xfe", 400, "不是 JSON"),
        (b'"text"', 400, "不是 JSON 对象或数组"),
        (b"null", 400, "不是 JSON 对象或数组"),
        (json.dumps([{"title": "x"}] * 501).encode(), 400, "一次最多 500 条，收到 501 条"),
        (b'[{"title": 1}]', 400, "没有一条可用"),
        (b" " * (LARGEST + 1), 413, "超过 1 MiB"),
    ],
)
async def test_what_cannot_be_read_is_refused_with_words(door: Stage, body: bytes, status: int, words: str) -> None:
    got, answer, headers = await call(door, body)
    assert got == status
    assert words in answer["error"]
    assert "Python" not in headers["Server"]
    assert await door.running.store.new_arrivals(9) == ()


async def test_a_compressed_body_is_not_opened(door: Stage) -> None:
    assert (await call(door, b"x", Content_Encoding="gzip"))[0] == 415


async def test_what_is_not_there_is_404_and_only_post_is_taken(door: Stage) -> None:
    for path in ("/", "/telegram/x", telegram_path(door.sandbox.token), "/intake/", "/../etc/passwd"):
        assert (await call(door, POST, path=path))[0] == 404, path
    assert (await call(door, POST, method="PUT"))[0] == 405


async def test_sixty_requests_a_minute_are_enough(door: Stage) -> None:
    for _ in range(60):
        assert (await call(door, []))[0] == 202
    status, answer, headers = await call(door, [POST])
    assert status == 429
    assert 0 < int(headers["Retry-After"]) <= 61
    assert "每分钟最多 60 次" in answer["error"]
    assert (await call(door, [POST], token="wrong"))[0] == 401
    door.clock.forward(seconds=61)
    assert (await call(door, [POST]))[0] == 202


async def test_only_listed_sources_are_taken_with_their_tier(tmp_path: Path, sqlite_url: URL) -> None:
    listed = 'sources = [{ name = "人民舆情", platform = "新闻", tier = "city" }]\n'
    async with with_door(tmp_path, sqlite_url, listed) as stage:
        status, answer, _ = await call(stage, [POST | {"source": "别家"}, POST | {"source": "人民舆情"}])
        assert (status, answer["accepted"]) == (202, 1)
        assert "现有：人民舆情" in answer["refused"][0]["reason"]
        await arrivals(stage.running.tools)
        card = await stage.expect_card("断头路")
        assert "重大" in card.text, "a city medium makes it 重大"
        assert "新闻 人民舆情" in card.text


async def test_one_bad_arrival_holds_up_no_other_and_the_lead_is_told(
    door: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that somebody damaged: tried for minutes, put aside, told once; the rest is taken in."""
    door.expected_errors += ["arrival", "is put aside"]
    for key in ("bad", "8"):
        await call(door, POST | {"key": key, "title": f"断头路 {key}"})
    take_in = type(door.running.store).take_in

    async def damaged(store: Any, watched: Any, takings: Any, *rest: Any) -> None:
        if any(one.arrival.post.key == "bad" for one in takings):
            raise ValueError("damaged")
        await take_in(store, watched, takings, *rest)

    monkeypatch.setattr(type(door.running.store), "take_in", damaged)
    for _ in range(9):
        await arrivals(door.running.tools)
    (waiting,) = await door.running.store.new_arrivals(9)
    assert waiting.attempts < len(PAUSES), "a pause, not one try a second"
    await door.expect_card("断头路 8")
    await tried(door)
    assert await door.running.store.new_arrivals(9) == ()
    await door.expect_text("来自「接口」的帖文收不进来")
    await door.quiet()
    assert not [m for m in door.sandbox.messages(GROUP) if "断头路 bad" in m.text]
    assert len([m for m in door.sandbox.messages(GROUP) if "收不进来" in m.text]) == 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def by_webhook(folder: Path, database: URL) -> AsyncIterator[Stage]:
    port = free_port()
    change = (
        "[storage]\n",
        f'webhook_url = "http://127.0.0.1:{port}"\n[web]\nlisten = "127.0.0.1:{port}"\n[storage]\n',
    )
    async with staged(folder, database, change=change) as stage:
        yield stage


async def test_telegram_brings_presses_by_webhook(tmp_path: Path, sqlite_url: URL) -> None:
    async with by_webhook(tmp_path, sqlite_url) as stage:
        await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
        card = await stage.expect_card("断头路")
        assert "认领" in (await card.press("我来认领", by=LIN)).text
        await card.expect("林晓")
        assert not [call for call in stage.sandbox.calls if call.method.lower() == "getupdates"]


async def test_a_forged_update_is_not_heard(tmp_path: Path, sqlite_url: URL) -> None:
    async with by_webhook(tmp_path, sqlite_url) as stage:
        path, token = telegram_path(stage.sandbox.token), stage.sandbox.token
        secret = {SECRET_HEADER: telegram_secret(token)}
        update = {
            "update_id": 5_000_000_001,
            "message": {"message_id": 1, "date": 1, "chat": {"id": 11, "type": "private"}},
        }
        for headers in ({}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: token}):
            assert (await call(stage, update, path=path, token="", **headers))[0] == 403
        assert (await call(stage, update, path="/telegram/guess", token="", **secret))[0] == 404
        assert (await call(stage, POST, token=""))[0] == 404, "without a token there is no intake"
        for body in (b"{", b"[]", b"{}", b'{"update_id": true}', b'{"update_id": -1}'):
            assert (await call(stage, body, path=path, token="", **secret))[0] == 400, body
        assert await stage.last_update() < 5_000_000_001
        assert (await call(stage, update, path=path, token="", **secret))[0] == 200
        assert (await call(stage, update, path=path, token="", **secret))[0] == 200, "a replay is acknowledged too"
        assert await stage.last_update() == 5_000_000_001


async def test_asking_again_takes_the_webhook_back(tmp_path: Path, sqlite_url: URL) -> None:
    async with by_webhook(tmp_path, sqlite_url) as stage:
        hook = stage.sandbox.world.hook
        assert hook is not None
    async with staged(tmp_path, sqlite_url) as stage:
        stage.sandbox.world.hook = hook
        await by_asking(stage.running.receiver._application.bot)
        assert stage.sandbox.world.hook is None
        await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
        card = await stage.expect_card("断头路")
        stage.expected_errors.append("409")
        await card.press("我来认领", by=LIN)
        await card.expect("林晓")


async def test_text_that_a_database_cannot_keep_is_taken_without_it(tmp_path: Path, database_url: URL) -> None:
    """NUL, half a character, signs that turn the line round, markup: one card on both databases, plain to read."""
    async with with_door(tmp_path, database_url) as stage:
        nasty = "断头路\0\ud800\u202e<b>不通</b>&amp;"
        post = dict.fromkeys(("key", "title", "text", "author", "source", "platform", "url", "more"), nasty)
        post["text"] += "县住建局不管，投诉几次"
        status, answer, _ = await call(stage, [post, POST | {"reposts": 10**18}, POST | {"published_at": 10**300}])
        assert (status, answer["accepted"], len(answer["refused"])) == (202, 1, 2)
        await arrivals(stage.running.tools)
        card = await stage.expect_card("断头路<b>不通</b>&amp;")
        assert "\u202e" not in card.text
        assert await stage.running.store.incidents_at("https://x.example/", stage.clock()) == ()
