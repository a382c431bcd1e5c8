"""From an entry, in whatever format it came, to a post: keys and limits."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from core.posts import Post
from jobs.sources.markup import one_line

MOST_ENTRIES = 1000
LONGEST_TEXT = 20_000
_LONGEST_TITLE = 300
_LONGEST_NAME = 100
_LONGEST_LINK = 2_000
_LONGEST_KEY = 200
#: of a text, when it must serve as title in a made-up key
_TITLE_FROM_TEXT = 60
_MOST_COUNTED = 10**12
#: the common case, told apart quickly
_PLAIN_LINK = re.compile(r"https?://[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?(?:[/?#][!-~]*)?", re.ASCII)
_TRACKING = ("utm_", "spm", "fbclid", "gclid", "from_source")


class Entry(NamedTuple):  # made thrice as quickly as a frozen dataclass, and there are thousands
    """An item of a feed: texts without markup, `text` tidy, not yet cut; `link` absolute or ""."""

    guid: str = ""
    link: str = ""
    title: str = ""
    text: str = ""
    author: str = ""
    published_at: datetime | None = None
    reposts: int | None = None
    comments: int | None = None
    likes: int | None = None


def posts_of(entries: Iterable[Entry], source_url: str) -> tuple[Post, ...]:
    """At most 1 000 posts, in the feed's order, with keys unique among them; exact repetitions are dropped."""
    once = list(islice(entries, MOST_ENTRIES))
    guids = Counter([entry.guid for entry in once])
    if len(guids) < len(once):  # else no two can be the same, and to compare them takes long
        once = list(dict.fromkeys(once))
        guids = Counter([entry.guid for entry in once])
    posts: dict[str, Post] = {}
    for entry in once:
        title = one_line(entry.title)[:_LONGEST_TITLE].rstrip()
        candidates = _keys(entry, title, source_url, guid_is_unique=guids[entry.guid] == 1)
        key = next((candidate for candidate in candidates if candidate not in posts), "")
        posts[key] = _post(entry, key, title)
    return tuple(posts.values())


def absolute_link(link: str, bases: Sequence[str]) -> str:
    """A link as an http(s) address, resolved against the first base that makes it one; "" if none does."""
    link = link.strip()
    if len(link) > _LONGEST_LINK:
        return ""
    if _PLAIN_LINK.fullmatch(link):
        return link
    link = "".join(link.split())
    return next(filter(None, (_joined(base, link) for base in (*bases, ""))), "") if link else ""


def count(value: object) -> int | None:
    """A count as a feed gives it (number or digits); None for what is no count."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) <= 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return min(value, _MOST_COUNTED)


def _joined(base: str, link: str) -> str:
    try:
        found = urljoin(base, link)
        parts = urlsplit(found)
    except ValueError:  # http://[
        return ""
    good = parts.scheme in ("http", "https") and parts.netloc and found.isprintable() and len(found) <= _LONGEST_LINK
    return found if good else ""


def _post(entry: Entry, key: str, title: str) -> Post:
    return Post(
        key=key,
        url=entry.link,
        title=title,
        text=_text(entry),
        author=one_line(entry.author)[:_LONGEST_NAME].rstrip(),
        published_at=entry.published_at,
        reposts=entry.reposts,
        comments=entry.comments,
        likes=entry.likes,
    )


def _text(entry: Entry) -> str:
    return entry.text[:LONGEST_TEXT].rstrip()


def _keys(entry: Entry, title: str, source_url: str, *, guid_is_unique: bool) -> Iterator[str]:
    """Best first. A guid that a broken feed gives to several entries names none of them."""
    if guid_is_unique and (guid := one_line(entry.guid)):
        yield guid if len(guid) <= _LONGEST_KEY else _digest(guid)
    if entry.link:
        link = _canonical(entry.link)
        yield link if len(link) <= _LONGEST_KEY else _digest(link)
    day = entry.published_at.date().isoformat() if entry.published_at else ""
    title = title or _text(entry).split("\n", 1)[0][:_TITLE_FROM_TEXT]
    title = "".join(normalize("NFKC", title).casefold().split())
    yield _digest(source_url, title, day)
    # two entries of one title on one day, or even of one text: what else they say tells them apart
    yield _digest(source_url, title, day, _text(entry))
    yield _digest(source_url, repr(entry))


def _canonical(link: str) -> str:
    """The link without fragment and tracking parameters."""
    parts = urlsplit(link)
    query = parts.query
    if any(mark in query for mark in _TRACKING):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(name, value) for name, value in pairs if not name.startswith(_TRACKING)])
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, query, ""))


def _digest(*parts: str) -> str:
    return "sha256:" + sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
