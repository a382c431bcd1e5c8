"""The figures once more, from nothing but rows: another way of counting, that shares no code with the product's.

Every incident is played forward through its audit up to an instant; the product goes backward from what is now.
"""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
OPEN = {"suspected", "claimed", "assigned", "handling", "following"}
RESPONSE = {"first_response", "same_day", "authoritative", "ceiling", "final"}
APART = {"superseded", "void", "bounced", "reassigned", "merged", "waived", "paused"}
FALSE = {"无关", "广告", "误报"}
SIGNED = {"approved", "sending", "unknown"}


def when(raw: Any) -> Any:
    """An instant as rows keep it."""
    return datetime.fromisoformat(raw) if isinstance(raw, str) else raw


def working(begin: datetime, end: datetime) -> float:
    """Seconds from nine to twelve and half past one to half past five, Monday to Friday."""
    total, day = 0.0, begin.astimezone(ZONE).date()
    while day <= end.astimezone(ZONE).date():
        for opens, closes in ((time(9), time(12)), (time(13, 30), time(17, 30))) if day.weekday() < 5 else ():
            a, b = (datetime.combine(day, at, ZONE) for at in (opens, closes))
            total += max(0.0, (min(b, end) - max(a, begin)).total_seconds())
        day += timedelta(days=1)
    return total


def wall(begin: datetime, end: datetime) -> float:
    """Seconds."""
    return (end - begin).total_seconds()


def spread(ended: list[float], waiting: list[float]) -> tuple[Any, ...]:
    """ended, open, median, p90, whether they are more, and the list where there are few."""
    both = sorted([(round(one, 3), 0) for one in ended] + [(round(one, 3), 1) for one in waiting])
    if not both:
        return 0, 0, None, None, False, False, ()
    half = next(n for n in range(1, len(both) + 1) if 2 * n >= len(both))
    most = next(n for n in range(1, len(both) + 1) if 10 * n >= 9 * len(both))
    more = [any(still for _, still in both[:n]) for n in (half, most)]
    few = tuple((value, bool(still)) for value, still in both) if len(both) < 5 else ()
    return len(ended), len(waiting), both[half - 1][0], both[most - 1][0], *more, few


