"""What is done to the text of an XML feed so that a parser can read it, however it was made."""

import re
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
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# CDATA is matched to be left alone: there an ampersand is an ampersand. Sound references are not matched at all
_AMPERSAND = re.compile(
    rf"(?P<cdata>{_CDATA.pattern})"
    r"|&(?!(?:amp|lt|gt|quot|apos);)(?:#(?P<hex>[xX])?(?P<number>[0-9a-fA-F]{1,8});|(?P<name>[A-Za-z][A-Za-z0-9]{1,31});)?",
    re.DOTALL,
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
    sound, repairs = _AMPERSAND.subn(_known, _NOT_XML.sub("", text[root.start() :]), count=_MOST_REPAIRS)
    markup = _CDATA.sub("", sound)
    if repairs == _MOST_REPAIRS or markup.count("<") > _MOST_TAGS or markup.count("=") > _MOST_ATTRIBUTES:
        raise SourceError(N_("内容结构过于复杂，没有解析"))
    return sound


def _known(found: re.Match[str]) -> str:
    if found["cdata"]:
        return found[0]
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
