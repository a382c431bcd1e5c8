"""Untrusted text on its way to a screen: cleaned, masked, clipped."""

import re
import unicodedata
from html import escape

from core.numbers import MARK

#: controls, zero-width and bidirectional signs can hide or reorder what a person reads
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SPACE = re.compile(r"\s+")
#: a blank between Chinese characters or signs is only where a line ended
_LOOSE = re.compile(r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])")
# full-width digits are digits; letters before or after are no shelter
_ID_NUMBER = re.compile(r"(?<!\d)([1-9１-９]\d{5})[- ]?\d{8}[- ]?(\d{3}[\dXxＸｘ])(?!\d)")
_COUNTRY = r"(?:(?:[0０]{2}|[+＋])?[8８][6６][- ]?)?"
_MOBILE = re.compile(rf"(?<!\d)({_COUNTRY}[1１][3-9３-９]\d)[- ]?\d{{4}}[- ]?(\d{{4}})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)([0０]\d{2,3}[- ]?)\d{4}(\d{3,4})(?!\d)")
#: between two digits these only hide the number from whoever masks it
_HIDDEN = re.compile(r"(?<=\d)[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+(?=\d)")
#: Telegram makes keys of these: a name that it calls, a command that a thumb gives by mistake; none within an address
_TAPPED = re.compile(
    r"https?://[\w.-]+\.[A-Za-z]{2,}(?::\d+)?/[!-~]*"
    rf"|{MARK}"
    r"|(?<![\w/])@(?=[A-Za-z0-9_])|(?<![\w/<>])/(?=[A-Za-z0-9_]+(?![A-Za-z0-9_/<>]))"
)
#: what is real never bears the mark of a drill
_INERT = {"@": "＠", "/": "／", MARK: f"〔{MARK[1:-1]}〕"}
#: where a text may be divided
_ENDS = frozenset("\n。！？；")


def clean(text: str) -> str:
    """One line of visible characters."""
    visible = (c if unicodedata.category(c) not in _INVISIBLE else " " if c in "\n\r\t" else "" for c in text)
    return _LOOSE.sub("", _SPACE.sub(" ", "".join(visible)).strip())


def mask(text: str) -> str:
    """Telephone and identity numbers with their middle hidden: ours is no place to publish them."""
    text = _ID_NUMBER.sub(r"\1********\2", _HIDDEN.sub("", text))
    text = _MOBILE.sub(r"\1****\2", text)
    return _LANDLINE.sub(r"\1****\2", text)


def clip(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, as Telegram counts them; an ellipsis tells that something was cut."""
    if utf16(text) <= limit:
        return text
    kept, used = [], 1
    for char in text:
        used += utf16(char)
        if used > limit:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def parts(text: str, limit: int) -> tuple[str, ...]:
    """The whole text in parts of at most `limit` UTF-16 units, divided where a line or a sentence ends."""
    found, begin, used, end = [], 0, 0, 0
    for at, char in enumerate(text):
        used += utf16(char)
        if used > limit:
            # rather at an end than in the middle, unless next to nothing would come before it
            cut = end if 2 * (end - begin) > at - begin else at
            found.append(text[begin:cut])
            begin, used = cut, utf16(text[cut : at + 1])
        if char in _ENDS:
            end = at + 1
    return (*found, text[begin:]) if text else ()


def utf16(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def inert(text: str) -> str:
    """The same to read: who writes a post gives none of us an order, calls nobody, and says not that it is a drill."""
    return _TAPPED.sub(lambda found: _INERT.get(found[0], found[0]), text)


def shown(text: str, limit: int) -> str:
    """Clean, mask, clip, and nothing to tap: what any text from outside goes through on its way into a chat."""
    return clip(inert(mask(clean(text))), limit)


def printed(text: str, limit: int) -> str:
    """The same for a file or a terminal, where nothing is tapped and every sign counts."""
    return clip(mask(clean(text)), limit)


def link(url: str, label: str) -> str:
    """An HTML link, or only the label where the address is not a plain web address."""
    if not re.match(r"https?://[^\s<>\"']+$", url) or len(url) > 1000 or clean(url) != url:
        return escape(label, quote=False)
    return f'<a href="{escape(url, quote=True)}">{escape(label, quote=False)}</a>'
