"""The source kind `hotlist`: a hot list in the shape of newsnow, `{status, id, updatedTime, items: [{id, title, …}]}`.

The place in the list is the rank; heat and dates are mostly missing there.
"""

from dataclasses import replace

from core.errors import SourceError
from core.posts import Cursor, Fetched, Post, Source
from core.showing import shown
from core.texts import N_
from jobs.sources.answers import Getter, Page, ShapeError
from jobs.sources.dates import zone_of
from jobs.sources.entries import MOST_ENTRIES, Entry, absolute_link, posts_of
from jobs.sources.htmltree import text_of
from jobs.sources.jsontext import loaded, plain
from jobs.sources.moments import When
from jobs.sources.reading import Parsed, read, says_something

#: what a list says of itself when it could be had, fresh or from a store
_GOOD = ("success", "cache")


async def fetch(web: Getter, source: Source, cursor: Cursor) -> Fetched:
    """One look at a hot list; SourceError says in words why it failed."""
    zone_of(source.timezone)
    return await read(web, source, cursor, parse)


def parse(page: Page, source: Source) -> Parsed:
    """The entries of a hot list with their ranks, at most 1 000. Raises SourceError and ShapeError."""
    when = When(zone_of(source.timezone), page.at)
    found = loaded(page.body, page.content_type)
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(items, list):
        raise ShapeError(N_("内容是 JSON，但不是热榜：缺少 items"))
    status = shown(plain(found.get("status")), 40)
    if status not in ("", *_GOOD):
        raise SourceError(N_("热榜服务没有给出这个榜单（status = “{status}”）"), status=status)
    posts: dict[str, Post] = {}
    skipped = []
    for rank, item in enumerate(items[:MOST_ENTRIES], start=1):
        entry = _entry(item, (page.url, source.url), when)
        if entry is None or not says_something(entry):
            skipped.append(rank)
            continue
        (post,) = posts_of((entry,), source.url)
        # listed twice, the better place counts
        posts.setdefault(post.key, replace(post, rank=rank))
    if items and not posts:
        raise ShapeError(N_("热榜有 {count} 条，但都没有标题"), count=len(items))
    return Parsed(posts=tuple(posts.values()), skipped=tuple(skipped[:20]))


def _entry(item: object, bases: tuple[str, ...], when: When) -> Entry | None:
    if not isinstance(item, dict):
        return None
    more = item.get("extra")
    extra = more if isinstance(more, dict) else {}
    links = (absolute_link(plain(item.get(name)), bases) for name in ("url", "mobileUrl"))
    dates = (when.read(plain(value)) for value in (item.get("pubDate"), extra.get("date")))
    return Entry(
        guid=plain(item.get("id")),
        link=next(filter(None, links), ""),
        title=text_of(plain(item.get("title"))),
        text=text_of(plain(extra.get("hover"))),
        published_at=next(filter(None, dates), None),
    )
