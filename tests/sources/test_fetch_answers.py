"""What a far end may answer: fresh, unchanged, refused, moved, too much, too little."""

import asyncio

import pytest
from aiohttp import web
from small_site import Site

from core.errors import SourceError
from core.posts import Cursor
from jobs.sources.web import Limits, StatusError, Web

START = Cursor()


async def test_a_page_comes_with_its_cursor(site: Site) -> None:
    site.gives("/feed", "x", ETag='"a1"', Last_Modified="Mon, 01 Jun 2026 00:00:00 GMT", Content_Type="text/plain")
    async with Web() as web_:
        page = await web_.get(site.source(), START)
    assert (page.status, page.body, page.content_type, page.moved_to) == (200, b"x", "text/plain", "")
    assert page.cursor == Cursor(etag='"a1"', last_modified="Mon, 01 Jun 2026 00:00:00 GMT")
    assert not page.not_modified


async def test_who_asks_says_what_it_is_and_asks_unconditionally_at_first(site: Site) -> None:
    site.gives("/feed")
    async with Web() as web_:
        await web_.get(site.source(), START)
    headers = site.asked[0].headers
    assert headers["User-Agent"].startswith("Tingfeng/")
    assert "Mozilla" not in headers["User-Agent"]
    assert headers["Accept-Encoding"] == "gzip, deflate, br"
    assert "If-None-Match" not in headers
    assert "If-Modified-Since" not in headers


async def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.gives("/feed", b"", 304)
    cursor = Cursor(etag='W/"7"', last_modified="Tue, 02 Jun 2026 00:00:00 GMT")
    async with Web() as web_:
        page = await web_.get(site.source(), cursor)
    headers = site.asked[0].headers
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == (cursor.etag, cursor.last_modified)
    assert page.not_modified
    assert (page.body, page.cursor) == (b"", cursor)


@pytest.mark.parametrize("etag", ['"' + "长" * 3 + '"', '"' + "x" * 600 + '"'])
async def test_a_validator_that_cannot_be_sent_back_is_not_kept(site: Site, etag: str) -> None:
    site.gives("/feed", ETag=etag)
    async with Web() as web_:
        page = await web_.get(site.source(), START)
    assert page.cursor == START


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry_After": "120"}, 120),
        (429, {"Retry_After": "0"}, 0),
        (503, {"Date": "Mon, 01 Jun 2026 00:00:00 GMT", "Retry_After": "Mon, 01 Jun 2026 01:00:00 GMT"}, 3600),
        (503, {"Date": "Mon, 01 Jun 2026 02:00:00 GMT", "Retry_After": "Mon, 01 Jun 2026 01:00:00 GMT"}, 0),
        (503, {"Retry_After": "soon"}, None),
        (503, {"Retry_After": "-5"}, None),
        (503, {"Retry_After": "²"}, None),
        (503, {"Retry_After": "Mon, 01 Jun 2026 01:00:00"}, None),
        (503, {}, None),
    ],
)
async def test_a_far_end_may_say_when_to_come_back(
    site: Site, status: int, headers: dict[str, str], seconds: float | None
) -> None:
    site.gives("/feed", b"", status, **headers)
    async with Web() as web_:
        with pytest.raises(StatusError) as refused:
            await web_.get(site.source(), START)
    assert refused.value.retry_after == seconds
    assert refused.value.status == status
    assert str(refused.value) == f"127.0.0.1 返回 HTTP {status}"


@pytest.mark.parametrize("status", [300, 400, 401, 403, 404, 410, 500])
async def test_every_other_status_is_a_failure(site: Site, status: int) -> None:
    site.gives("/feed", "<p>没有</p>", status)
    async with Web() as web_:
        with pytest.raises(StatusError) as refused:
            await web_.get(site.source(), START)
    assert refused.value.excerpt == "<p>没有</p>".encode()
    assert ("永久失效" in str(refused.value)) == (status == 410)


async def test_an_error_page_that_cannot_be_read_is_still_its_status(site: Site) -> None:
    site.gives("/feed", b"this is not gzip", 503, Content_Encoding="gzip", Retry_After="7")
    async with Web() as web_:
        with pytest.raises(StatusError, match="HTTP 503") as refused:
            await web_.get(site.source(), START)
    assert refused.value.retry_after == 7


@pytest.mark.parametrize(
    ("spoken", "words"),
    [
        (b"", "中断了连接"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "没有传完"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "不合规范"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", "不合规范"),
    ],
)
async def test_what_is_no_proper_http_is_a_failure_of_the_source(site: Site, spoken: bytes, words: str) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(spoken)
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server, Web() as web_:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/?token=SECRET"
        with pytest.raises(SourceError, match=words) as failed:
            await web_.get(site.source(url=url), START)
    assert "SECRET" not in str(failed.value)


async def test_nobody_listening_and_no_such_name(site: Site, names: type) -> None:
    async with Web(resolver=names()) as web_:
        with pytest.raises(SourceError, match=r"找不到主机 gone\.example"):
            await web_.get(site.source(url="http://gone.example/?token=SECRET", local=False), START)
        source = site.source("/?token=SECRET")
        await site.server.close()
        with pytest.raises(SourceError, match=r"连不上 127\.0\.0\.1$"):
            await web_.get(source, START)


async def test_a_certificate_that_is_none_is_named(site: Site) -> None:
    async with Web() as web_:
        with pytest.raises(SourceError):
            await web_.get(site.source(url=site.url().replace("http:", "https:")), START)


@pytest.mark.parametrize(
    "url",
    ["", "feed", "http://", "http:///feed", "http://[::1", "http://a.example:99999/", "ftp://a.example/", "file:///x"],
)
async def test_an_address_that_is_none_is_refused(site: Site, url: str) -> None:
    async with Web() as web_:
        with pytest.raises(SourceError):
            await web_.get(site.source(url=url), START)


async def test_a_header_that_cannot_be_sent_is_refused(site: Site) -> None:
    site.gives("/feed")
    async with Web() as web_:
        with pytest.raises(SourceError, match="请求头写得不对"):
            await web_.get(site.source(headers=(("X-Key", "a\r\nHost: evil.example"),)), START)
    assert site.asked == []


async def test_stopping_passes_through_and_frees_the_host(site: Site, names: type) -> None:
    arrived, over = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        arrived.set()
        await over.wait()
        return web.Response()

    site.says["/feed"] = slow
    source = site.source(url=site.url(host="a.example"), local=False)
    async with Web(Limits(apart_s=0), resolver=names(a_example=[["127.0.0.1"]]), public=lambda _: True) as web_:
        looking = asyncio.ensure_future(web_.get(source, START))
        await arrived.wait()
        looking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await looking
        over.set()
        assert (await web_.get(source, START)).status == 200
