"""One form for every spelling of a text: what matching and comparing work on. The original is kept for showing."""

import re
import unicodedata
from functools import cache
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import opencc

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<![A-Za-z][^<>]*>")
_HIDDEN = (
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<script\b[^<>]*>", re.IGNORECASE), re.compile(r"</script\s*>", re.IGNORECASE)),
    (re.compile(r"<style\b[^<>]*>", re.IGNORECASE), re.compile(r"</style\s*>", re.IGNORECASE)),
)
#: a place where something was set aside: words must not grow together across it
_SEAM = "\x1e"
_LINK = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
_FORWARD = re.compile(r"//@[^\s:@]{1,30}:|回复@[^\s:@]{1,30}:|\bRT\b(?=\s*@)")
_MENTION = re.compile(r"@([\w-]{1,30})")
_BLANK = re.compile(r"\s+")
#: the full-width marks that most posts have, and what NFKC makes of them
_WIDE = tuple(zip("，！？：；（）", ",!?:;()", strict=True))
#: 某 县·医-院: what people put between characters so that no search finds them. Sentence marks are not among it.
#: (the separator comes first in the pattern so that the engine can skip from one to the next)
_GAP = r"[\s·・•.*\-_|/~^+=]"
_BETWEEN = re.compile(rf"{_GAP}(?<=[{_HAN}]{_GAP}){_GAP}*(?=[{_HAN}])")


def visible(text: str) -> str:
    """The text that a reader of this HTML sees; a text without markup comes back as it is."""
    if "<" in text:
        for opening, closing in _HIDDEN:
            text = _cut_out(text, opening, closing)
        text = _TAG.sub(" ", text)
    return unescape(text) if "&" in text else text


def _cut_out(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """Without what stands between the two marks. What is never closed stays: nobody shall hide a post behind a tag."""
    kept, at = [], 0
    while (start := opening.search(text, at)) and (end := closing.search(text, start.end())):
        kept.append(text[at : start.start()])
        at = end.end()
    return " ".join([*kept, text[at:]])


def tidy(text: str) -> str:
    """One spelling, capitals kept: NFKC, simplified characters, no ornaments, no gaps between Chinese characters."""
    return _smooth(_compatible(text))


def _compatible(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()
    # most posts are in this form but for their punctuation, and to see that is far quicker than to normalise
    plain = text
    for wide, narrow in _WIDE:
        plain = plain.replace(wide, narrow)
    return plain if unicodedata.is_normalized("NFKC", plain) else unicodedata.normalize("NFKC", text)


def _smooth(text: str) -> str:
    if _changing().search(text):
        text = text.translate(_one_by_one())
    return _BETWEEN.sub("", _BLANK.sub(" ", text)).strip()


def fold(text: str) -> str:
    """Lower case of the same length, so that an offset means the same place in both."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def readable(text: str) -> str:
    """`tidy` of what a reader sees, links and forward prefixes set aside. A mentioned name stays: people call us so."""
    return _set_aside(text, r" \1 ")


def normalise(text: str) -> str:
    """The comparing form: `tidy` of what a reader sees, lower case, links, mentions and forward prefixes set aside."""
    return fold(_set_aside(text, " "))


def _set_aside(text: str, mention: str) -> str:
    shown = _compatible(visible(text).replace(_SEAM, " "))
    # looking for one sign is far quicker than for the expression, and most posts have none
    if "://" in shown or "www." in shown.lower():
        shown = _LINK.sub(_SEAM, shown)
    if "@" in shown:
        shown = _MENTION.sub(mention.replace(" ", _SEAM), _FORWARD.sub(_SEAM, shown))
    shown = shown.replace("转发微博", _SEAM)
    return " ".join(filter(None, map(_smooth, shown.split(_SEAM))))


def simplified(text: str) -> str:
    """Traditional characters replaced one by one, everything else left alone."""
    table = _simpler()
    return "".join(table.get(ord(char), char) for char in text)


@cache
def _one_by_one() -> dict[int, str | None]:
    """What becomes of single characters. Made on first use and kept: it looks at 70 000 of them."""
    table: dict[int, str | None] = {}
    for start, stop in ((0x0000, 0xD800), (0xE000, 0x10000), (0x1F000, 0x1FB00), (0xE0000, 0xE1000)):
        table |= {code: drop for code in range(start, stop) if (drop := _decoration(chr(code))) != chr(code)}
    return table | _simpler()


@cache
def _changing() -> re.Pattern[str]:
    """Finds what `_one_by_one` changes; beyond the basic plane everything, for the engine is slow to tell there."""
    basic = "".join(chr(code) for code in _one_by_one() if code <= 0xFFFF)
    return re.compile(rf"[{re.escape(basic)}\U00010000-\U0010ffff]")


@cache
def _simpler() -> dict[int, str]:
    """Traditional → simplified. Made on first use and kept, for it asks OpenCC about 80 000 characters.

    Character by character, not by phrase: so a part of a text always becomes a part of the result, and a rule's word
    is found wherever it stands.
    """
    old = [chr(code) for start, stop in ((0x3400, 0xA000), (0x20000, 0x323B0)) for code in range(start, stop)]
    new = opencc.OpenCC("t2s").convert("\n".join(old)).split("\n")
    return {ord(a): b for a, b in zip(old, new, strict=True) if a != b}


def _decoration(char: str) -> str | None:
    """None for what is not seen, a blank for ornaments, else the character itself."""
    if char.isspace():
        return char
    kind = unicodedata.category(char)
    if kind in {"Cf", "Cc"} or unicodedata.name(char, "").startswith(_INVISIBLE):
        return None if kind != "Cc" else " "
    return " " if kind == "So" else char


_INVISIBLE = ("COMBINING ", "VARIATION SELECTOR", "HANGUL FILLER", "HANGUL CHOSEONG FILLER", "HANGUL JUNGSEONG FILLER")

#: parameters that tell who passed a link on, not what it shows
_TRACKING = re.compile(
    r"utm_\w+|spm|scm|from|share_\w+|sharer_\w+|fbclid|gclid|is_from_webapp|timestamp|vd_source|wfr|nsukey|isappinstalled",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"^(?:m|wap|3g|mobile|touch)\.(?=[^.]+\.[^.])")
_MOBILE_OF = {"m.weibo.cn": "weibo.com", "tieba.baidu.cn": "tieba.baidu.com"}


def canonical_link(url: str) -> str:
    """One address per page: https, desktop host, no tracking parameters, no fragment. "" if it is no web link."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return ""
    host = _MOBILE_OF.get(host) or _MOBILE.sub("", host)
    host = host.removeprefix("www.") if host.count(".") > 1 else host
    host = f"[{host}]" if ":" in host else host
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)]
    return urlunsplit(("https", host, parts.path.rstrip("/") or "/", urlencode(sorted(query)), ""))
