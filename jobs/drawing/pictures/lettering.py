"""Words on a picture: only characters that the font has, measured, cut and broken into lines."""

import re
import unicodedata
from functools import cache

from PIL import ImageFont

from core.showing import clean, mask
from jobs.drawing.fonts import CHARACTERS, FONT

#: pixels of 1080: what is smaller cannot be read on a phone
TITLE, NOTE, LABEL, TICK = 54, 35, 38, 34
#: what is longer is never read; cutting it costs time
_LONGEST = 400
_ELLIPSIS = "…"
_MISSING = "·"
#: signs of messages that a font of text does not have
_STANDINS = {"✔": "✓", "✅": "✓", "❗": "！", "⚠": "！", "❌": "×", "✖": "×", "➡": "→", "⬆": "↑", "⬇": "↓"}
#: no line begins with these, none ends with those
_NOT_FIRST = "，。、；：！？）》」』】〉”’…·%％,.;:!?)]}"
_NOT_LAST = "（《「『【〈“‘([{#"
#: where a sentence pauses, and else where something is said aside
_PAUSES, _ASIDE = "[，；：。！？·](?![）”」])", "(?=（)"


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Laid out plainly: no other library has a say in where a character stands."""
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def characters() -> frozenset[str]:
    """Every character that can be drawn."""
    return frozenset(CHARACTERS.read_text("utf-8"))


def fit(text: str) -> str:
    """One line of characters that the font has: others look alike, are a dot each run, or, as pictures, nothing."""
    has = characters()
    said = "".join(char if char in has else _standin(char) for char in mask(clean(text[: 4 * _LONGEST])))
    return " ".join(re.sub(f"{_MISSING}{{2,}}", _MISSING, said).split())[:_LONGEST]


def _standin(char: str) -> str:
    if char in _STANDINS:
        return _STANDINS[char]
    alike = unicodedata.normalize("NFKC", char)
    if alike != char and characters().issuperset(alike):
        return alike
    return _MISSING if unicodedata.category(char)[0] in "LN" else ""


def width(text: str, size: int) -> float:
    """Pixels of a line."""
    return font(size).getlength(text)


def cut(text: str, size: int, room: float) -> str:
    """As much of a line as there is room for; an ellipsis tells that something was cut."""
    if width(text, size) <= room:
        return text
    few, many = 0, len(text)
    while few < many:
        half = (few + many + 1) // 2
        few, many = (half, many) if width(text[:half] + _ELLIPSIS, size) <= room else (few, half - 1)
    return text[:few].rstrip() + _ELLIPSIS


def wrapped(text: str, size: int, room: float, most: int) -> list[str]:
    """At most so many lines, about equally long; what is left over is cut."""
    lines = _broken(text, size, room)
    if len(lines) > most:
        rest = "".join(lines[most - 1 :])
        return [line.strip() for line in (*lines[: most - 1], cut(rest, size, room))]
    if len(lines) == 2 and (parts := _in_parts(text, size, room, _PAUSES) or _in_parts(text, size, room, _ASIDE)):
        return parts
    for narrow in range(int(room), size, -size // 2) if len(lines) > 1 else ():
        if len(tighter := _broken(text, size, narrow)) > len(lines):
            break
        lines = tighter
    return [line.strip() for line in lines]


def _in_parts(text: str, size: int, room: float, where: str) -> list[str]:
    """Two lines where a sentence pauses, the more equal the better; none where it pauses nowhere fitting."""
    cuts = [match.end() for match in re.finditer(where, text)]
    pairs = [(text[:at].strip(), text[at:].strip()) for at in cuts]
    wide = {pair: max(width(line, size) for line in pair) for pair in pairs if all(pair)}
    best = min(wide, key=lambda pair: wide[pair], default=None)
    return list(best) if best and wide[best] <= room else []


def _broken(text: str, size: int, room: float) -> list[str]:
    lines = [""]
    for piece in _pieces(text):
        # a word that is wider than a line is divided anywhere
        for part in [piece] if width(piece.rstrip(), size) <= room else piece:
            if lines[-1] and width(lines[-1] + part.rstrip(), size) > room:
                lines.append("")
            lines[-1] += part
    return [line for line in lines if line.strip()]


def _pieces(text: str) -> list[str]:
    """What is not divided: a word, a number with its unit's sign, a sign with its neighbour."""
    pieces = re.findall(r"[\w.,:%+-]+ ?|.", text, re.ASCII)
    joined: list[str] = []
    for piece in pieces:
        if joined and (piece[0] in _NOT_FIRST or joined[-1][-1] in _NOT_LAST):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined
