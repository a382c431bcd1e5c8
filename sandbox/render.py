"""Message text: UTF-16 lengths as Telegram counts them, and entities back to HTML."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


def length16(text: str) -> int:
    """The length in UTF-16 code units: an emoji counts two."""
    return len(text.encode("utf-16-le")) // 2


def slice16(text: str, offset: int, length: int) -> str:
    """The part of `text` that an entity covers."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def to_html(text: str, entities: Iterable[Mapping[str, Any]]) -> str:
    """Telegram HTML that parses back to the same text and entities; links that Telegram finds itself stay text."""
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in entities:
        tags = _tags(entity)
        if tags:
            opening.setdefault(entity["offset"], []).append(tags[0])
            closing.setdefault(entity["offset"] + entity["length"], []).insert(0, tags[1])
    parts: list[str] = []
    place = 0
    for character in text:
        parts += closing.get(place, []) + opening.get(place, [])
        parts.append(escape(character, quote=False))
        place += length16(character)
    return "".join([*parts, *closing.get(place, [])])


def _tags(entity: Mapping[str, Any]) -> tuple[str, str] | None:
    kind = entity["type"]
    if kind == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    if kind == "text_mention":
        return f'<a href="tg://user?id={entity["user"]["id"]}">', "</a>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    tag = _TAGS.get(kind)
    return (f"<{tag}>", f"</{tag}>") if tag else None
