"""One form for every spelling of a text: what matching and comparing work on. The original is kept for showing."""

import re
import unicodedata
from functools import cache
from html import unescape

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
#: 微❤ is 微信: the one word that people write with an ornament, which would be lost with the others
_HEART = re.compile(
    "(?<=[微薇葳威vV])[\ufe0f\u2661\u2665\u2764\u2763\U0001f493-\U0001f49f\U0001f5a4\U0001f90d\U0001f90e\U0001f9e1]+"
)
#: parts of characters that stand alone in Unicode, as the characters that people know
_PARTS = dict(
    zip(
        "⺀⺅⺈⺉⺌⺍⺗⺘⺡⺣⺨⺩⺪⺬⺭⺮⺶⺷⺼⺽⺾⺿⻀⻂⻃⻊⻌⻍⻎⻏⻖⻗⻝⻞⻟⻠",
        "冫亻刀刂小小忄扌氵灬犭王疋示礻竹羊羊月臼艹艹艹衤覀足辶辶辶阝阝雨食食食饣",
        strict=True,
    )
)
#: the full-width marks that most posts have, and what NFKC makes of them
_WIDE = tuple(zip("，！？：；（）", ",!?:;()", strict=True))
#: marks upon one character that are looked at, as in Unicode's stream-safe text: to sort a long pile takes seconds
_PILE = 30
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
    return _smooth(_hearty(text))


def compatible(text: str) -> str:
    """NFKC of any text, however many marks it piles upon one character."""
    text = _piles().sub(_lower, text.encode("utf-8", "replace").decode())
    # most texts are in this form, and to see that is far quicker than to normalise
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _hearty(text: str) -> str:
    # most posts are in the compatible form but for their punctuation
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    return compatible(_HEART.sub("信", text))


def _lower(run: re.Match[str]) -> str:
    kept, pile = [], 0
    for char in run[0]:
        pile = pile + 1 if unicodedata.combining(char) else 0
        if pile <= _PILE:
            kept.append(char)
    return "".join(kept)


@cache
def _piles() -> re.Pattern[str]:
    """Finds where many marks may follow each other; beyond the basic plane anything, for the engine is slow there."""
    marks = "".join(char for char in map(chr, range(0x300, 0x10000)) if unicodedata.combining(char))
    return re.compile(f"[{marks}\U00010000-\U0010ffff]{{{_PILE + 1},}}")


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
    shown = _hearty(visible(text).replace(_SEAM, " "))
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
    return table | _simpler() | {ord(part): whole for part, whole in _PARTS.items()}


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
    # ❶ ➊ ⓵, which no form of Unicode calls a 1
    if kind == "No" and (digit := unicodedata.digit(char, -1)) >= 0:
        return str(digit)
    return " " if kind == "So" else char


_INVISIBLE = ("COMBINING ", "VARIATION SELECTOR", "HANGUL FILLER", "HANGUL CHOSEONG FILLER", "HANGUL JUNGSEONG FILLER")
