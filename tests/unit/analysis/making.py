"""Posts and matters for tests of the report, and words cut without a dictionary."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from core.analysis.matter import Lexicon, Matter, Seen
from core.posts import Tier
from core.tone import Tone
from tests.conftest import NOON
from tests.unit.making import incident

NAMES = frozenset({"海棠县住建局", "县住建局"})
_LONG = re.compile(r"海棠县住建局|县住建局|[A-Za-z]+|\d+|[\u4e00-\u9fff]{1,2}|.")


class Pairs:
    """Cuts Chinese into pairs of characters, names whole; every word is equally telling."""

    def cut(self, text: str) -> list[str]:
        return _LONG.findall(text)

    def weight(self, word: str) -> float:
        return 0.0 if word in NAMES or not word.isalpha() else 12.0


LEXICON = Lexicon(cut=Pairs(), names=NAMES)


def seen(number: int, minutes: float = 0, text: str = "小区停暖三天", **changes: Any) -> Seen:
    """Post number so-and-so, so long after noon."""
    base: dict[str, Any] = {
        "platform": "论坛",
        "source": "海棠论坛",
        "tier": Tier.LOCAL,
        "title": "",
        "author": f"用户{number}",
        "duplicate_of": None,
        "tone": Tone.NEUTRAL,
    }
    return Seen(id=number, at=NOON + timedelta(minutes=minutes), text=text, **(base | changes))


def matter(posts: Iterable[Seen] = (), /, **changes: Any) -> Matter:
    """They are of incident 127."""
    told = {name: changes.pop(name) for name in ("clocks", "story", "unread", "as_of") if name in changes}
    return Matter(**({"as_of": NOON + timedelta(days=1)} | told), incident=incident(**changes), posts=tuple(posts))
