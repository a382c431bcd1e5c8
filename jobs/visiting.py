"""Pages that are looked at as a visitor sees them: how a link of ours is reached, and what stands on the page."""

import re
from dataclasses import replace

from yarl import URL

from core.errors import SourceError
from core.posts import Source
from jobs.sources.answers import Page
from jobs.sources.charset import decode
from jobs.sources.htmltree import tree_of
from jobs.sources.markup import BLOCKS, UNSEEN, tidy
from jobs.tools import Tools

#: characters of markup that are read; the bytes are kept whole
_READ = 2_000_000
#: bytes that only a file of another kind begins with
_BINARY = 1024
_TAG = re.compile(r"<[^<>]*>?")
_BLOCK_TAG = re.compile(rf"<(?=/?(?:{'|'.join(sorted(BLOCKS))})\b)", re.IGNORECASE)


async def reached(url: str, tools: Tools) -> Source:
    """An address that a member wrote, as something to fetch; a host of any source of ours is reached as that is."""
    listed = (source for source, _ in await tools.store.listed_sources())
    return next((beside(source, url) for source in listed if _place(source.url) == _place(url) is not None), _at(url))


def beside(source: Source, url: str) -> Source:
    """An address that a post of the source names: the source's own host is reached as it is, any other as a stranger's.

    A post from elsewhere that names a host of our own network must not lead there.
    """
    if _place(source.url) == _place(url) is not None:
        return replace(_at(url), local=source.local, proxy=source.proxy)
    return _at(url)


def _at(url: str) -> Source:
    """Without headers of ours: what is kept is what everybody sees."""
    return Source(name="page", kind="html", url=url)


def _place(address: str) -> tuple[str | None, int | None] | None:
    try:
        url = URL(address)
    except ValueError:
        return None
    return (url.raw_host, url.port) if url.raw_host else None


def words_of(answer: Page) -> str:
    """What a reader sees of the page, one line a block; nothing of what is no text. It is only read, never run."""
    if answer.body.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        return ""
    text = decode(answer.body, answer.content_type)[:_READ]
    if "\0" in text[:_BINARY]:
        return ""
    try:
        tree = tree_of(_BLOCK_TAG.sub("\n<", text))
    except SourceError:
        return tidy(_TAG.sub(" ", text))
    tree.strip_tags(list(UNSEEN - {"head"}))
    return tidy((tree.body.text() if tree.body else "") or text)
