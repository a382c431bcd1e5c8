"""Posts from a file of JSON Lines, for the commands that judge without a database."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from core.arrivals import MOST
from core.errors import InputError
from core.posts import Post, Source, Tier
from core.texts import N_, Message

_TEXTS = ("source", "platform", "title", "url", "author")
_COUNTS = ("reposts", "comments", "likes")


class LineError(InputError):
    """A line that cannot be used; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One post of the file. `ident` is given back as it came; `at` is None where no time is given."""

    ident: str | int
    post: Post
    source: Source
    at: datetime | None


def read_lines(
    stream: Iterable[bytes], zone: tzinfo, known: Mapping[str, Source]
) -> Iterator[tuple[int, Line | LineError]]:
    """Numbers (from 1) and lines, blank ones left out. `zone` is for times without one, `known` are sources by name."""
    for number, raw in enumerate(stream, start=1):
        if raw.strip():
            try:
                yield number, _line(raw, zone, known)
            except LineError as error:
                yield number, error


def _line(raw: bytes, zone: tzinfo, known: Mapping[str, Source]) -> Line:
    try:
        found = json.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise LineError(N_("不是有效的 JSON；每行应为一个 JSON 对象，UTF-8 编码")) from None
    if not isinstance(found, dict):
        raise LineError(N_("不是 JSON 对象；每行应为 {example}"), example='{"id": …, "text": …}')
    return line_of(found, zone, known)


def line_of(found: dict[str, Any], zone: tzinfo, known: Mapping[str, Source]) -> Line:
    """One post from its fields. LineError says which cannot be used, and why."""
    texts = {name: _text(found, name) for name in _TEXTS}
    at = _time(found.get("published_at"), zone)
    ident = _ident(found.get("id"))
    post = Post(
        key=str(ident),
        url=texts["url"],
        title=texts["title"],
        text=_text(found, "text", required=True),
        author=texts["author"],
        published_at=at,
        **{name: _count(found, name) for name in _COUNTS},
    )
    return Line(ident=ident, post=post, source=_source(found, texts, known), at=at)


def _source(found: dict[str, Any], texts: dict[str, str], known: Mapping[str, Source]) -> Source:
    tier = _text(found, "tier")
    if tier and tier not in set(Tier):
        raise _wrong("tier", " ".join(Tier))
    given = {name: value for name, value in (("platform", texts["platform"]), ("tier", tier and Tier(tier))) if value}
    base = known.get(texts["source"]) or Source(name=texts["source"], kind="", url="")
    return Source(**{name: getattr(base, name) for name in Source.__dataclass_fields__} | given)


def _ident(value: object) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _wrong("id", N_("文字或整数"))
    return value if isinstance(value, int) else _clean(value)


def _text(found: dict[str, Any], name: str, *, required: bool = False) -> str:
    value = found.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise _wrong(name, N_("文字"))
    return _clean(value)


def _clean(text: str) -> str:
    """JSON may escape half a character, which no output can hold."""
    return text.encode("utf-8", "replace").decode()


def _count(found: dict[str, Any], name: str) -> int | None:
    value = found.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST):
        raise _wrong(name, N_("不小于 0 的整数"))
    return value


def _time(value: object, zone: tzinfo) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
        # by way of UTC: an instant that only one of its zones can write is none
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC).astimezone(zone)
    except (ValueError, OverflowError):
        raise _wrong("published_at", N_("ISO 8601 时间，例如 2026-09-30T16:50:00+08:00")) from None


def _wrong(name: str, expected: str) -> LineError:
    return LineError(N_("字段 {name} 应为{expected}"), name=name, expected=Message(expected))
