"""What is done to the text of an XML feed so that a parser can read it, however it was made."""

import re
from collections.abc import Iterator
from html.entities import html5

from core.errors import SourceError
from core.texts import N_

_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)[\s/>]", re.IGNORECASE)
# not by its document type: some feeds carry one of HTML
_HTML = re.compile(r"<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
#: a root further down is no root
_ROOT_WITHIN = 64 * 1024
# Beyond these it is no feed but an attempt on our time and memory: a tree takes 100 to 250 bytes a tag or attribute
_MOST_REPAIRS = 100_000
_MOST_TAGS = 300_000
_MOST_ATTRIBUTES = 500_000
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_XML_BYTES = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
# Sound references are not matched at all
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(?P<hex>[xX])?(?P<number>[0-9a-fA-F]{1,8});|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?"
)


def repaired(text: str) -> str:
    """From the root element on, with every reference one that XML knows. SourceError for what is no feed.

    The document type is cut off with everything else before the root; entities defined there stay as written.
    """
    root = _ROOT.search(text, 0, _ROOT_WITHIN)
    if not text.strip():
        raise SourceError(N_("内容是空的"))
    if _HTML.search(text, 0, root.start() if root else _ROOT_WITHIN):
        raise SourceError(N_("这是网页，不是 RSS 或 Atom；请填写该网站的订阅地址"))
    if not root:
        raise SourceError(N_("内容不是 RSS 或 Atom"))
    return _sound(_without_controls(text[root.start() :]))


def _without_controls(text: str) -> str:
    """Without what XML forbids. Nearly all texts have nothing of it, and that is soon seen in their bytes."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:  # half a pair
        return _NOT_XML.sub("", text)
    clean = len(raw.translate(None, _NOT_XML_BYTES)) == len(raw) and "\ufffe" not in text and "\uffff" not in text
    return text if clean else _NOT_XML.sub("", text)


def _sound(text: str) -> str:
    """Every reference outside CDATA mended; in it an ampersand is one. SourceError for too much of anything."""
    parts: list[str] = []
    repairs = tags = attributes = 0
    for markup, cdata in _by_cdata(text):
        tags, attributes = tags + markup.count("<"), attributes + markup.count("=")
        mended, more = _AMPERSAND.subn(_known, markup, count=_MOST_REPAIRS) if "&" in markup else (markup, 0)
        repairs += more + bool(cdata)
        if repairs >= _MOST_REPAIRS or tags > _MOST_TAGS or attributes > _MOST_ATTRIBUTES:
            raise SourceError(N_("内容结构过于复杂，没有解析"))
        parts += (mended, cdata)
    return "".join(parts)


def _by_cdata(text: str) -> Iterator[tuple[str, str]]:
    """Markup, and the CDATA section behind it; one that nobody closed reaches to the end."""
    at = 0
    while (start := text.find(_CDATA, at)) >= 0:
        end = text.find(_CDATA_END, start + len(_CDATA))
        end = len(text) if end < 0 else end + len(_CDATA_END)
        yield text[at:start], text[start:end]
        at = end
    yield text[at:], ""


def _known(found: re.Match[str]) -> str:
    if found["number"]:
        return _character(found["number"], 16 if found["hex"] else 10)
    meant = html5.get(f"{found['name']};") if found["name"] else None
    # the character itself; what HTML does not know either stands as it was written
    return _escaped(meant) if meant else f"&amp;{found[0][1:]}"


def _character(digits: str, base: int) -> str:
    try:
        code = int(digits, base)
        return _escaped(_NOT_XML.sub("", chr(code)))
    except (ValueError, OverflowError):  # letters without an x, or beyond Unicode
        return ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
