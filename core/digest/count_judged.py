"""What was found out (核实、误报、漏报), and what was stored without an alarm."""

from typing import Any

from core.digest.ground import Ground, is_verdict
from core.digest.measures import by_name, rate, worst
from core.incident import Incident, Status, Verdict
from core.marks import FALSE

_TRUE = frozenset({Verdict.TRUE, Verdict.PARTLY})


def judged(ground: Ground) -> dict[str, Any]:
    """Rates of verdicts and of alarms."""
    new, verdicts = ground.found(), ground.judged()
    verified = [ground.incidents[ident] for ident in verdicts]
    true = [one for one in verified if one.verdict in _TRUE]
    # found by a rule, and decided one way or the other
    alarms = [one for one in _decided(ground).values() if one.reported_by is None]
    return {
        "lag_unknown": rate(one.published_at is None for one in new),
        "rejudged": rate(_changed(ground, ident) for ident in verdicts),
        "rumours": rate(one.verdict is Verdict.FALSE for one in verified),
        "missed": rate(one.reported_by is not None for one in true),
        "false_alarms": rate(_false(ground, one) for one in alarms),
        "false_by_rule": worst(by_name((one.topic, _false(ground, one)) for one in alarms)),
        "false_by_source": worst(by_name((one.source, _false(ground, one)) for one in alarms)),
    }


def mentions(ground: Ground) -> dict[str, Any]:
    """提及, 正面, 正面报道, 官方账号, 归并."""
    posts = ground.activity.posts
    return {
        "mentions": sum(day.quiet for day in posts),
        "positive": sum(day.positive for day in posts),
        "praised": sum(day.praise for day in posts),
        "best": ground.activity.praise,
        "own": sum(day.own for day in posts),
        "posts": sum(day.stored - day.quiet for day in posts),
        "joined": ground.activity.joined,
    }


def _decided(ground: Ground) -> dict[int, Incident]:
    """Closed, judged or marked invalid in the period, each once."""
    ends = {Status.CLOSED.value, Status.INVALID.value}
    return {one.id: one for one, act in ground.happened if act.new.get("status") in ends or is_verdict(act)}


def _false(ground: Ground, incident: Incident) -> bool:
    """Does it stand as marked invalid in the period, for a reason that blames the rule?"""
    if incident.status is not Status.INVALID:
        return False
    marks = [act for act in ground.acts[incident.id] if act.new.get("status") == Status.INVALID.value]
    if not marks or not ground.within(marks[-1].at):
        return False
    return (marks[-1].new.get("reason") or incident.invalid_reason) in FALSE


def _changed(ground: Ground, ident: int) -> bool:
    """改判: a verdict of the period took the place of another one of the same round."""
    before, changed = "", False
    for act in ground.acts[ident]:
        if "reopened" in act.new:
            before = ""
        if is_verdict(act):
            changed = changed or (ground.within(act.at) and before not in ("", act.new["verdict"]))
            before = str(act.new["verdict"])
    return changed
