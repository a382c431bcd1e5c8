"""A page from anywhere to a tree, within bounds.

The tree builder walks the open elements again and again, as the standard tells it to: a page made of nothing but open
elements would hold the machine for hours. Real pages are flat, so depth is estimated first, and deep ones are refused.
"""

import re
from collections import Counter
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from core.errors import SourceError
from core.texts import N_
from jobs.sources.markup import LONGEST_HTML, visible_text

#: elements below which no page can do harm, however they are nested
_HARMLESS = 3_000
_MOST_ELEMENTS = 100_000
#: of these a document may hold thousands, each with markup of its own
_HARMLESS_IN_A_FIELD = 400
#: more tags than any post has: to look how deep they are would take longer than they are worth
_MOST_IN_A_FIELD = 10_000
_DEEPEST = 500
#: formatting that is never closed is opened again in every paragraph
_MOST_REOPENED = 2_000_000
_ANY_TAG = re.compile(r"<[^<>]*>?")
_OPENING = re.compile(r"<([a-z][^\s/>]{0,30})", re.IGNORECASE)
# a closing tag is believed only where no comment, script or quoted value hides it; nothing is ever tried twice
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style|textarea|title|xmp|iframe|noscript|noembed|noframes)\b.*?(?:</(?P=raw)|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][^\s/>]{0,30})(?>[^>=]+|=\s*(?>\"[^\"]*\"|'[^']*')|=)*+(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
#: closed by what follows, or empty: they do not nest
_FLAT_NAMES = (
    "area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup tr td th tbody"
    " thead tfoot colgroup caption rp rt html head body"
)
_FLAT = frozenset(_FLAT_NAMES.split())
_FORMATTING_NAMES = "a b big code em font i nobr s small strike strong tt u"
_FORMATTING = frozenset(_FORMATTING_NAMES.split())


def tree_of(text: str) -> LexborHTMLParser:
    """The tree of an HTML document; SourceError for one that is too large or too deep to be a page of a site."""
    found = islice(_OPENING.finditer(text), _MOST_ELEMENTS + 1)
    opened = [(tag.start(), tag[1].lower()) for tag in found]
    if len(opened) > _MOST_ELEMENTS:
        raise SourceError(N_("网页超过 {most} 个元素，太大了，没有解析"), most=_MOST_ELEMENTS)
    if len(opened) > _HARMLESS and _is_deep(text, opened):
        raise SourceError(N_("网页嵌套得太深，没有解析"))
    return LexborHTMLParser(text)


def text_of(html: str) -> str:
    """The visible text of a field; of one that is too deep to be a post, or too much, what is left without its tags."""
    if html.count("<") > _HARMLESS_IN_A_FIELD and _is_too_much(html := html[:LONGEST_HTML]):
        html = _ANY_TAG.sub(" ", html)
    return visible_text(html)


def _is_too_much(html: str) -> bool:
    if html.count("<") > _MOST_IN_A_FIELD:
        return True
    return _is_deep(html, [(tag.start(), tag[1].lower()) for tag in _OPENING.finditer(html)])


def _is_deep(text: str, opened: list[tuple[int, str]]) -> bool:
    """Openings are taken as they come, even hidden ones: rather too deep than not deep enough."""
    closings = [(t.start(), t["name"].lower()) for t in _TOKEN.finditer(text) if t["close"]]
    moves = [(at, name, 1) for at, name in opened if name not in _FLAT] + [(at, name, -1) for at, name in closings]
    now: Counter[str] = Counter()
    depth = deepest = 0
    for _, name, step in sorted(moves):
        if now[name] + step >= 0:
            now[name] += step
            depth += step
            deepest = max(deepest, depth)
    reopened = sum(now[name] for name in _FORMATTING)
    return deepest > _DEEPEST or reopened * len(opened) > _MOST_REOPENED
