"""Telegram's HTML, parsed as the official server does it: entities in UTF-16 units, byte offsets in the errors."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.refusals import Refusal, bad
from sandbox.render import length16

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
_REFERENCE = re.compile(r"&(?:#(?P<decimal>\d{1,8})|#[xX](?P<hex>[0-9a-fA-F]{1,7})|(?P<name>[A-Za-z]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_NAME_END = re.compile(r"[\s>]")
_ATTRIBUTE = re.compile(r"\s*([^\s=>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_MENTION = re.compile(r"tg://user\?id=(\d+)")

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"'，。；！？、）】」》]+)"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])"
    r"|(?<!\w)(?P<mention>@[A-Za-z0-9_]{4,32})(?!\w)"
    r"|(?<!\w)(?P<hashtag>#(?=\w*[^\W\d_])\w{1,64})"  # a number alone is no tag
)


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    #: UTF-16 units of text written before it
    offset: int


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The visible text and its entities in Telegram's order; Refusal 400 for what Telegram refuses."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.place = 0
        self.text: list[str] = []
        self.offset = 0
        self.stack: list[_Open] = []
        self.entities: list[dict[str, Any]] = []

    def run(self) -> tuple[str, list[dict[str, Any]]]:
        while self.place < len(self.source):
            if self.source[self.place] != "<":
                self._characters()
            elif self.source.startswith("</", self.place):
                self._end_tag()
            else:
                self._start_tag()
        if self.stack:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.text), self.entities

    def _characters(self) -> None:
        end = self.source.find("<", self.place)
        end = len(self.source) if end < 0 else end
        plain = unescape(self.source[self.place : end])
        self.text.append(plain)
        self.offset += length16(plain)
        self.place = end

    def _start_tag(self) -> None:
        begin = self.place
        name_end = _NAME_END.search(self.source, begin)
        if name_end is None:
            raise _broken(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        tag = self.source[begin + 1 : name_end.start()].lower()
        if tag not in _KINDS:
            raise _broken(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        self.place = name_end.start()
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _broken(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self.stack.append(_Open(tag, attributes, self.offset))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            rest = re.compile(r"\s*>").match(self.source, self.place)
            if rest:
                self.place = rest.end()
                return found
            attribute = _ATTRIBUTE.match(self.source, self.place)
            if attribute is None or attribute.end() >= len(self.source):
                raise _broken(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
            name, *values = attribute.groups()
            found[name.lower()] = unescape(next((value for value in values if value is not None), ""))
            self.place = attribute.end()

    def _end_tag(self) -> None:
        begin = self.place
        if not self.stack:
            raise _broken(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        close = self.source.find(">", begin)
        if close < 0:
            raise _broken(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        tag = self.source[begin + 2 : close].strip().lower()
        opened = self.stack.pop()
        if tag and tag != opened.tag:
            raise _broken(
                f'Unmatched end tag at byte offset {self._bytes(begin)}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        self.place = close + 1
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        if self.offset == opened.offset:
            return
        entity: dict[str, Any] = {"offset": opened.offset, "length": self.offset - opened.offset}
        entity["type"] = _KINDS[opened.tag]
        if opened.tag == "a" and not _link(entity, opened.attributes.get("href", "")):
            return
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        self.entities.append(entity)

    def _bytes(self, place: int) -> int:
        return len(self.source[:place].encode())


def _link(entity: dict[str, Any], href: str) -> bool:
    mention = _MENTION.fullmatch(href)
    if mention:
        entity |= {"type": "text_mention", "user": {"id": int(mention[1])}}
        return True
    entity["url"] = href
    return href.startswith(("http://", "https://", "tg://"))


def _broken(why: str) -> Refusal:
    return bad(f"Bad Request: can't parse entities: {why}")


def unescape(text: str) -> str:
    """Only &lt; &gt; &amp; &quot; and numbers mean something to Telegram; the rest stays as written."""
    return _REFERENCE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    if match["name"]:
        return _NAMED.get(match["name"], match[0])
    code = int(match["decimal"]) if match["decimal"] else int(match["hex"], 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]


def find_entities(text: str, taken: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Links, commands, @names and #tags that Telegram marks by itself, outside the entities already there."""
    found = []
    for match in _FOUND.finditer(text):
        start = length16(text[: match.start()])
        length = length16(match[0])
        covered = any(e["offset"] < start + length and start < e["offset"] + e["length"] for e in taken if _seals(e))
        if not covered:
            found.append({"type": match.lastgroup, "offset": start, "length": length})
    return sorted([*taken, *found], key=lambda entity: (entity["offset"], -entity["length"]))


def _seals(entity: dict[str, Any]) -> bool:
    return entity["type"] in ("code", "pre", "text_link", "text_mention", "url")
