"""How much may be said where: sliding windows per chat and overall, with a reserve for what matters."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.outgoing import Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """So many messages in such a span; some are kept for what is more important than the lane that is asked for."""

    count: int
    span: timedelta
    #: kept for escalations
    rest: int = 0
    #: kept for what is more than an edit, more than a log line
    edit: int = 0
    log: int = 0


#: Telegram's own figures: 20 a minute in a group, edits too; about one a second in a private chat; 30 a second overall
#: with two seconds more, because Telegram's minute begins when a message arrives, ours when it leaves
GROUP = Allowance(count=20, span=timedelta(seconds=62), rest=2, edit=4, log=12)
PRIVATE = Allowance(count=20, span=timedelta(seconds=20))
OVERALL = Allowance(count=30, span=timedelta(seconds=1), rest=2, edit=5, log=10)
#: between two edits of one card that somebody waits for: in a group, and in a private chat
CARD_PAUSE = timedelta(seconds=3)
MENU_PAUSE = timedelta(seconds=1)
#: between two edits of a storm card, whose lines come in quick succession
STORM_PAUSE = timedelta(seconds=6)
#: between two edits that only count another repost
HEAT_PAUSE = timedelta(seconds=20)


@dataclass(slots=True)
class Budget:
    """What was said lately. Lost when a single process restarts: flood control then says so once, and is obeyed.

    Of several processes the next leader goes on where the last one stood: `kept` is what it is told.
    """

    said: dict[int, deque[datetime]] = field(default_factory=dict)

    @classmethod
    def resumed(cls, kept: Mapping[str, Sequence[str]]) -> "Budget":
        """Where another process stood."""
        return cls({int(chat): deque(map(datetime.fromisoformat, times)) for chat, times in kept.items()})

    def kept(self, now: datetime) -> dict[str, list[str]]:
        """What still counts, as JSON knows it."""
        for chat in tuple(self.said):
            if not self._recent(chat, GROUP.span, now):
                del self.said[chat]
        return {str(chat): [moment.isoformat() for moment in times] for chat, times in self.said.items()}

    def allows(self, chat: int, lane: Lane, now: datetime) -> bool:
        """May this chat be written to in this lane now?"""
        allowance = GROUP if chat < 0 else PRIVATE
        here, everywhere = self._recent(chat, allowance.span, now), self._recent(0, OVERALL.span, now)
        return here < _room(allowance, lane) and everywhere < _room(OVERALL, lane)

    def spend(self, chat: int, now: datetime) -> None:
        """Something was said."""
        for key in (chat, 0):
            self.said.setdefault(key, deque()).append(now)

    def refund(self, chat: int) -> None:
        """What was counted last had not to be said."""
        for key in (chat, 0):
            if self.said.get(key):
                self.said[key].pop()

    def _recent(self, key: int, span: timedelta, now: datetime) -> int:
        times = self.said.get(key)
        if not times:
            return 0
        # what lies so far ahead was said before the clock was set back
        while times and abs(now - times[0]) >= span:
            times.popleft()
        return len(times)


def _room(allowance: Allowance, lane: Lane) -> int:
    kept = {Lane.ESCALATION: 0, Lane.EDIT: allowance.edit, Lane.LOG: allowance.log}
    return allowance.count - kept.get(lane, allowance.rest)
