"""What people write to ask for a list, and what stands in the keys that turn its pages."""

import re
from dataclasses import dataclass

from core.callback import LIMIT
from core.errors import InputError
from core.numbers import heard
from core.showing import clean, clip, utf16
from core.texts import N_

#: UTF-16 units of a filter; it travels in the callback data
FILTER_LIMIT = 16

#: bytes of what is looked for: with the longest page it just fits
WORDS_LIMIT = 52

OPEN, MINE, FIND, UNIT = "op", "my", "fi", "de"
_LONGEST = {OPEN: FILTER_LIMIT, MINE: FILTER_LIMIT, FIND: WORDS_LIMIT, UNIT: FILTER_LIMIT}
_FORM = re.compile(r"q1:(?P<what>[a-z]{2}):(?P<page>[0-9]{1,4})(?::(?P<filter>[^\x00-\x1f]{1,52}))?")
#: the beginning of a Latin word or a number that was cut off
_HALF = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which page of which list: `q1:<list>:<page>[:<filter>]`.

    The filter of 我的 is the person's number, that of /find what is looked for, that of /dept the department's number.
    """

    what: str
    page: int = 0
    filter: str = ""


def encode_asked(asked: Asked) -> str:
    """The data of a page key; what does not fit leads to the first page of everything."""
    data = f"q1:{asked.what}:{asked.page}" + (f":{asked.filter}" if asked.filter else "")
    return data if _fitting(data) else f"q1:{asked.what}:0"


def decode_asked(data: str) -> Asked:
    """Read a page key; anybody can send anything, so whatever does not fit raises InputError."""
    found = _fitting(data)
    if found is None:
        raise InputError(N_("按钮已失效，请重新查询"))
    read = read_words if found["what"] == FIND else read_filter
    return Asked(what=found["what"], page=int(found["page"]), filter=read(found["filter"] or ""))


def _fitting(data: str) -> re.Match[str] | None:
    found = _FORM.fullmatch(data) if len(data.encode("utf-8", "replace")) <= LIMIT else None
    return found if found and len(found["filter"] or "") <= _LONGEST.get(found["what"], -1) else None


def spaced(text: str) -> str:
    """One clean line that keeps the blanks between its words, Chinese ones too."""
    return " ".join(filter(None, map(clean, text.split())))


def read_filter(words: str) -> str:
    """What somebody wrote after /open, as much of it as fits into a key."""
    text = spaced(words)
    return text if utf16(text) <= FILTER_LIMIT else clip(text, FILTER_LIMIT + 1)[:-1].rstrip()


def read_words(words: str) -> str:
    """What somebody looks for, as much of it as fits into a key; no half of a Latin word, which is found nowhere."""
    text = spaced(words)
    fits = text.encode("utf-8", "ignore")[:WORDS_LIMIT].decode("utf-8", "ignore")
    cut = text[len(fits) : len(fits) + 1]
    if cut.isascii() and cut.isalnum():
        fits = _HALF.sub("", fits) or fits
    return fits.rstrip()


def read_number(text: str) -> int | None:
    """The incident that somebody means by `127`, `#0127`, `演-0003` or `/incident １２７`; None where none is said."""
    return heard(text)
