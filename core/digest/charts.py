"""The pictures of a summary: the title says the finding, the figures stand beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from core.digest.figures import Day, Summary
from core.digest.periods import Period, Span
from core.digest.words import decimal, rate_said
from core.pictures.charts import Bar, Bars, Line, Mood, Stripe, Stripes, Trend
from core.rostering.words import WEEKDAYS
from core.showing import shown
from core.texts import N_, Message, Texts
from core.watching.health import Health

#: bars and stripes of one picture
MOST = 12
_NAME = 24
#: a department below this share of answers on time is told as a bad one
_POOR = 0.8
_BEFORE = {Span.WEEK: N_("上周"), Span.MONTH: N_("上月"), Span.YEAR: N_("上年")}
_NOW = {Span.WEEK: N_("本周"), Span.MONTH: N_("本月"), Span.YEAR: N_("全年")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A source was blind from then to then; `end` is None while it still is."""

    source: str
    health: Health
    begin: datetime
    end: datetime | None = None


def trend(summary: Summary, before: Summary | None, texts: Texts) -> Trend:
    """新增与办结走势: a value a day, in a year a value a month."""
    label = summary.period.label
    points = _monthly(summary.days) if summary.period.span is Span.YEAR else list(summary.days)
    # without a period before it the finding says these figures itself
    known = before is not None and summary.period.span in _BEFORE
    counted = N_("{period} · 新增 {new} 件，办结 {closed} 件")
    return Trend(
        title=_finding(summary, before, texts),
        note=texts(counted, period=label, new=summary.new, closed=summary.closed) if known else texts.say(label),
        ticks=tuple(_tick(one.day, summary.period.span, texts) for one in points),
        lines=(
            Line(name=texts(N_("新增")), values=tuple(float(one.new) for one in points)),
            Line(name=texts(N_("已办结")), values=tuple(float(one.closed) for one in points), mood=Mood.GOOD),
        ),
    )


def _finding(summary: Summary, before: Summary | None, texts: Texts) -> str:
    now, span = Message(_NOW.get(summary.period.span, N_("这几天"))), summary.period.span
    if not summary.new and not summary.closed:
        return texts(N_("{now}没有新增，也没有办结"), now=now)
    if before is None or span not in _BEFORE:
        return texts(N_("{now}新增 {new} 件，办结 {closed} 件"), now=now, new=summary.new, closed=summary.closed)
    more, then = summary.new - before.new, Message(_BEFORE[span])
    if more == 0:
        return texts(N_("{now}新增 {new} 件，与{then}持平"), now=now, new=summary.new, then=then)
    text = N_("{now}新增 {new} 件，比{then}多 {count} 件")
    if more < 0:
        text = N_("{now}新增 {new} 件，比{then}少 {count} 件")
    return texts(text, now=now, new=summary.new, then=then, count=abs(more))


def _monthly(days: Sequence[Day]) -> list[Day]:
    found = []
    for month, group in groupby(days, key=lambda one: one.day.replace(day=1)):
        of = list(group)
        found.append(Day(day=month, new=sum(one.new for one in of), closed=sum(one.closed for one in of)))
    return found


def _tick(day: date, span: Span, texts: Texts) -> str:
    if span is Span.WEEK:
        return texts(WEEKDAYS[day.weekday()])
    if span is Span.YEAR:
        return texts(N_("{month}月"), month=day.month)
    return f"{day:%m-%d}"


def departments(summary: Summary, texts: Texts) -> Bars | None:
    """部门及时率, the worst first; None where no department had anything to answer."""
    rated = [(one.rate.share, one) for one in summary.departments if one.rate.whole]
    if not rated:
        return None
    listed = sorted(rated, key=lambda pair: (pair[0] or 0.0, -pair[1].rate.whole, pair[1].name))
    share, worst = listed[0]
    name = shown(worst.name, _NAME)
    text = N_("各部门都按时") if share == 1 else N_("{name}最需催办：按时 {rate}")
    return Bars(
        title=texts(text, name=name, rate=rate_said(worst.rate)),
        note=texts(N_("{period} · 部门及时率"), period=summary.period.label),
        bars=tuple(
            Bar(
                name=shown(one.name, _NAME),
                value=value or 0.0,
                said=texts.say(rate_said(one.rate)),
                mood=Mood.GOOD if value == 1 else Mood.BAD if (value or 0.0) < _POOR else Mood.PLAIN,
            )
            for value, one in listed[:MOST]
        ),
    )


def sources(summary: Summary, spells: Sequence[Spell], zone: ZoneInfo, texts: Texts) -> Stripes | None:
    """监测源: when each was blind, the longest blind first; None where all were read all the time."""
    begin, end = summary.period.bounds(zone)
    hours = dict(summary.blind)
    blind = sorted({one.source for one in spells}, key=lambda name: (-hours.get(name, 0.0), name))
    if not blind:
        return None
    text = N_("{count} 个监测源一度监测不到，共 {hours} 小时")
    said = {name: texts(N_("{hours} 小时"), hours=decimal(hours.get(name, 0.0))) for name in blind}
    return Stripes(
        title=texts(text, count=len(blind), hours=decimal(summary.blind_hours)),
        note=texts(N_("{period} · 监测源盲区"), period=summary.period.label),
        ticks=_ticks(summary.period),
        stripes=tuple(
            Stripe(name=shown(name, _NAME), said=said[name], pieces=_pieces(name, spells, begin, end))
            for name in blind[:MOST]
        ),
    )


def _pieces(
    name: str, spells: Sequence[Spell], begin: datetime, end: datetime
) -> tuple[tuple[float, float, Mood], ...]:
    """The whole period without a gap: what was read is good, what was not is bad or, of a silent source, weak."""
    length, at, found = (end - begin).total_seconds(), 0.0, []
    for one in sorted((one for one in spells if one.source == name), key=lambda one: one.begin):
        since = max(at, (max(one.begin, begin) - begin).total_seconds() / length)
        until = min(1.0, (min(one.end or end, end) - begin).total_seconds() / length)
        if until <= since:
            continue
        if since > at:
            found.append((at, since, Mood.GOOD))
        found.append((since, until, Mood.WEAK if one.health is Health.SILENT else Mood.BAD))
        at = until
    return (*found, (at, 1.0, Mood.GOOD)) if at < 1 else tuple(found)


def _ticks(period: Period) -> tuple[str, ...]:
    """The first and the last day, and the one between."""
    middle = period.begin + timedelta(days=(period.end - period.begin).days // 2)
    return tuple(f"{day:%m-%d}" for day in dict.fromkeys((period.begin, middle, period.last)))
