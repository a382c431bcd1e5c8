"""What is due when (汇总时间): each period once, after it is over; what a downtime missed is caught up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.digest.periods import Period, Span, before, containing
from core.digest.settings import Reports

#: how many of a kind are caught up, the newest ones
BACK = {Span.WEEK: 4, Span.MONTH: 1, Span.YEAR: 1}
#: sent later than this after its time, a digest says that it is late
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A period whose sending time has come."""

    period: Period
    #: is it told long after its time?
    late: bool = False


def candidates(now: datetime, began: datetime, reports: Reports, zone: ZoneInfo) -> tuple[Due, ...]:
    """What may have to be told, the newest of each kind first: over, its time has come, not before `began`.

    `began`: the first audit event. Nobody wants the digest of a week in which nothing was watched yet.
    """
    return tuple(one for span in BACK for one in _of(span, now, began, reports, zone))


def _of(span: Span, now: datetime, began: datetime, reports: Reports, zone: ZoneInfo) -> Iterator[Due]:
    period = before(containing(span, now.astimezone(zone).date()))
    if _sent_at(period, reports, zone) > now:
        # its day has come, its time of day has not
        period = before(period)
    for _ in range(BACK[span]):
        if period.bounds(zone)[1] <= began:
            return
        yield Due(period=period, late=now - _sent_at(period, reports, zone) > LATE)
        period = before(period)


def missing(found: tuple[Due, ...], told: frozenset[str]) -> tuple[Due, ...]:
    """What is to be told now, weeks before months before years, the oldest first; nothing before one that was told."""
    due: list[Due] = []
    for span in BACK:
        run: list[Due] = []
        for one in (one for one in found if one.period.span is span):
            if one.period.key in told:
                break
            run.insert(0, one)
        due += run
    return tuple(due)


def _sent_at(period: Period, reports: Reports, zone: ZoneInfo) -> datetime:
    """The digest's time of day on the first day after it."""
    return datetime.combine(period.end, reports.digest_at, zone)


def brief_window(now: datetime, reports: Reports, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """What today's brief is about, from yesterday's brief to today's; None while its time has not come.

    Yesterday's is never caught up: who reads it is looking at another day.
    """
    today = now.astimezone(zone).date()
    until = datetime.combine(today, reports.brief_at, zone)
    if now < until:
        return None
    return datetime.combine(today - timedelta(days=1), reports.brief_at, zone), until


def brief_due(until: datetime) -> datetime:
    """What is due until then is told in the brief: noon of the next day."""
    return datetime.combine(until.date() + timedelta(days=1), time(12), until.tzinfo)
