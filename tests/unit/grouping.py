"""Incidents with posts that are merged, taken out and split."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from core.callback import to_36
from core.changes import Change
from core.grouping import Kept
from core.incident import Incident, Status
from core.posts import Post, Source
from core.workflow import Refused
from tests.conftest import BAI, FANG, LIN, NOON
from tests.unit.making import at_status, do

FORUM = Source(name="海棠论坛", kind="rss", url="", platform="论坛")
WEIBO = Source(name="微言海棠", kind="rss", url="", platform="微博")
LATER = NOON + timedelta(minutes=1)
CHILD, PARENT = 5, 9
_ids = count(1)


def kept(of: int, title: str = "望江西路", *, source: Source = FORUM, **more: Any) -> Kept:
    """A post of the incident; the rest as named."""
    ident = more.pop("id", 0) or next(_ids)
    post = Post(key=str(ident), url=f"https://forum.example/{ident}", title=title, reposts=more.pop("reposts", None))
    base: dict[str, Any] = {"came_from": None, "duplicate_of": None, "seen_at": NOON}
    return Kept(id=ident, incident=of, post=replace(post, text=more.pop("text", "")), source=source, **(base | more))


def pair(**child: Any) -> tuple[Incident, Incident, tuple[Kept, ...]]:
    """A claimed child, a parent of somebody else, and the posts of both."""
    one = at_status(Status.CLAIMED, id=CHILD, owner=BAI, **child)
    other = at_status(Status.CLAIMED, id=PARENT, owner=LIN, title="断头路")
    posts = (kept(PARENT), kept(CHILD, source=WEIBO, reposts=7), kept(CHILD))
    return one, other, posts


def merged(child: Incident, parent: Incident, posts: tuple[Kept, ...], by: int = FANG) -> tuple[Change, Change]:
    changes = do("mg", child, by, arg=str(parent.id), others=(parent,), posts=posts).changes
    first, second = changes
    return first, second


def taken_out(
    parent: Incident, child: Incident, posts: tuple[Kept, ...], by: int = FANG, **options: Any
) -> tuple[Change, Change]:
    first, second = do("um", parent, by, arg=str(child.id), others=(child,), posts=posts, **options).changes
    return first, second


def moved(posts: tuple[Kept, ...]) -> tuple[Kept, ...]:
    """The posts after the merge, as the rows would say."""
    return tuple(replace(k, incident=PARENT, came_from=CHILD) if k.incident == CHILD else k for k in posts)


def refused(code: str, subject: Incident, person: int, **options: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        do(code, subject, person, **options)
    return caught.value


def texts() -> tuple[Kept, ...]:
    """Three texts, the second with two copies."""
    first = kept(CHILD, "望江西路", id=101)
    second = kept(CHILD, "小区停暖", id=102, source=WEIBO, reposts=7, seen_at=NOON + timedelta(minutes=3))
    copy = kept(CHILD, "小区停暖", id=103, duplicate_of=102)
    third = kept(CHILD, "工地塌方", id=104, text="多人受伤")
    again = kept(CHILD, "小区停暖", id=105, duplicate_of=103)
    return first, second, copy, third, again


def split_off(mask: int, by: int = FANG, **changes: Any) -> tuple[Change, Change]:
    subject = at_status(Status.CLAIMED, id=CHILD, owner=BAI, url="https://forum.example/101", **changes)
    left, made = do("sp", subject, by, arg=to_36(mask), posts=(*texts(), kept(PARENT))).changes
    return left, made
