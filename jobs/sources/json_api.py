"""The source kind `json`: any JSON API, what stands where given as JMESPath expressions."""

from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from core.errors import InputError
from core.posts import Cursor, Fetched, Source
from core.texts import N_
from jobs.sources.answers import Getter, Page, ShapeError
from jobs.sources.dates import zone_of
from jobs.sources.entries import MOST_ENTRIES, Entry, absolute_link, count
from jobs.sources.fields import check_fields
from jobs.sources.htmltree import text_of
from jobs.sources.jsontext import loaded, plain
from jobs.sources.moments import When
from jobs.sources.reading import Parsed, all_silent, parsed_of, read

KNOWN = ("items", "id", "title", "text", "url", "author", "date", "reposts", "comments", "likes")
#: jmespath's parser and interpreter call themselves; what else they raise on odd expressions or odd values
_ODD = (JMESPathError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def check(source: Source) -> None:
    """Every expression must parse, and something must say what a post says. Raises InputError."""
    check_fields(source, known=KNOWN, required=("items",), example="data.list")
    if not source.field("title") and not source.field("text"):
        raise InputError(N_('缺少 fields.title 或 fields.text；至少写一个，例如 title = "subject"'))
    for name, expression in source.fields:
        try:
            jmespath.compile(expression)
        except _ODD as error:
            # of several lines the first says what is wrong, the others draw an arrow
            why = str(error).split("\n", 1)[0]
            text = N_("fields.{name} = “{expression}” 不是 JMESPath 表达式：{why}；例如 data.list 或 user.name")
            raise InputError(text, name=name, expression=expression, why=why) from None


async def fetch(web: Getter, source: Source, cursor: Cursor) -> Fetched:
    """One look at an API; SourceError says in words why it failed."""
    zone_of(source.timezone)
    return await read(web, source, cursor, parse)


def parse(page: Page, source: Source) -> Parsed:
    """The posts in an API's answer, at most 1 000. Raises SourceError, and ShapeError where `items` finds no list."""
    when = When(zone_of(source.timezone), page.at)
    expressions = {name: jmespath.compile(expression) for name, expression in source.fields}
    items = _found(expressions.pop("items"), loaded(page.body, page.content_type))
    if not isinstance(items, list):
        text = N_("数据里没有 fields.items 所指的列表（{path}）")
        raise ShapeError(text, path=source.field("items"))
    bases = (page.url, source.url)
    parsed = parsed_of((_entry(item, expressions, bases, when) for item in items[: MOST_ENTRIES + 1]), source.url)
    if all_silent(parsed, items):
        raise ShapeError(N_("列表里有 {count} 条，但按 fields 都读不出标题和正文"), count=len(items))
    return parsed


def _entry(item: object, expressions: dict[str, Any], bases: tuple[str, ...], when: When) -> Entry | None:
    if not isinstance(item, dict | list | str):
        return None
    found = {name: _found(expression, item) for name, expression in expressions.items()}
    said = {name: plain(value) for name, value in found.items()}
    return Entry(
        guid=said.get("id", ""),
        link=absolute_link(said.get("url", ""), bases),
        title=text_of(said.get("title", "")),
        text=text_of(said.get("text", "")),
        author=text_of(said.get("author", "")),
        published_at=when.read(said.get("date", "")),
        reposts=count(found.get("reposts")),
        comments=count(found.get("comments")),
        likes=count(found.get("likes")),
    )


def _found(expression: Any, value: object) -> object:
    """What the expression finds; None where this value is not what its functions can work on."""
    try:
        found: object = expression.search(value)
    except _ODD:
        return None
    return found
