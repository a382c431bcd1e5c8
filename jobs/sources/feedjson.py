"""JSON Feed 1.0 and 1.1 (jsonfeed.org), with an extension object `_counts` {reposts, comments, likes}."""

import json
from collections.abc import Iterator
from datetime import tzinfo

from core.errors import SourceError
from core.texts import N_
from jobs.sources.dates import parse_date
from jobs.sources.entries import Entry, absolute_link, count
from jobs.sources.htmltree import text_of
from jobs.sources.markup import tidy

#: objects and lists; beyond, it is no feed but an attempt on our memory
_MOST_CONTAINERS = 300_000


def read(text: str, url: str, zone: tzinfo) -> Iterator[Entry]:
    """The entries of a JSON Feed; SourceError for other JSON."""
    if text.count("{") + text.count("[") > _MOST_CONTAINERS:
        raise SourceError(N_("内容结构过于复杂，没有解析"))
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise SourceError(N_("内容不是完整的 JSON")) from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise SourceError(N_("内容是 JSON，但不是 JSON Feed：缺少 items"))
    bases = (_text(feed, "feed_url"), url, _text(feed, "home_page_url"))
    return (_entry(item, feed, bases, zone) for item in items if isinstance(item, dict))


def _entry(item: dict[str, object], feed: dict[str, object], bases: tuple[str, ...], zone: tzinfo) -> Entry:
    counts = _dict(item, "_counts")
    dates = (parse_date(_text(item, name), zone) for name in ("date_published", "date_modified"))
    links = (absolute_link(_text(item, name), bases) for name in ("url", "external_url", "id"))
    return Entry(
        guid=_text(item, "id"),
        link=next(filter(None, links), ""),
        title=_text(item, "title"),
        text=text_of(_text(item, "content_html")) or tidy(_text(item, "content_text")) or tidy(_text(item, "summary")),
        author=_author(item) or _author(feed),
        published_at=next(filter(None, dates), None),
        reposts=count(counts.get("reposts")),
        comments=count(counts.get("comments")),
        likes=count(counts.get("likes")),
    )


def _author(holder: dict[str, object]) -> str:
    """1.1 has a list `authors`, 1.0 one `author`."""
    several = holder.get("authors")
    people = several if isinstance(several, list) else [holder.get("author")]
    return next(filter(None, (_text(person, "name") for person in people if isinstance(person, dict))), "")


def _text(holder: dict[str, object], name: str) -> str:
    value = holder.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _dict(holder: dict[str, object], name: str) -> dict[str, object]:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}
