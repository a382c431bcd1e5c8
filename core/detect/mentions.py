"""Mentions of our name that alarm nobody by themselves: where many come at once, that is a matter too (集中提及)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.detect.gate import Gate, Organisation, by_name
from core.pace import OLDEST, BurstFigures, Pace, age, happened, lately
from core.posts import Post
from core.rules import Document, RuleSet
from core.texts import N_, Message
from core.voice import Voice

#: mentions are counted by stretches of this length, so that a day of any volume takes little room
SLOT = timedelta(minutes=5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST = 2 * OLDEST // SLOT


def held(
    opened: Gate, voice: Voice, document: Document, organisation: Organisation | None, rules: RuleSet
) -> Message | None:
    """Where a post names us that the gate holds back. What we say ourselves, praise and excluded posts do not count."""
    if opened.passed or organisation is None or voice is not Voice.OTHERS:
        return None
    named = by_name(document, organisation)
    return None if named is None or rules.bans(document) else named


def said_at(post: Post, now: datetime) -> datetime | None:
    """When a mention was made. An old one that was found only now tells nothing of the pace."""
    at = happened(post.published_at, now)
    return at if now - OLDEST < at else None


def slot(at: datetime) -> datetime:
    """The stretch that it is counted in, by its begin."""
    return at - (at - _EPOCH) % SLOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Our name is in everybody's mouth just now."""

    reason: Message
    #: nothing was opened for it lately
    opens: bool


class Mentions:
    """How many there were lately, and when an incident was opened for them last."""

    def __init__(self, counts: Mapping[datetime, int] | None = None, told_at: datetime | None = None) -> None:
        self._counts = Counter(counts or {})
        self._told_at = told_at

    def note(self, post: Post, now: datetime, *, opened: bool) -> None:
        """One more; `opened`: an incident was opened for the burst that it is one of."""
        if opened:
            self._told_at = now
        at = said_at(post, now)
        if at is None:
            return
        self._counts[slot(at)] += 1
        if len(self._counts) > _MOST:
            self._counts = Counter({one: count for one, count in self._counts.items() if lately(one, now, OLDEST)})

    def burst(self, post: Post, figures: BurstFigures, now: datetime) -> Burst | None:
        """Is this post, which names us, one of a burst?"""
        at = said_at(post, now)
        if at is None:
            return None
        pace = self._pace(at, now)
        if not figures.fires(pace):
            return None
        values = {"count": pace.last, "usually": pace.usually}
        reason = Message(N_("近一小时 {count} 条提到本单位，{usually}"), values)
        return Burst(reason=reason, opens=figures.rested(self._told_at, now))

    def _pace(self, at: datetime, now: datetime) -> Pace:
        by_age = Counter({age(at, now): 1})
        for begin, count in self._counts.items():
            # what a clock that stood wrong wrote down for later has not come yet
            if lately(begin, now, OLDEST):
                by_age[age(begin, now)] += count
        return Pace.of(by_age)
