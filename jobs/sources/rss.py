"""The source kind `rss`: RSS, Atom, RDF and JSON Feed, whatever an address offers.

fetch ── web.get ──┬─ 304 → nothing new
                   ├─ RSSHub's 「empty」 page → no posts
                   └─ body ── parse ── decode ──┬─ "{" → feedjson ─┐
                                                └─ else → feedxml ─┴─ entries → posts
"""

import asyncio

from core.errors import SourceError
from core.posts import Cursor, Fetched, Post, Source
from core.texts import N_
from jobs.sources import feedjson, feedxml
from jobs.sources.answers import Getter, Page, StatusError
from jobs.sources.charset import decode
from jobs.sources.dates import zone_of
from jobs.sources.entries import posts_of

#: a body larger than this is parsed in a thread, so that nobody's press waits for it
_INLINE_BYTES = 64 * 1024
# RSSHub answers a search without results with 503 and a page that says so
_EMPTY_ROUTE = b"this route is empty"


async def fetch(web: Getter, source: Source, cursor: Cursor) -> Fetched:
    """One look at a feed; SourceError says in words why it failed."""
    zone_of(source.timezone)
    try:
        page = await web.get(source, cursor)
    except StatusError as error:
        if _EMPTY_ROUTE in error.excerpt:
            return Fetched(posts=(), cursor=cursor)
        raise
    if page.not_modified:
        return Fetched(posts=None, cursor=page.cursor, moved_to=page.moved_to)
    return Fetched(posts=await _posts(page, source), cursor=page.cursor, moved_to=page.moved_to)


async def _posts(page: Page, source: Source) -> tuple[Post, ...]:
    if len(page.body) <= _INLINE_BYTES:
        return _parse(page, source)
    return await asyncio.to_thread(_parse, page, source)


def _parse(page: Page, source: Source) -> tuple[Post, ...]:
    # keys are made with the source's own address: where a redirect ends may differ from look to look
    return parse(page.body, content_type=page.content_type, url=source.url, base=page.url, timezone=source.timezone)


def parse(
    body: bytes, *, content_type: str = "", url: str = "", base: str = "", timezone: str = "Asia/Shanghai"
) -> tuple[Post, ...]:
    """The posts in a feed's bytes, at most 1 000, in its order; no network, whatever the bytes say.

    `url` is the source's address, part of made-up keys; `base` is what relative links are resolved against where it
    differs. Raises SourceError for what is no feed, and for a time zone that is none.
    """
    zone = zone_of(timezone)
    text = decode(body, content_type).lstrip("\ufeff\u200b \t\r\n\0")
    if not text:
        raise SourceError(N_("内容是空的"))
    read = feedjson.read if text.startswith("{") else feedxml.read
    return posts_of(read(text, base or url, zone), url)
