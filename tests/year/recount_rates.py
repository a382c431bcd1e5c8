"""The other half of the second counting: rates, what waits, and what stands around the incidents."""

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

from tests.year.recount import APART, FALSE, OPEN, RESPONSE, SIGNED, ZONE, Life, Recount, when


class Rates(Recount):
    """Parts of a whole are pairs."""

    def clocks(self) -> dict[str, Any]:
        """Who was in time."""
        by_clock, by_unit, apart, waived = defaultdict(list), defaultdict(list), 0, set()
        for one in self.real:
            for (clock, _, _), run in one.clocks.items():
                ended = when(run.get("ended_at"))
                if run["state"] == "waived" and self.inside(ended):
                    waived.add((one.ident, ended))
                met = self._met(run)
                if met is None or clock == "lease":
                    continue
                if run.get("overdue"):
                    apart += 1
                    continue
                by_clock[clock].append(met)
                if clock in RESPONSE | {"accept"} and one["department"]:
                    by_unit[one["department"]].append(met)
        answers = [met for clock in RESPONSE for met in by_clock[clock]]
        return {
            "on_time": (sum(answers), len(answers)),
            "clocks": {clock: (sum(found), len(found)) for clock, found in by_clock.items() if found},
            "departments": {name: (sum(found), len(found)) for name, found in by_unit.items()},
            "overdue_apart": apart,
            "waived": len(waived),
        }

    def _met(self, run: dict[str, Any]) -> bool | None:
        due, ended, state = when(run["due_at"]), when(run.get("ended_at")), run["state"]
        if state in APART:
            return None
        if state == "met" and ended <= due:
            return True if self.inside(ended) else None
        if state == "ended" and ended <= due:
            return None
        return False if self.inside(due) else None

    def answers(self) -> dict[str, Any]:
        """Acts of departments and approvers."""
        kinds = Counter(e["type"] for _, e in self.acts)
        solo = {
            (one.ident, e["notes"]["statement"])
            for one, e in self.acts
            if e["type"] == "approve" and e["notes"]["solo"]
        }
        passed = [(one.ident, e) for one in self.all if not one["drill"] for e in one.events if e["type"] == "bypass"]
        return {
            "bounces": kinds["bounce"],
            "extended": kinds["extend"],
            "returned": kinds["return"],
            "published": kinds["publish"],
            "solo": len(solo),
            "bypasses": {(i, e["notes"]["statement"], e["by"], e["reason"]) for i, e in passed if self.inside(e["at"])},
        }

    def judged(self) -> dict[str, Any]:
        """Verdicts and alarms."""
        verified, decided, changed = {}, {}, set()
        for one in self.real:
            before = None
            for e in one.events:
                verdict, status = e["new"].get("verdict"), e["new"].get("status")
                before = None if "reopened" in e["new"] else before
                given = verdict not in (None, "unverified")
                if self.inside(e["at"]):
                    if given and one["verdict"] != "unverified":
                        verified[one.ident] = one
                    if given or status in ("closed", "invalid"):
                        decided[one.ident] = one
                    if given and before not in (None, verdict):
                        changed.add(one.ident)
                before = verdict if given else before
        true = [one for one in verified.values() if one["verdict"] in ("true", "partly")]
        alarms = [(one, self._false(one)) for one in decided.values() if not one["reported_by"]]
        return {
            "lag_unknown": (sum(not one["published_at"] for one in self.new), len(self.new)),
            "rejudged": (len(changed & verified.keys()), len(verified)),
            "rumours": (sum(one["verdict"] == "false" for one in verified.values()), len(verified)),
            "missed": (sum(bool(one["reported_by"]) for one in true), len(true)),
            "false_alarms": (sum(false for _, false in alarms), len(alarms)),
            "false_by_rule": self._worst("topic", alarms),
            "false_by_source": self._worst("source", alarms),
        }

    def _false(self, one: Life) -> bool:
        marks = [e for e in one.events if e["new"].get("status") == "invalid"]
        return one["status"] == "invalid" and marks[-1]["at"] >= self.begin and marks[-1]["reason"] in FALSE

    def _worst(self, name: str, alarms: list[tuple[Life, bool]]) -> list[tuple[str, int, int]]:
        part, whole = Counter(one[name] for one, false in alarms if false), Counter(one[name] for one, _ in alarms)
        found = [(label, count, whole[label]) for label, count in part.items() if label]
        return sorted(found, key=lambda f: (-f[1], f[2], f[0]))[:3]

    def standing(self, following: int) -> dict[str, Any]:
        """What waits; `following` days come after the span."""
        still, late = [one for one in self.real if one.open], []
        for one in self.real:
            for (clock, about, _), run in one.clocks.items():
                if run["state"] == "running" and when(run["due_at"]) < self.as_of:
                    late.append((when(run["due_at"]), one.ident, "" if clock == "lease" else clock, about))
        today = self.as_of.astimezone(ZONE).date()
        due = [when_day(p["due"]) for one in self.real for p in one["promises"] or () if p["state"] != "kept"]
        return {
            "open": Counter(_phase(one) for one in still),
            "oldest": min(((one.detected, one.ident) for one in still), default=None),
            "snoozed": sum(bool(one["snoozed_until"]) and when(one["snoozed_until"]) > self.as_of for one in still),
            "untouched": sum(clock == "" for _, _, clock, _ in late),
            "late": sorted(
                (at, ident, clock, int(about[1:]) if clock == "promise" else 0) for at, ident, clock, about in late
            ),
            "promises": len(due),
            "promises_due": sum(today <= day < today + timedelta(days=following) for day in due),
            "promises_late": sum(day < today for day in due),
        }

    def around(self) -> dict[str, Any]:
        """Posts, sources, people, messages."""
        seen = [one for one in self.rows["posts"] if self.inside(one["seen_at"])]
        posts = [one for one in seen if one["voice"] != "own"]
        quiet = [one for one in posts if one["incident"] is None]
        praise = [one for one in quiet if one["voice"] == "praise"]
        said = [
            o
            for o in self.rows["outbox"]
            if self.inside(o["created_at"]) and o["kind"] not in ("edit", "delete", "left")
        ]
        blind: dict[str, float] = defaultdict(float)
        for one in self.rows["outages"]:
            a, b = max(when(one["began_at"]), self.begin), min(when(one["ended_at"]) or self.as_of, self.as_of)
            if a < b:
                blind[one["name"]] += (b - a).total_seconds() / 3600
        taken: dict[int, set[int]] = defaultdict(set)
        for one, e in self.acts:
            if e["by"] and e["new"].get("owner") == e["by"]:
                taken[e["by"]].add(one.ident)
        owned = Counter(one["owner"] for one in self.real if one.open and one["owner"])
        night = {one.ident for one in self.real if self._night(one)}
        return {
            "mentions": len(quiet),
            "positive": sum(one["tone"] == 1 for one in quiet),
            "praised": len(praise),
            "best": [(one["title"], one["name"]) for one in praise if one["duplicate_of"] is None][:2],
            "own": len(seen) - len(posts),
            "posts": len(posts) - len(quiet),
            "joined": len({one["incident"] for one in posts} - {None}),
            "blind": dict(blind),
            "burdens": {p: (len(taken[p]), owned[p], len(taken[p] & night)) for p in taken.keys() | owned.keys()},
            "sent": sum(one["state"] == "sent" for one in said),
            "failed": sum(one["state"] == "failed" for one in said),
        }


def when_day(raw: str) -> Any:
    """A day as rows keep it."""
    return when(raw).date()


def _phase(one: Life) -> str:
    status = one["status"]
    signed = any(s["stand"] in SIGNED for s in one["statements"] or ())
    if signed and (status in ("handling", "following") or (status == "claimed" and one["verdict"] != "unverified")):
        return "to_publish"
    if status == "claimed" and one["verdict"] != "unverified":
        return "verified"
    assert status in OPEN
    return str(status)
