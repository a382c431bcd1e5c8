"""The product's figures in the shapes of the second counting, and where the two differ."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text

from core.digest.figures import Spread, Summary
from core.digest.periods import Period, Span
from core.digest.summary import summarise
from storage import Store
from tests.year.recount_rates import Rates

#: counted by acts or runs that are decided once
ADDITIVE = ("new", "closed", "invalid", "transferred", "reopened", "drills", "merged", "bounces", "waived", "extended")
ADDITIVE += ("returned", "published", "mentions", "positive", "posts", "sent", "failed", "night", "blind_hours")
ADDITIVE += ("praised", "own")
TIMES = ("claim", "claim_working", "lag", "accept", "response", "final", "approval")
TABLES = {
    "incidents": "SELECT id, detected_at FROM incidents ORDER BY id",
    "events": "SELECT e.seq, e.subject, e.type, e.body, e.hash, t.text FROM events e "
    "JOIN event_texts t ON t.seq = e.seq ORDER BY e.seq",
    "posts": "SELECT p.seen_at, p.incident, p.tone, p.voice, p.duplicate_of, p.body ->> 'title' AS title, s.name "
    "FROM posts p JOIN sources s ON s.id = p.source ORDER BY p.id",
    "outbox": "SELECT created_at, state, kind FROM outbox",
    "outages": "SELECT o.*, s.name FROM outages o JOIN sources s ON s.id = o.source",
}


async def rows_of(store: Store) -> dict[str, list[Any]]:
    """Whole tables."""
    async with store.db.read() as connection:
        return {name: list((await connection.execute(text(query))).mappings()) for name, query in TABLES.items()}


async def counted(store: Store, period: Period) -> Summary:
    """As the product counts."""
    return summarise(await store.activity(period), await store.policy())


def compared(summary: Summary, again: Rates) -> list[str]:
    """The figures that differ."""
    found = told(summary)
    following = 30 if summary.period.span is Span.MONTH else len(summary.period.days)
    parts = (again.flow(), again.times(), again.clocks(), again.answers(), again.judged(), again.around())
    second = {name: value for part in (*parts, again.standing(following)) for name, value in part.items()}
    return [f"{name}: {found[name]} ≠ {value}" for name, value in second.items() if found[name] != value]


def added(parts: list[Summary], whole: Summary) -> None:
    """The parts add up to the whole, and each one's own parts to itself."""
    for name in ADDITIVE:
        assert sum(getattr(part, name) for part in parts) == pytest.approx(getattr(whole, name)), name
    for name in TIMES:
        assert sum(getattr(part, name).ended for part in parts) == getattr(whole, name).ended, name
    # what ran out and was voided later is a miss of its week and none of the whole
    assert sum(part.on_time.part for part in parts) == whole.on_time.part
    assert sum(part.on_time.whole for part in parts) >= whole.on_time.whole
    assert [day for part in parts for day in part.days] == list(whole.days)
    for one in (*parts, whole):
        assert sum(count for _, count in one.levels) == sum(count for _, count in one.categories) == one.new
        assert (sum(day.new for day in one.days), sum(day.closed for day in one.days)) == (one.new, one.closed)


def told(summary: Summary) -> dict[str, Any]:
    """The summary in the shapes of the second counting."""
    values = {name: getattr(summary, name) for name in Summary.__dataclass_fields__}
    values |= {name: _flat(one) for name, one in values.items() if isinstance(one, Spread)}
    values |= {name: _pair(one) for name, one in values.items() if hasattr(one, "whole")}
    values["levels"] = Counter({level.value: count for level, count in summary.levels})
    values["categories"] = Counter({category.value: count for category, count in summary.categories})
    values["days"] = {one.day: (one.new, one.closed) for one in summary.days if one.new or one.closed}
    values["clocks"] = {clock.value: _pair(rate) for clock, rate in summary.clocks}
    values["departments"] = {one.name: _pair(one.rate) for one in summary.departments}
    values["bypasses"] = {(one.incident, one.statement, one.by, one.reason) for one in summary.bypasses}
    for name in ("false_by_rule", "false_by_source"):
        values[name] = [(one.name, *_pair(one.rate)) for one in values[name]]
    values["open"] = Counter({phase.value: count for phase, count in summary.open})
    values["oldest"] = (summary.oldest.due_at, summary.oldest.incident) if summary.oldest else None
    values["best"] = [(one.title, one.source) for one in summary.best]
    values["late"] = sorted((one.due_at, one.incident, one.clock or "", one.promise) for one in summary.late)
    values["burdens"] = {one.person: (one.taken, one.open, one.night) for one in summary.burdens}
    return values | {"blind": {name: pytest.approx(hours) for name, hours in summary.blind}}


def _flat(one: Spread) -> tuple[Any, ...]:
    few = tuple((round(value, 3), still) for value, still in zip(one.listed, one.listed_open, strict=True))
    middle = [None if value is None else round(value, 3) for value in (one.median, one.p90)]
    return one.ended, one.open, *middle, one.median_more, one.p90_more, few


def _pair(rate: Any) -> tuple[int, int]:
    return rate.part, rate.whole
