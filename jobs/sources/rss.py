"""The source kind `rss`: RSS, Atom, RDF and JSON Feed, whatever an address offers.

fetch ── web.get ──┬─ 304 → nothing new
                   ├─ RSSHub's 「empty」 page → no posts
                   └─ body ── parse ── decode ──┬─ "{" → feedjson ─┐
                                                └─ else → feedxml ─┴─ entries → posts
"""

from core.errors import SourceError
from core.posts import Cursor, Fetched, Post, Source
from core.texts import N_
from jobs.sources import feedjson, feedxml
from jobs.sources.answers import Getter, Page
from jobs.sources.charset import decode
from jobs.sources.dates import zone_of
from jobs.sources.entries import posts_of
from jobs.sources.reading import Parsed, read

#: a body larger than this is parsed in a thread, so that nobody's press waits for it
_INLINE_BYTES = 64 * 1024


async def fetch(web: Getter, source: Source, cursor: Cursor) -> Fetched:
    """One look at a feed; SourceError says in words why it failed."""
    zone_of(source.timezone)
    return await read(web, source, cursor, _parsed, inline=_INLINE_BYTES)


def _parsed(page: Page, source: Source) -> Parsed:
    # keys are made with the source's own address: where a redirect ends may differ from look to look
    posts = parse(page.body, content_type=page.content_type, url=source.url, base=page.url, timezone=source.timezone)
    return Parsed(posts=posts)


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
