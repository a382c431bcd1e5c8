"""The spans that reports are about: days of the organisation's own calendar, weeks as ISO counts them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.texts import N_, Message


class Span(StrEnum):
    """How long a period is."""

    #: 日
    DAY = "day"
    #: 周
    WEEK = "week"
    #: 月
    MONTH = "month"
    #: 年
    YEAR = "year"
    #: 自定
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first instant of `begin` to the first instant of `end`, which is outside."""

    span: Span
    begin: date
    end: date

    @property
    def key(self) -> str:
        """Its unique name: `2026-11-20`, `2026-W47`, `2026-11`, `2026`, `2026-11-01..2026-11-20` (last day inside)."""
        if self.span is Span.WEEK:
            year, week, _ = self.begin.isocalendar()
            return f"{year}-W{week:02}"
        if self.span is Span.MONTH:
            return f"{self.begin:%Y-%m}"
        if self.span is Span.YEAR:
            return f"{self.begin:%Y}"
        return f"{self.begin}" if self.span is Span.DAY else f"{self.begin}..{self.last}"

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        return tuple(self.begin + timedelta(days=count) for count in range((self.end - self.begin).days))

    @property
    def label(self) -> Message:
        """What people call it."""
        year, week, _ = self.begin.isocalendar()
        values = {"year": f"{self.begin:%Y}", "month": self.begin.month, "day": f"{self.begin:%m-%d}"}
        if self.span is Span.WEEK:
            values |= {"year": str(year), "week": week}
        return Message(_LABELS[self.span], values | {"last": f"{self.last:%m-%d}"})

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its first instant, and the first one after it; in UTC, where every hour is as long as the others."""
        begin, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (self.begin, self.end))
        return begin, end

    def cut(self, today: date) -> "Period":
        """Without the running day and what comes after it: a day counts when it is over."""
        if today >= self.end:
            return self
        return Period(span=Span.OTHER, begin=self.begin, end=max(self.begin, today))


_LABELS = {
    Span.DAY: N_("{year}-{day}"),
    Span.WEEK: N_("{year}年第{week}周（{day} 至 {last}）"),
    Span.MONTH: N_("{year}年{month}月"),
    Span.YEAR: N_("{year}年"),
    Span.OTHER: N_("{year}-{day} 至 {last}"),
}


def containing(span: Span, day: date) -> Period:
    """The day, week, month or year that the day falls in; there is no OTHER that it falls in (ValueError)."""
    if span is Span.DAY:
        return Period(span=span, begin=day, end=day + timedelta(days=1))
    if span is Span.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(span=span, begin=monday, end=monday + timedelta(days=7))
    if span is Span.MONTH:
        first = day.replace(day=1)
        return Period(span=span, begin=first, end=(first + timedelta(days=31)).replace(day=1))
    if span is Span.YEAR:
        return Period(span=span, begin=date(day.year, 1, 1), end=date(day.year + 1, 1, 1))
    raise ValueError("a span of its own has no calendar")


def before(period: Period) -> Period:
    """The one of the same kind before it; of a span of its own, as many days before it."""
    if period.span is Span.OTHER:
        length = period.end - period.begin
        return Period(span=Span.OTHER, begin=period.begin - length, end=period.begin)
    return containing(period.span, period.begin - timedelta(days=1))


def after(period: Period) -> Period:
    """The one of the same kind after it. Not for a span of its own."""
    return containing(period.span, period.end)