@dataclass
class Life:
    """One incident, played up to the instant."""

    ident: int
    detected: datetime
    state: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    clocks: dict[tuple[str, str, int], dict[str, Any]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        first = {"status": "suspected", "verdict": "unverified", "severity": "general"}
        return self.state.get(name, first.get(name))

    @property
    def real(self) -> bool:
        """Is it in the figures?"""
        return not self["drill"] and self["status"] != "merged"

    @property
    def open(self) -> bool:
        """Is there work to do?"""
        return self["status"] in OPEN


def lives(rows: dict[str, list[Any]], as_of: datetime) -> list[Life]:
    """Every incident that was known then."""
    known = {one["id"]: Life(one["id"], when(one["detected_at"])) for one in rows["incidents"]}
    for row in rows["events"]:
        body, kind = json.loads(row["body"]), row["subject"].split(":")
        if kind[0] != "incident" or row["type"] == "refused" or when(body["at"]) >= as_of:
            continue
        one, side = known[int(kind[1])], json.loads(row["text"])
        one.state |= {name: pair[1] for name, pair in (body["diffs"] | side["diffs"]).items()}
        new = {name: pair[1] for name, pair in body["diffs"].items()}
        event = {"type": row["type"], "at": when(body["at"]), "by": body["actor"], "new": new}
        event |= {"notes": body["notes"], "reason": side["reason"]}
        if row["type"] == "undo":
            last = max(n for n, past in enumerate(one.events) if past["type"] == body["notes"]["undone"])
            one.events.pop(last)
        else:
            one.events.append(event)
        for clock in body.get("clocks", ()):
            one.clocks[clock["clock"], clock.get("about", ""), clock["generation"]] = clock
    return [one for one in known.values() if one.detected < as_of]


@dataclass
class Recount:
    """The figures of one span."""

    rows: dict[str, list[Any]]
    begin: datetime
    as_of: datetime

    def __post_init__(self) -> None:
        self.all = lives(self.rows, self.as_of)
        self.real = [one for one in self.all if one.real]
        self.new = [one for one in self.real if one.detected >= self.begin]
        self.acts = [(one, e) for one in self.real for e in one.events if e["at"] >= self.begin]

    def inside(self, raw: Any) -> bool:
        """Does it fall into the span?"""
        return raw is not None and self.begin <= when(raw) < self.as_of

    def turned(self, status: str) -> list[Any]:
        """Acts that brought an incident there."""
        return [e for _, e in self.acts if e["new"].get("status") == status]

    def flow(self) -> dict[str, Any]:
        """Counts."""
        days, closed = defaultdict(lambda: [0, 0]), self.turned("closed")
        for one in self.new:
            days[one.detected.astimezone(ZONE).date()][0] += 1
        for e in closed:
            days[e["at"].astimezone(ZONE).date()][1] += 1
        return {
            "new": len(self.new),
            "carried": sum(self._open_before(one) for one in self.real),
            "closed": len(closed),
            "invalid": len(self.turned("invalid")),
            "transferred": len(self.turned("transferred")),
            "reopened": sum("reopened" in e["new"] for _, e in self.acts),
            "drills": sum(bool(one["drill"]) and one.detected >= self.begin for one in self.all),
            "merged": sum(
                one["status"] == "merged" and self.inside(one["merged_at"]) for one in self.all if not one["drill"]
            ),
            "levels": Counter(one["severity"] for one in self.new),
            "categories": Counter(one["category"] or "" for one in self.new),
            "days": {day: tuple(pair) for day, pair in days.items()},
            "night": sum(self._night(one) for one in self.new),
        }

    def _open_before(self, one: Life) -> bool:
        earlier = [e["new"]["status"] for e in one.events if e["at"] < self.begin and "status" in e["new"]]
        return one.detected < self.begin and (earlier or ["suspected"])[-1] in OPEN

    def _night(self, one: Life) -> bool:
        return not 7 <= one.detected.astimezone(ZONE).hour < 22

    def _timed(self, length: Any, pairs: list[tuple[Any, Any]]) -> tuple[Any, ...]:
        ended = [length(a, b) for a, b in pairs if b is not None and b >= self.begin]
        return spread(ended, [length(a, self.as_of) for a, b in pairs if b is None])

    def _runs(self, clock: str) -> list[tuple[Any, Any, Any]]:
        """Of a clock: its key, when it began, and when it was met or None while it runs."""
        found = []
        for one in self.real:
            for (name, about, number), run in one.clocks.items():
                if name == clock and run["state"] in ("met", "running"):
                    end = when(run["ended_at"]) if run["state"] == "met" else None
                    found.append(((one.ident, about, number), when(run["started_at"]), end))
        return found

    def times(self) -> dict[str, Any]:
        """Every span of time."""
        claims = [(a, b) for key, a, b in self._runs("claim") if key[2] == 1]
        asked: dict[Any, datetime] = {}
        for one in self.real:
            for (name, about, _), run in one.clocks.items():
                if name == "approval":
                    begun = when(run["started_at"])
                    asked[one.ident, about] = min(begun, asked.get((one.ident, about), begun))
        known = [wall(when(one["published_at"]), one.detected) for one in self.new if one["published_at"]]
        return {
            "claim": self._timed(wall, claims),
            "claim_working": self._timed(working, claims),
            "lag": spread([max(0.0, one) for one in known], []),
            "accept": self._timed(working, [(a, b) for _, a, b in self._runs("accept")]),
            "response": self._timed(working, [(a, b) for _, a, b in self._runs("first_response")]),
            "final": self._timed(wall, [(a, b) for _, a, b in self._runs("final")]),
            "approval": self._timed(wall, [(asked[key[:2]], b) for key, _, b in self._runs("approval")]),
            "verify": self._timed(wall, [pair for one in self.real for pair in self._verified(one)]),
        }

    def _verified(self, one: Life) -> list[tuple[Any, Any]]:
        rounds: list[list[Any]] = [[None, None]]
        for e in one.events:
            if "reopened" in e["new"]:
                rounds.append([e["at"], None])
            if e["new"].get("owner") and rounds[-1][0] is None:
                rounds[-1][0] = e["at"]
            if e["new"].get("verdict", "unverified") != "unverified" and rounds[-1][0]:
                rounds[-1][1] = e["at"]
        waits = one.open and one["owner"] and one["verdict"] == "unverified"
        return [(a, b) for a, b in rounds[:-1] if a and b] + [(a, b) for a, b in rounds[-1:] if a and (b or waits)]
