"""Bytes of unknown making to text: labels are tried strictly, because a wrong one garbles every Chinese word.

Order: byte order mark, plain evidence of UTF-8, HTTP header, the document's own declaration, UTF-8; then labels that
fit almost, GB 18030, and at last whichever loses least. `gb2312` and `gbk` mean GB 18030: they hide its bytes in
practice. Latin labels go behind UTF-8: servers add them by default, and they never fail.
"""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    # no mark, but a document begins with "<"
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_IN_DOCUMENT = re.compile(rb"<(?:\?xml|meta)\b[^>]*?(?:encoding|charset)\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096
# What a label may choose. Python knows more (punycode, unicode_escape, zlib …): slow, dangerous or no charset at all
_MEANS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "cp936"), ("gb18030",)),
    **dict.fromkeys(("big5", "big5hkscs", "cp950"), ("big5hkscs", "cp950")),
    **dict.fromkeys(("shift_jis", "cp932"), ("cp932",)),
    **dict.fromkeys(("euc_kr", "cp949"), ("cp949",)),
}
_LATIN = re.compile(r"ascii|iso8859-1|iso8859-15|cp1252")
_OTHERS = re.compile(r"utf-8|euc_jp|iso2022_jp|hz|iso8859-\d+|cp\d{3,4}|koi8-[rut]|mac-\w+|tis-620")
_ANY_BYTES = "cp1252"
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_SOME_DAMAGE = 0.25
# Four East Asian characters in valid UTF-8 do not happen by accident, whatever a label says
_EAST_ASIAN = re.compile(r"(?:[\u2e80-\ufffc][^\u2e80-\ufffc]*){4}")


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a document: never fails, never looks further than the bytes and the Content-Type header."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    utf8 = _strict(body, "utf-8")
    if utf8 is not None and _EAST_ASIAN.search(utf8):
        return utf8
    labels = _labels(body, content_type)
    for encoding in labels:
        text = _strict(body, encoding)
        if text is not None and not (encoding == _ANY_BYTES and _looks_chinese(body)):
            return text
    return _least_damaged(body, labels)


def _labels(body: bytes, content_type: str) -> list[str]:
    named = _IN_HEADER.findall(content_type)[:1]
    named += [label.decode() for label in _IN_DOCUMENT.findall(body[:_DECLARED_WITHIN])[:1]]
    meant = [encoding for label in named for encoding in _meaning(label)]
    latin = [encoding for encoding in meant if encoding == _ANY_BYTES]
    return list(dict.fromkeys([*(encoding for encoding in meant if encoding not in latin), "utf-8", *latin]))


def _meaning(label: str) -> tuple[str, ...]:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ()
    if name in _MEANS:
        return _MEANS[name]
    if _LATIN.fullmatch(name):
        return (_ANY_BYTES,)
    return (name,) if _OTHERS.fullmatch(name) else ()


def _strict(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeError:
        return None


def _looks_chinese(body: bytes) -> bool:
    """Bytes above ASCII stand alone in Latin text and in pairs or longer runs in Chinese."""
    runs = _HIGH_BYTES.findall(body)
    return sum(map(len, runs)) >= 2 * len(runs) and _strict(body, "gb18030") is not None


def _least_damaged(body: bytes, labels: list[str]) -> str:
    """A few bad bytes are damage, not another charset: UTF-8 first, as it fits by chance least of all."""
    readings = {encoding: body.decode(encoding, "replace") for encoding in ["utf-8", *labels, "gb18030"]}
    for encoding, text in readings.items():
        if _damage(text) <= _SOME_DAMAGE and not (encoding == _ANY_BYTES and _looks_chinese(body)):
            return text
    return min(readings.values(), key=_damage)


def _damage(text: str) -> float:
    """Share of unreadable characters among those that are not ASCII."""
    lost = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return lost / foreign if foreign else 0.0
