"""Reading elements of a feed's tree: names without prefixes, texts with or without markup."""

from collections.abc import Mapping
from functools import lru_cache

from lxml import etree

from jobs.sources.htmltree import text_of
from jobs.sources.markup import BLOCKS, UNSEEN, tidy

#: children of an element by name: "title", "dc:creator", "?:x" for a vocabulary that we do not know
Fields = Mapping[str, list[etree._Element]]

ATOM = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "https://www.w3.org/2005/Atom"})
_PREFIXES = {
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/rss/1.0/modules/slash/": "slash:",
    "http://purl.org/syndication/thread/1.0": "thr:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
} | dict.fromkeys(ATOM, "atom:")
#: an element with more inside is cut there; it also bounds what unclosed items, each holding the next, can cost
_MOST_INSIDE = 4_000


def fields_of(element: etree._Element) -> Fields:
    """Its children by name. Those in its own namespace need no prefix, as feeds invent namespaces for RSS."""
    own = _namespace(element.tag)
    fields: dict[str, list[etree._Element]] = {}
    for child in element:
        name = _name(child.tag, own)
        if name in fields:
            fields[name].append(child)
        else:
            fields[name] = [child]
    return fields


@lru_cache(maxsize=1024)
def _name(tag: str, own: str) -> str:
    namespace, _, local = tag.rpartition("}")
    prefix = "" if namespace == own or not namespace else _PREFIXES.get(namespace[1:], "?:")
    return prefix + local.lower()


def plain_text(element: etree._Element) -> str:
    """Its text as written, for identifiers, dates and links."""
    return (element.text or "").strip() if len(element) == 0 else _inside(element)


def shown_text(element: etree._Element) -> str:
    """Its text as a reader sees it: markup inside as XML, as escaped HTML, or none."""
    if len(element):
        return _inside(element)
    text = element.text or ""
    kind = element.get("type")
    if kind and kind.lower().startswith(("image/", "video/", "audio/")):
        return ""
    if "<" not in text and "&" not in text:  # then both ways end alike
        return tidy(text)
    return tidy(text) if _is_plain(element, kind) else text_of(text)


def _is_plain(element: etree._Element, kind: str | None) -> bool:
    if kind:
        return kind.lower() in ("text", "text/plain")
    return _is_atom(element.tag) and element.get("mode") != "escaped"


@lru_cache(maxsize=256)
def _is_atom(tag: str) -> bool:
    return _namespace(tag)[1:] in ATOM


def _inside(element: etree._Element) -> str:
    """The visible text of markup that stands in the feed as elements."""
    parts: list[str] = []
    hidden = 0
    for step, (event, el) in enumerate(etree.iterwalk(element, events=("start", "end"))):
        name = el.tag.rpartition("}")[2].lower()
        if step > _MOST_INSIDE or (name in ("item", "entry") and el is not element):
            break
        hidden += (name in UNSEEN and el is not element) * (1 if event == "start" else -1)
        text = el.text if event == "start" else el.tail if el is not element else None
        parts += ["\n" if name in BLOCKS else "", "" if hidden else text or ""]
    return tidy("".join(parts))


def _namespace(tag: str) -> str:
    return tag.rpartition("}")[0]
