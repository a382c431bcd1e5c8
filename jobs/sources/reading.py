"""What all kinds share: from a page to what was fetched, the parsing in a thread."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.posts import Cursor, Fetched, Post, Source
from jobs.sources.answers import Getter, Page, StatusError
from jobs.sources.entries import MOST_ENTRIES, Entry, posts_of

# RSSHub answers a search without results with 503 and a page that says so
_EMPTY_ROUTE = b"this route is empty"
_MOST_SKIPPED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The posts in a page, in its order, and the numbers (from 1) of its first items that say nothing."""

    posts: tuple[Post, ...]
    skipped: tuple[int, ...] = ()


Parse = Callable[[Page, Source], Parsed]


async def read(web: Getter, source: Source, cursor: Cursor, parse: Parse, *, inline: int = -1) -> Fetched:
    """One look at one page: 304 and RSSHub's empty route are no failures. Raises SourceError.

    A body of at most `inline` bytes is parsed at once, which is cheaper than a thread.
    """
    try:
        page = await web.get(source, cursor)
    except StatusError as error:
        if _EMPTY_ROUTE in error.excerpt:
            return Fetched(posts=(), cursor=cursor)
        raise
    if page.not_modified:
        return Fetched(posts=None, cursor=page.cursor, moved_to=page.moved_to)
    small = len(page.body) <= inline
    parsed = parse(page, source) if small else await asyncio.to_thread(parse, page, source)
    return Fetched(posts=parsed.posts, cursor=page.cursor, moved_to=page.moved_to, skipped=parsed.skipped)


def parsed_of(entries: Iterable[Entry | None], source_url: str) -> Parsed:
    """Posts of the entries that say something; None stands for an item that could not be read."""
    good: list[Entry] = []
    skipped: list[int] = []
    for number, entry in enumerate(entries, start=1):
        if number > MOST_ENTRIES:
            break
        if entry is not None and says_something(entry):
            good.append(entry)
        else:
            skipped.append(number)
    return Parsed(posts=posts_of(good, source_url), skipped=tuple(skipped[:_MOST_SKIPPED]))


def says_something(entry: Entry) -> bool:
    """Has it a title or a text?"""
    return bool(entry.title.strip() or entry.text.strip())


def all_silent(parsed: Parsed, items: Sequence[object]) -> bool:
    """Were there items, and none of them said anything?"""
    return bool(items) and not parsed.posts
