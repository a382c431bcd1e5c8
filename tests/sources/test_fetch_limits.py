"""How much, how long, and how broken an answer may be."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from aiohttp import web
from small_site import Site

from core.errors import SourceError
from core.posts import Cursor
from jobs.sources.web import Limits, Web

START = Cursor()


def _deflated(data: bytes, wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return packer.compress(data) + packer.flush()


def _brotli(data: bytes) -> bytes:
    brotli = pytest.importorskip("brotli")
    packed = brotli.compress(data, quality=5)
    assert isinstance(packed, bytes)
    return packed


PACKERS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("deflate", lambda data: _deflated(data, 15)),
    ("deflate", lambda data: _deflated(data, -15)),
    ("br", _brotli),
]


@pytest.mark.parametrize(("encoding", "pack"), PACKERS)
async def test_compressed_pages_are_unpacked(site: Site, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    site.gives("/feed", pack(b"words " * 1000), Content_Encoding=encoding)
    async with Web() as web_:
        page = await web_.get(site.source(), START)
    assert page.body == b"words " * 1000


@pytest.mark.parametrize(("encoding", "pack"), PACKERS)
async def test_a_bomb_does_not_fill_the_memory(site: Site, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(bytes(128 * 1024 * 1024))
    site.gives("/feed", bomb, Content_Encoding=encoding)
    async with Web() as web_:
        tracemalloc.start()
        try:
            with pytest.raises(SourceError, match="超过 8 MiB"):
                await web_.get(site.source(), START)
            assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
        finally:
            tracemalloc.stop()


async def test_broken_compression_is_a_failure_of_the_source(site: Site) -> None:
    site.gives("/feed", b"this is not gzip", Content_Encoding="gzip")
    async with Web() as web_:
        with pytest.raises(SourceError, match="没有传完或无法解压"):
            await web_.get(site.source(), START)


@pytest.mark.parametrize("announced", [True, False])
async def test_a_page_beyond_the_limit_is_not_read_to_its_end(site: Site, announced: bool) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if announced:
            response.content_length = 1 << 40
        await response.prepare(request)
        while True:
            await response.write(b"x" * 4096)

    site.says["/feed"] = endless
    async with Web(Limits(body_bytes=1 << 20)) as web_:
        with pytest.raises(SourceError, match="超过 1 MiB"):
            await web_.get(site.source(), START)


async def test_a_page_just_within_the_limit_is_read(site: Site) -> None:
    site.gives("/feed", b"x" * 1000)
    async with Web(Limits(body_bytes=1000)) as web_:
        assert len((await web_.get(site.source(), START)).body) == 1000
    async with Web(Limits(body_bytes=999)) as web_:
        with pytest.raises(SourceError):
            await web_.get(site.source(), START)


async def test_silence_before_the_answer_and_in_its_middle_ends(site: Site) -> None:
    over = asyncio.Event()

    async def silent(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if request.path == "/middle":
            await response.prepare(request)
            await response.write(b"<rss>")
        await over.wait()
        return response

    site.says |= {"/start": silent, "/middle": silent}
    async with Web(Limits(idle_s=0.1)) as web_, asyncio.timeout(60):
        for path in ("/start", "/middle"):
            with pytest.raises(SourceError, match="长时间没有响应"):
                await web_.get(site.source(path), START)
    over.set()


async def test_one_byte_at_a_time_ends_too(site: Site) -> None:
    async def dripping(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.01)

    site.says["/feed"] = dripping
    async with Web(Limits(total_s=0.2)) as web_, asyncio.timeout(60):
        with pytest.raises(SourceError, match="长时间没有响应"):
            await web_.get(site.source(), START)
