"""What nobody polled: posts that other monitors send, that a file brings, that people report by hand.

All of it is read here, strictly and with bounds, into arrivals; they then take the same road as polled posts.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from core.attachments import Attachment
from core.changes import Entry
from core.errors import InputError
from core.posts import Post, Source
from core.showing import clean, clip
from core.texts import N_, Message, several

#: the kind of a source that is never looked at: what it has, comes by itself
KIND = "arrival"
#: the source under which reports by hand count
BY_HAND = "人工报送"
#: the source of a webhook's post that names none
UNNAMED = "接口"
#: characters kept of a title, a text, a name, an address, a key
TITLE, TEXT, NAME, URL, KEY = 300, 20_000, 60, 2000, 200
#: a count beyond this is a mistake, not an audience
MOST = 10**12
#: a date further ahead is a broken clock, one before this year a null date of some program
AHEAD, EARLIEST = timedelta(days=1), 1990
_PLAIN_URL = re.compile(r"https?://[^\s<>\"'\\]+", re.IGNORECASE)
#: an address inside a text: Chinese signs end it
_IN_TEXT = re.compile(r"https?://[^\s<>\"'\\\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One post that came by itself. `person` 0 and `channel` "" where no person reported it."""

    key: str
    source: Source
    post: Post
    entry: Entry
    person: int = 0
    channel: str = ""
    #: the incident that its reporter chose, None = let the rules decide
    incident: int | None = None
    #: its reporter saw what is near and said that it is none of that
    new: bool = False
    files: tuple[Attachment, ...] = ()
    #: where it was written: the chat, its message there, and our message that asks about it
    chat: int = 0
    message: int = 0
    dialogue: int = 0
    received_at: datetime | None = None
    #: 0 until it is stored
    id: int = 0
    attempts: int = 0

    @property
    def by_hand(self) -> bool:
        """Did a person report it?"""
        return self.person != 0


def read_post(raw: object, now: datetime) -> tuple[Post, str, str]:
    """A webhook's post, the source and the platform it names. InputError says which field cannot be used, and why."""
    if not isinstance(raw, Mapping):
        raise InputError(N_("应为 JSON 对象，例如 {example}"), example='{"title": "…", "url": "https://…"}')
    title, text, url = (_text(raw, name, limit) for name, limit in (("title", TITLE), ("text", TEXT), ("url", URL)))
    if not title and not text:
        raise InputError(N_("title 与 text 至少填一个"))
    post = Post(
        key=_text(raw, "key", KEY),
        url=plain_url(url),
        title=title,
        text=text,
        author=_text(raw, "author", NAME),
        published_at=plausible(_instant(raw.get("published_at")), now),
        reposts=_count(raw, "reposts"),
        comments=_count(raw, "comments"),
        likes=_count(raw, "likes"),
    )
    return keyed(post), _text(raw, "source", NAME), _text(raw, "platform", NAME)


def keyed(post: Post) -> Post:
    """A post without a key of its own is known by its address, else by what it says."""
    if post.key:
        return post
    said = blake2b(f"{post.title}\n{post.text}".encode("utf-8", "replace"), digest_size=16).hexdigest()
    return replace(post, key=post.page or said)


def source_of(name: str, platform: str, listed: Mapping[str, Source]) -> Source:
    """The source that a post counts under. InputError where there is a list and the name is not on it.

    One monitor may tell of many platforms: each counts for itself.
    """
    if listed and name not in listed:
        if name:
            text = N_("来源「{name}」不在 [web] sources 里；现有：{names}")
            raise InputError(text, name=name, names=several(listed))
        name = next(iter(listed))
    base = listed.get(name) or Source(name=name or UNNAMED, kind=KIND, url="")
    if not platform or platform == base.platform:
        return base
    return replace(base, name=f"{base.name} · {platform}", platform=platform)


def arrival_key(source: Source, post: Post) -> str:
    """The same post of the same source is the same arrival, whichever door it takes."""
    said = f"{source.name}\n{post.key}".encode("utf-8", "replace")
    return f"post:{blake2b(said, digest_size=20).hexdigest()}"


def plain_url(url: str) -> str:
    """The address if it is a plain web address, else nothing."""
    return url if len(url) <= URL and url.isprintable() and _PLAIN_URL.fullmatch(url) else ""


def first_url(text: str) -> str:
    """The first web address in a text, "" if there is none; Chinese signs end it."""
    found = _IN_TEXT.search(text)
    return plain_url(found[0].rstrip(".,;:!?)]}")) if found else ""


def without_urls(text: str) -> str:
    """The words of a text, its web addresses left out: what is glued to them in Chinese stays."""
    return _IN_TEXT.sub("", text)


def plausible(at: datetime | None, now: datetime) -> datetime | None:
    """A date that can be true, else None (时间未知): never a guess."""
    return at if at is not None and at.year >= EARLIEST and at <= now + AHEAD else None


def _text(raw: Mapping[str, object], name: str, limit: int) -> str:
    value = raw.get(name)
    if value is None:
        return ""
    if name == "key" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise _wrong(name, N_("文字"))
    if name in ("key", "url") and len(value) > limit:
        raise InputError(N_("字段 {name} 超过 {limit} 个字符"), name=name, limit=limit)
    # a text far beyond what is kept is not even walked through
    return clip(clean(value[: 2 * limit]), limit)


def _count(raw: Mapping[str, object], name: str) -> int | None:
    value = raw.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise _wrong(name, N_("不小于 0 的整数"))
    return value


def _instant(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str) and len(value) <= 40:
            at = datetime.fromisoformat(value)
            if at.tzinfo:
                return at.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise _wrong("published_at", N_("带时区的时间（2026-09-30T16:50:00+08:00）或秒数"))


def _wrong(name: str, expected: str) -> InputError:
    return InputError(N_("字段 {name} 应为{expected}"), name=name, expected=Message(expected))
