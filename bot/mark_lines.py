"""Marks from a file of JSON Lines, and models from a file."""

import json
from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from bot.post_lines import LineError
from core.learning import Mark, Model
from core.learning.model import LARGEST
from core.texts import N_, Message

#: bytes of a line; no post is longer, and one that is must not fill the memory
LONGEST = 1_000_000


def read_model(path: Path) -> Model:
    """OSError where the file does not open, ModelError where it is no model of ours or damaged."""
    with path.open("rb") as stream:
        # a byte more tells that it is too large
        return Model.from_bytes(stream.read(LARGEST + 1))


def read_marks(stream: BinaryIO, zone: tzinfo) -> Iterator[tuple[int, Mark | LineError]]:
    """Numbers (from 1) and marks, blank lines left out. `zone` is for times without one. A second id is a mistake."""
    known: dict[str, int] = {}
    for number, raw in _lines(stream):
        try:
            mark = _mark(raw, zone)
            if mark.id in known:
                raise LineError(N_("编号「{id}」在第 {line} 行已经用过"), id=mark.id[:60], line=known[mark.id])
            known[mark.id] = number
            yield number, mark
        except LineError as error:
            yield number, error


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Each line with its number; None for one that is too long, of which only a piece is ever held."""
    for number in count(1):
        raw = stream.readline(LONGEST + 1)
        if not raw:
            return
        if len(raw) > LONGEST:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LONGEST)
            yield number, None
        elif raw.strip():
            yield number, raw


def _mark(raw: bytes | None, zone: tzinfo) -> Mark:
    if raw is None:
        raise LineError(N_("太长；一行不能超过 {most} 个字节"), most=LONGEST)
    try:
        found = json.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise LineError(N_("不是有效的 JSON；每行应为一个 JSON 对象，UTF-8 编码")) from None
    if not isinstance(found, dict):
        raise LineError(N_("不是 JSON 对象；每行应为 {example}"), example='{"id": …, "text": …, "label": 1}')
    return Mark(id=_ident(found), text=_text(found), label=_label(found), at=_time(found, zone))


def _ident(found: dict[str, Any]) -> str:
    value = found.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise _wrong("id", N_("文字或整数"))
    return str(value)


def _text(found: dict[str, Any]) -> str:
    value = found.get("text")
    if not isinstance(value, str) or not value.strip():
        raise _wrong("text", N_("非空的文字"))
    return value.encode("utf-8", "replace").decode()


def _label(found: dict[str, Any]) -> bool:
    value = found.get("label")
    if isinstance(value, bool) or value not in (0, 1):
        raise _wrong("label", N_("0（误报）或 1（该报）"))
    return bool(value)


def _time(found: dict[str, Any], zone: tzinfo) -> datetime | None:
    value = found.get("at")
    if value is None or value == "":
        return None
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(zone)
    except (ValueError, OverflowError):
        raise _wrong("at", N_("ISO 8601 时间，例如 2026-09-30T16:50:00+08:00")) from None


def _wrong(name: str, expected: str) -> LineError:
    return LineError(N_("字段 {name} 应为{expected}"), name=name, expected=Message(expected))
