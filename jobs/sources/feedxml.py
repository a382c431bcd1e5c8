"""RSS 0.9x, 1.0 (RDF) and 2.0, Atom 0.3 and 1.0: whatever an XML feed holds, read leniently.

The document type goes before parsing, and with it every entity bomb and outside entity. What is left of broken XML
is lxml's `recover`; names are matched without regard to case and to prefixes that nobody declared.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from urllib.parse import urljoin

from lxml import etree

from core.errors import SourceError
from core.texts import N_
from jobs.sources.dates import parse_date
from jobs.sources.entries import Entry, absolute_link, count
from jobs.sources.feedrepair import repaired
from jobs.sources.feedtree import ATOM, Fields, fields_of, plain_text, shown_text

_PUBLISHED = ("pubdate", "published", "issued", "dc:date", "dcterms:issued", "dcterms:created", "created", "date")
_UPDATED = ("updated", "atom:updated", "modified", "dcterms:modified")
_DATES = (*_PUBLISHED, *_UPDATED)
_GUIDS = ("guid", "id")
_TITLES = ("title", "media:title", "dc:title")
_FULL_TEXT = ("content:encoded", "content", "atom:content")
_SUMMARY = ("description", "summary", "media:description", "itunes:summary", "atom:summary")
_TEXTS = (*_FULL_TEXT, *_SUMMARY)
_AUTHORS = ("author", "dc:creator", "itunes:author", "atom:author", "creator")
_COMMENTS = ("slash:comments", "thr:total")
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def read(text: str, url: str, zone: tzinfo) -> Iterator[Entry]:
    """The entries of an XML feed, in its order; SourceError for what is no feed."""
    sound = repaired(text)
    root = _tree(sound)
    items = root.iter("{*}item", "{*}entry")
    channel = next(root.iter("{*}channel", "{*}feed"), root)
    feed = fields_of(channel)
    home = absolute_link(_link(feed), (url,))
    feed_author = _author(feed) if ATOM.intersection(channel.nsmap.values()) else ""
    # nearly no feed says xml:base, and to look for it costs as much as a date
    based = "xml:base" in sound
    bases = [*filter(None, (home,)), url]
    return (_entry(item, [*_xml_base(item, url), *bases] if based else bases, feed_author, zone) for item in items)


def _tree(text: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        root = None
    if root is None:
        raise SourceError(N_("内容不是 RSS 或 Atom"))
    return root


def _entry(item: etree._Element, bases: Sequence[str], feed_author: str, zone: tzinfo) -> Entry:
    fields = fields_of(item)
    guid = _first(fields, _GUIDS)
    link = absolute_link(_link(fields), bases)
    return Entry(
        guid=guid,
        link=link if link or not _is_permalink(fields) else absolute_link(guid, ()),
        title=_shown(fields, _TITLES),
        text=_shown(fields, _TEXTS),
        author=_author(fields) or feed_author,
        published_at=_date(fields, zone),
        comments=_comments(fields),
    )


# plain loops: generators would take half of the time of a feed


def _first(fields: Fields, names: Sequence[str]) -> str:
    for name in names:
        for element in fields.get(name, ()):
            if text := plain_text(element):
                return text
    return ""


def _shown(fields: Fields, names: Sequence[str]) -> str:
    for name in names:
        for element in fields.get(name, ()):
            if text := shown_text(element):
                return text
    return ""


def _date(fields: Fields, zone: tzinfo) -> datetime | None:
    for name in _DATES:
        for element in fields.get(name, ()):
            if moment := parse_date(plain_text(element), zone):
                return moment
    return None


def _comments(fields: Fields) -> int | None:
    for name in _COMMENTS:
        if name in fields and (number := count(_first(fields, (name,)))) is not None:
            return number
    return None


def _link(fields: Fields) -> str:
    """RSS: the text. Atom: the href of the alternate link, the HTML one first, never the feed's own address."""
    links = fields.get("link", [])
    if "atom:link" not in fields and len(links) == 1 and not links[0].get("href"):
        return plain_text(links[0])
    links = [*links, *fields.get("atom:link", ())]
    hrefs = [el for el in links if el.get("href") and el.get("rel", "alternate").lower() == "alternate"]
    hrefs.sort(key=lambda el: "html" not in el.get("type", "html"))
    texts = (plain_text(el) for el in links)
    return next(filter(None, [*(el.get("href", "") for el in hrefs), *texts]), "")


def _is_permalink(fields: Fields) -> bool:
    return any(el.get("isPermaLink", "true").lower() != "false" for el in fields.get("guid", ()))


def _author(fields: Fields) -> str:
    """RSS: 「name」 or 「mail (name)」. Atom: a person with a name inside."""
    if fields.keys().isdisjoint(_AUTHORS):
        return ""
    for el in (el for name in _AUTHORS for el in fields.get(name, ())):
        person = fields_of(el)
        name = _first(person, ("name", "email", "uri")) if person else plain_text(el)
        mail, opening, real = name.partition("(")
        if name:
            return real.rstrip(") ") if opening and "@" in mail and real.rstrip(") ") else name
    return ""


def _xml_base(item: etree._Element, url: str) -> list[str]:
    """What xml:base says for links of this item, outermost first resolved; empty if nothing is said."""
    said = [base for el in (item, *item.iterancestors()) if (base := el.get(_XML_BASE))]
    found = url
    try:
        for base in reversed(said):
            found = urljoin(found, base)
    except ValueError:
        return []
    return [found] if said else []
