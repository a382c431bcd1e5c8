"""What becomes of a page after one look: its state, the next look, and what the story is told."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from core.originals.page import Look, Original, State
from core.originals.settings import Keeping

#: what could not be saved is tried again after so long, three times as long after each further failure
FIRST_PAUSE = timedelta(minutes=1)
#: then it is said that it could not be saved; the daily looks go on
TRIES = 5
#: a second look, so much later at least, must find the same before a post is called deleted
APART = timedelta(hours=1)
#: after a failed look at what was saved before
AGAIN = timedelta(hours=1)
#: the longest wait that a far end can impose
LONGEST_PAUSE = timedelta(hours=6)
#: a next look further away than twice the daily span and this was written by a clock that stood wrong
SLACK = timedelta(hours=12)
#: looks spread by so much of their span, so that not all come at once
JITTER = 0.1


class PageEvent(StrEnum):
    """What the story is told of the page of a post (原帖留痕)."""

    #: 原帖页面已存
    KEPT = "original_kept"
    #: 原帖页面未能保存
    LOST = "original_failed"
    #: 原帖页面有改动，已另存
    CHANGED = "original_changed"
    #: 原帖已删
    DELETED = "original_gone"
    #: 原帖恢复
    BACK = "original_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the page stands after a look. `event`: None where nothing is to be told."""

    state: State
    attempts: int = 0
    missed_at: datetime | None = None
    gone_at: datetime | None = None
    due_at: datetime | None = None
    event: PageEvent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """When the next look comes: the settings, a number in [0, 1) for jitter, seconds the far end asked us to wait."""

    keeping: Keeping
    luck: float
    retry_after: float | None = None


def after(original: Original, look: Look, now: datetime, pace: Pace, *, fresh: bool = False) -> Standing:
    """`fresh`: the page that was found is a new version."""
    if look is Look.THERE:
        return _there(original, now, pace, fresh=fresh)
    if look is Look.MISSING:
        return _missing(original, now, pace)
    return _unknown(original, now, pace)


def given_up(original: Original, now: datetime, pace: Pace) -> Standing:
    """It will never be saved: there is no room, and nothing is looked at again."""
    return replace(_unknown(original, now, pace), state=State.FAILED, due_at=None, event=PageEvent.LOST)


def _there(original: Original, now: datetime, pace: Pace, *, fresh: bool) -> Standing:
    event = PageEvent.KEPT if original.last is None else PageEvent.CHANGED if fresh else None
    changed = State.CHANGED if len(original.snapshots) + fresh > 1 else State.THERE
    if original.state is State.GONE:
        event = PageEvent.BACK
    return Standing(state=changed, due_at=_next(original, now, pace), event=event)


def _missing(original: Original, now: datetime, pace: Pace) -> Standing:
    if original.state is State.GONE:
        return Standing(
            state=State.GONE,
            missed_at=original.missed_at,
            gone_at=original.gone_at,
            due_at=_next(original, now, pace),
        )
    # what a clock that stood wrong found later was found now at the latest
    first = min(original.missed_at or now, now)
    if now - first >= APART:
        return Standing(
            state=State.GONE, missed_at=first, gone_at=first, due_at=_next(original, now, pace), event=PageEvent.DELETED
        )
    # the second look comes also where the days of looking are over: half a finding is none
    due_at = first + APART * (1 + JITTER * pace.luck)
    return Standing(state=original.state, missed_at=first, due_at=due_at)


def _unknown(original: Original, now: datetime, pace: Pace) -> Standing:
    """Nothing is known of the post: what was found before still holds."""
    attempts = original.attempts + 1
    same = Standing(state=original.state, attempts=attempts, missed_at=original.missed_at, gone_at=original.gone_at)
    wait = timedelta(seconds=min(pace.retry_after or 0.0, LONGEST_PAUSE.total_seconds()))
    if original.state is State.WAITING and attempts < TRIES:
        return replace(same, due_at=now + max(wait, FIRST_PAUSE * 3 ** (attempts - 1)))
    if original.state in (State.WAITING, State.FAILED):
        lost = PageEvent.LOST if original.state is State.WAITING else None
        return replace(same, state=State.FAILED, due_at=_next(original, now, pace), event=lost)
    pause = min(AGAIN * 2 ** min(attempts - 1, 10), pace.keeping.every)
    due_at = now + max(wait, pause)
    # a second look that is owed has a day more
    last = original.until + pace.keeping.every if original.missed_at and not original.gone_at else original.until
    return replace(same, due_at=due_at if due_at <= last else None)


def _next(original: Original, now: datetime, pace: Pace) -> datetime | None:
    """The next daily look; the last one comes at the end of the days of looking."""
    every = pace.keeping.every
    if original.until - now < every / 4:
        return None
    return min(now + every * (1 + JITTER * (2 * pace.luck - 1)), original.until)
