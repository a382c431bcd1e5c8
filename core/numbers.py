"""Numbers of incidents. Real ones count up from 1, those of drills down from -1.

So whatever belongs to a drill (a post, a clock, a card, a message, an event) says so by its number alone, real numbers
have no gaps, and one comparison in a query tells what counts.
"""

import re
import unicodedata

from core.texts import N_

#: what every word of a drill begins with
MARK = N_("【演练】")
#: a line that is nothing but a number
LINE = r"^\s*[#＃]?\s*(?:演\s*-?\s*)?\d+\s*$"
_SAID = re.compile(r"(?:/incident(?:@\w+)?)?[\s#]*(?P<drill>演\s*-?\s*)?(?P<number>\d{1,18})\s*")


def is_drill(ident: int) -> bool:
    """Does this number belong to a drill?"""
    return ident < 0


def spoken(ident: int) -> str:
    """As people say it, at least four digits: #0127, 演-0003."""
    return f"演-{-ident:04d}" if is_drill(ident) else f"#{ident:04d}"


def heard(text: str) -> int | None:
    """The number that somebody means by `127`, `#0127`, `演-0003` or `/incident １２７`; None where none is said."""
    found = _SAID.fullmatch(unicodedata.normalize("NFKC", text[:60]))
    if found is None:
        return None
    return -int(found["number"]) if found["drill"] else int(found["number"])
