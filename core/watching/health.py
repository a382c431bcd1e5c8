"""How a watched source is, look by look (监测源状态). Pure: a quiet monitor must never look like a calm day.

        three failed looks                              nothing new for too long
failing ◄────────┐                                        ┌────────► silent
changed ◄────────┴── new → ok ⇄ moved ────────────────────┘
   └──── a good look ──► ok ◄──────────── something new ───────────────┘
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from core.texts import N_

#: one failed look is weather, so many in a row are a broken source
FAILING_AFTER = 3
#: silent = nothing new for so many usual gaps …
SILENT_AFTER_GAPS = 10
#: … but for a day at least: a night is no silence
LEAST_SILENCE = timedelta(hours=24)
#: what is taken for the usual gap before one is known
UNKNOWN_GAP = timedelta(hours=24)
#: after it was blind a source may be quiet for so long at most before its old silence counts again
GRACE = timedelta(hours=6)
#: a new gap counts for one part in so many
_MEMORY = 8


class Health(StrEnum):
    """How a source is."""

    #: 未读
    NEW = "new"
    #: 正常
    OK = "ok"
    #: 已迁址: read at the old address, which sends us to a new one for good
    MOVED = "moved"
    #: 静默: read well, but nothing new for much longer than usual
    SILENT = "silent"
    #: 改版: the page comes, but nothing is found where the fields say
    CHANGED = "changed"
    #: 失败
    FAILING = "failing"


HEALTH_LABELS = {
    Health.NEW: N_("未读"),
    Health.OK: N_("正常"),
    Health.MOVED: N_("已迁址"),
    Health.SILENT: N_("静默"),
    Health.CHANGED: N_("改版"),
    Health.FAILING: N_("失败"),
}

#: what happens at such a source is not seen
BLIND = frozenset({Health.SILENT, Health.CHANGED, Health.FAILING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a source stands after its last look (监测源现状)."""

    health: Health = Health.NEW
    #: when the present health began
    since: datetime | None = None
    #: failed looks in a row
    failures: int = 0
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    #: seconds that usually pass between two looks with news; None = not known yet
    gap: int | None = None
    moved_to: str = ""

    @property
    def blind(self) -> bool:
        """Is what happens there unseen?"""
        return self.health in BLIND


def after_good(before: Standing, *, news: bool, moved_to: str, now: datetime, partly: bool = False) -> Standing:
    """After a look that read the source. `news`: it brought something new. `partly`: some of its pages failed."""
    before = _past(before, now)
    failures = before.failures + 1 if partly else 0
    if failures >= FAILING_AFTER:
        health = Health.FAILING
    elif partly and before.health in (Health.FAILING, Health.CHANGED):
        health = before.health
    elif not news and _silent(before, now):
        health = Health.SILENT
    else:
        health = Health.MOVED if moved_to else Health.OK
    after = replace(before, failures=failures, moved_to=moved_to)
    if not partly:
        after = replace(after, last_ok_at=now)
    if news:
        after = replace(after, last_new_at=now, gap=_learnt(before, now))
    return _turned(after, health, now)


def after_bad(before: Standing, *, shape: bool, now: datetime) -> Standing:
    """After a failed look. `shape`: the page came, but nothing was found where the fields say."""
    before = _past(before, now)
    after = replace(before, failures=before.failures + 1)
    if after.failures < FAILING_AFTER:
        return after
    return _turned(after, Health.CHANGED if shape else Health.FAILING, now)


def patience(gap: int | None) -> timedelta:
    """How long a source with this usual gap (seconds) may be quiet before it counts as silent."""
    usual = UNKNOWN_GAP if gap is None else timedelta(seconds=gap)
    return max(SILENT_AFTER_GAPS * usual, LEAST_SILENCE)


#: read well: a redirect that comes and goes begins nothing anew
_SEEN = frozenset({Health.OK, Health.MOVED})


def _turned(standing: Standing, health: Health, now: datetime) -> Standing:
    same = standing.health is health or {standing.health, health} == _SEEN
    return replace(standing, health=health, since=standing.since if same else now)


def _past(standing: Standing, now: datetime) -> Standing:
    """What a clock that stood wrong wrote down for later was now at the latest: else a silence of a year is none."""

    def till_now(at: datetime | None) -> datetime | None:
        return None if at is None else min(at, now)

    return replace(
        standing,
        since=till_now(standing.since),
        last_ok_at=till_now(standing.last_ok_at),
        last_new_at=till_now(standing.last_new_at),
    )


def _silent(before: Standing, now: datetime) -> bool:
    """Nothing new for too long. That it failed meanwhile ends no silence: what came then would be on its page now."""
    if before.health is Health.SILENT:
        return True
    longest, since = patience(before.gap), before.since
    if since is None:
        return False
    if before.health in (Health.FAILING, Health.CHANGED):
        # silent before it broke, and nothing new since: it is no better
        last_ok, last_new = before.last_ok_at, before.last_new_at
        return last_ok is not None and last_new is not None and last_ok - last_new >= longest
    if before.last_new_at is None:
        return now - since >= longest
    # who was broken has a chance first to show something new
    return now - before.last_new_at >= longest and now - since >= min(longest, GRACE)


def _learnt(before: Standing, now: datetime) -> int | None:
    """A running mean that one long holiday does not bend; a silence that was none teaches at once."""
    if before.last_new_at is None:
        return before.gap
    seen = (now - before.last_new_at).total_seconds()
    if before.gap is None:
        return round(seen)
    if before.health is Health.SILENT:
        return round((before.gap + seen) / 2)
    return round(before.gap + (min(seen, SILENT_AFTER_GAPS * max(before.gap, 1)) - before.gap) / _MEMORY)
