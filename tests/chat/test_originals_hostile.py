"""Pages that nobody would want: each costs bounded time and room, and the others go on (W7, O7)."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import update

from core.arrivals import BY_HAND, KIND
from core.originals.page import Original, State
from core.posts import Source
from core.texts import Texts
from jobs import originals as job
from jobs.originals import originals
from storage import rows
from storage.tables import incidents, sources
from tests.chat.stage import Stage
from tests.conftest import NOON

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
WORDS = "每天绕行四公里，投诉几次没人管"


def with_body(body: bytes, **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Type": "text/html", **headers})

    return answer


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    # whoever has enough hangs up
    with suppress(ConnectionResetError):
        for _ in range(200):
            await response.write(b"<p>" + b"x" * 100_000)
    return response


async def inwards(_request: web.Request) -> web.Response:
    raise web.HTTPFound("http://127.0.0.1:1/secret")


async def metadata(_request: web.Request) -> web.Response:
    raise web.HTTPMovedPermanently("http://169.254.169.254/latest/meta-data/")


async def in_circles(request: web.Request) -> web.Response:
    raise web.HTTPFound(request.path)


async def cut_off(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"<p>half")
    assert request.transport is not None
    request.transport.close()
    return response


BOMB = gzip.compress(b"<p>" + b"0" * 20_000_000, 9)
#: what must not be saved, and a word of the reason
REFUSED: dict[str, tuple[Answer, str]] = {
    "large": (with_body(b"<p>" + b"x" * (8 * 1024 * 1024 + 1)), "8 MiB"),
    "endless": (endless, "8 MiB"),
    "bomb": (with_body(BOMB, **{"Content-Encoding": "gzip"}), "8 MiB"),
    "inwards": (inwards, "内网"),
    "metadata": (metadata, "内网"),
    "circles": (in_circles, "跳转次数太多"),
    "cutoff": (cut_off, ""),
}
#: what is kept as it is, and what is read of it
KEPT: dict[str, tuple[Answer, str]] = {
    "binary": (with_body(bytes(range(256)) * 40), ""),
    "pdf": (with_body(b"%PDF-1.7\n\xe2\xe3" + bytes(99), **{"Content-Type": "application/pdf"}), ""),
    "charset": (with_body(f"<p>{WORDS}</p>".encode("gbk"), **{"Content-Type": "text/html; charset=utf-8"}), WORDS),
    "deep": (with_body(b"<div>" * 60_000 + WORDS.encode()), WORDS),
    "script": (with_body(f"<script>alert('{WORDS}')</script><p>别的</p>".encode()), "别的"),
    "nulls": (with_body(b"<p>a\0b\0" + "\u202e听风".encode() + b"</p>"), ""),
}


async def looked(stage: Stage, name: str) -> Original:
    """A post that leads there, and the first look at its page."""
    url = str(stage.site.server.make_url(f"/{name}.html"))
    await stage.publish(f"断头路什么时候通 {name}", WORDS, url=url)
    async with asyncio.timeout(60):
        await originals(stage.running.tools)
    every = [page for n in range(1, 20) for page in await stage.running.store.originals_of(n)]
    return next(page for page in every if page.url == url)


async def test_what_is_too_much_or_leads_inwards_is_not_saved_and_says_why(stage: Stage) -> None:
    for name, (answer, word) in REFUSED.items():
        stage.site.answers[name] = answer
        page = await looked(stage, name)
        assert (page.state, page.attempts, page.snapshots) == (State.WAITING, 1, ()), name
        assert page.error is not None
        assert word in Texts().say(page.error), name
    # and the next one is kept as if nothing had been
    stage.site.pages["good"] = f"<p>{WORDS}</p>"
    assert (await looked(stage, "good")).state is State.THERE


async def test_odd_pages_are_kept_byte_by_byte_and_read_as_far_as_they_can_be(stage: Stage, tmp_path: Path) -> None:
    for name, (answer, words) in KEPT.items():
        stage.site.answers[name] = answer
        page = await looked(stage, name)
        assert page.last is not None, name
        one = page.last
        content = (tmp_path / "files" / one.sha256[:2] / one.sha256).read_bytes()
        assert len(content) == one.size, name
        text = (tmp_path / "files" / one.text_sha256[:2] / one.text_sha256).read_text("utf-8")
        assert words in text, name
        assert "alert" not in text, name
        assert one.own is (words == WORDS), name


async def test_a_post_from_elsewhere_leads_to_no_host_of_our_own(stage: Stage) -> None:
    """The forum of the tests may be in our network, but only its own posts may lead there."""
    stage.site.pages["good"] = f"<p>{WORDS}</p>"
    await stage.publish("断头路什么时候通", WORDS, url=str(stage.site.server.make_url("/good.html")))
    store = stage.running.store
    (watched,) = await store.all_sources()
    elsewhere = rows.plain(replace(watched.source, url="https://elsewhere.example/feed", local=False))
    async with store.db.write() as connection:
        await connection.execute(sources.update().values(body=elsewhere))
        await connection.execute(sources.insert().values(name="内网", body=rows.plain(watched.source), next_at=NOON))
    await originals(stage.running.tools)
    (page,) = await store.originals_of(1)
    assert page.error is not None
    assert "内网" in Texts().say(page.error)
    # what a member reports is looked at there
    by_hand = rows.plain(Source(name=BY_HAND, kind=KIND, url=""))
    async with store.db.write() as connection:
        await connection.execute(sources.update().where(sources.c.name == "海棠论坛").values(body=by_hand))
    stage.clock.forward(minutes=2)
    await originals(stage.running.tools)
    assert (await store.originals_of(1))[0].state is State.THERE


async def test_a_slow_host_takes_few_of_the_places(stage: Stage) -> None:
    """Of many that are due, two of a host are looked at in one run."""
    for n in range(5):
        await stage.publish(f"断头路什么时候通 {n}", WORDS, url=f"http://slow.example/{n}.html")
    await stage.publish("断头路什么时候通 good", WORDS, url="http://other.example/good.html")
    due = await stage.running.store.due_originals(stage.clock())
    assert [page.url for page in job.chosen(due)] == [
        *("http://slow.example/0.html", "http://slow.example/1.html", "http://other.example/good.html"),
    ]


async def test_an_incident_keeps_so_many_pages_and_no_more(stage: Stage) -> None:
    """Copies without end have their first twenty addresses kept, each once."""
    for n in range(30):
        stage.site.publish("断头路什么时候通", WORDS, url=f"https://forum.example/{n // 2}")
    for n in range(30, 60):
        stage.site.publish("断头路什么时候通", WORDS, url=f"https://forum.example/{n}")
    await stage.look()
    (incident,) = {page.incident for page in await stage.running.store.due_originals(stage.clock())}
    pages = await stage.running.store.originals_of(incident)
    assert len({page.url for page in pages}) == len(pages) <= 20
    stage.site.publish("断头路什么时候通", WORDS, url="https://forum.example/last")
    await stage.look()
    assert len(await stage.running.store.originals_of(incident)) == len(pages)


async def test_room_for_one_incident_is_bounded(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.site.pages["good"] = f"<p>{WORDS}</p>"
    monkeypatch.setattr(job, "MOST_BYTES", 10)
    page = await looked(stage, "good")
    assert (page.state, page.due_at) == (State.FAILED, None)
    assert page.error is not None
    assert "已满" in Texts().say(page.error)


async def test_a_post_of_a_drill_is_not_looked_at(stage: Stage) -> None:
    stage.site.pages["good"] = f"<p>{WORDS}</p>"
    url = str(stage.site.server.make_url("/good.html"))
    await stage.publish("断头路什么时候通", WORDS)
    incident = await stage.incident()
    async with stage.running.store.db.write() as connection:
        body = update(incidents).where(incidents.c.id == incident.id)
        await connection.execute(body.values(body={"title": "断头路什么时候通", "drill": True}))
    await stage.publish("断头路什么时候通", WORDS, url=url)
    posts = await stage.running.store.remembered_of([1])
    pages = await stage.running.store.originals_of(1)
    assert (len(posts), [page.url for page in pages]) == (2, ["https://forum.example/1"])
