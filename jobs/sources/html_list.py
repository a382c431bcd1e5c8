"""The source kind `html`: a list page, what stands where given as CSS selectors.

A selector gives the visible text of what it finds first in an item; `selector@attribute` gives an attribute,
`@attribute` one of the item itself. A link without @ means its href.
"""

import re
from collections.abc import Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from core.errors import InputError
from core.posts import Cursor, Fetched, Source
from core.texts import N_
from jobs.sources.answers import Getter, Page, ShapeError
from jobs.sources.charset import decode
from jobs.sources.dates import zone_of
from jobs.sources.entries import MOST_ENTRIES, Entry, absolute_link, count
from jobs.sources.fields import check_fields
from jobs.sources.htmltree import tree_of
from jobs.sources.markup import visible_text
from jobs.sources.moments import When
from jobs.sources.reading import Parsed, all_silent, parsed_of, read

KNOWN = ("items", "title", "link", "date", "text", "author", "reposts", "comments", "likes")
_FIELD = re.compile(r"(?P<selector>.*?)(?:@(?P<attribute>[a-z_][\w:.-]*))?", re.IGNORECASE | re.DOTALL)
_AROUND = re.compile(r"([^,]+?)(?:\s*>\s*|\s+)[^\s,>+~]+")
_DIGITS = re.compile(r"\d+")


def check(source: Source) -> None:
    """Every selector must parse; items, title and link are needed. Raises InputError."""
    check_fields(source, known=KNOWN, required=("items", "title", "link"), example="ul.list > li")
    for name, written in source.fields:
        selector, attribute = _split(written)
        if name == "items" and attribute:
            raise InputError(N_("fields.items = “{written}” 应选中整条，不能带 @属性"), written=written)
        if selector and not _parses(selector):
            text = N_("fields.{name} = “{written}” 不是 CSS 选择器；例如 ul.list > li 或 a.title@href")
            raise InputError(text, name=name, written=written)


async def fetch(web: Getter, source: Source, cursor: Cursor) -> Fetched:
    """One look at a list page; SourceError says in words why it failed."""
    zone_of(source.timezone)
    return await read(web, source, cursor, parse)


def parse(page: Page, source: Source) -> Parsed:
    """The posts of a list page, at most 1 000. Raises SourceError, and ShapeError where the selectors find nothing.

    A list that stands there empty, and a search without results, are no changed pages.
    """
    when = When(zone_of(source.timezone), page.at)
    tree = tree_of(decode(page.body, page.content_type))
    fields = {name: _split(written) for name, written in source.fields}
    items = tree.css(fields.pop("items")[0])
    if not items:
        if source.terms or _stands_empty(tree, source.field("items")):
            return Parsed(posts=())
        raise ShapeError(N_("网页里找不到 fields.items 所指的条目（{selector}）"), selector=source.field("items"))
    bases = _bases(tree, page.url or source.url)
    parsed = parsed_of((_entry(item, fields, bases, when) for item in items[: MOST_ENTRIES + 1]), source.url)
    if all_silent(parsed, items):
        raise ShapeError(N_("网页里有 {count} 条，但按 fields 都读不出标题和正文"), count=len(items))
    return parsed


def _stands_empty(tree: LexborHTMLParser, items: str) -> bool:
    """Is the element around the items there, of `ul.list > li` the list, and without any element inside?"""
    found = _AROUND.fullmatch(items.strip())
    if not found or not _parses(found[1]):
        return False
    around = tree.css(found[1])
    return bool(around) and all(next(node.iter(), None) is None for node in around)


def _entry(item: Any, fields: Mapping[str, tuple[str, str]], bases: tuple[str, ...], when: When) -> Entry:
    said = {name: _said(item, *field) for name, field in fields.items() if name != "link"}
    selector, attribute = fields["link"]
    return Entry(
        link=absolute_link(_said(item, selector, attribute or "href"), bases),
        title=said.get("title", ""),
        text=said.get("text", ""),
        author=said.get("author", ""),
        published_at=when.read(said.get("date", "")),
        reposts=_number(said.get("reposts", "")),
        comments=_number(said.get("comments", "")),
        likes=_number(said.get("likes", "")),
    )


def _said(item: Any, selector: str, attribute: str) -> str:
    """What stands there, "" if nothing does. An item may itself be what the selector names."""
    found = item.css_first(selector) if selector else item
    if found is None:
        return ""
    return (found.attributes.get(attribute) or "") if attribute else visible_text(found.html or "")


def _number(text: str) -> int | None:
    """The one number in the words, such as 回复 12."""
    found = _DIGITS.findall(text)
    return count(found[0]) if len(found) == 1 else None


def _bases(tree: LexborHTMLParser, url: str) -> tuple[str, ...]:
    node = tree.css_first("base[href]")
    base = absolute_link(node.attributes.get("href") or "", (url,)) if node is not None else ""
    return (base, url) if base else (url,)


def _split(written: str) -> tuple[str, str]:
    """Selector and attribute, each "" where there is none."""
    found = _FIELD.fullmatch(written.strip())
    return (found["selector"].strip(), (found["attribute"] or "").lower()) if found else (written, "")


def _parses(selector: str) -> bool:
    try:
        LexborHTMLParser("").css(selector)
    except (SelectolaxError, UnicodeError):
        return False
    return True
