"""Who was in time (及时率): met ÷ (met + missed + running past due), each run decided once."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from core.clocks.running import RESPONSE
from core.digest.facts import Run
from core.digest.figures import Bypass, Named, Rate
from core.digest.ground import Ground
from core.digest.measures import by_name, rate
from core.incident import Incident
from core.timer import UNDECIDED, Clock, TimerState


def decided_at(run: Run, as_of: datetime) -> tuple[datetime, bool] | None:
    """When the run was decided before `as_of`, and whether in time; None while it is not, or where nothing was."""
    ended = run.ended_at if run.ended_at is not None and run.ended_at < as_of else None
    if ended is not None and run.state in UNDECIDED:
        return None
    if ended is not None and ended <= run.due_at:
        return (ended, True) if run.state is TimerState.MET else None
    return (run.due_at, False) if run.due_at < as_of else None


def clocks(ground: Ground) -> dict[str, Any]:
    """Every rate of the clocks, and what is counted apart."""
    decided = list(_decided(ground))
    counted = [(run, met) for run, met in decided if not run.overdue]
    by_clock: dict[Clock, list[bool]] = {clock: [] for clock in Clock}
    for run, met in counted:
        by_clock[run.clock].append(met)
    units = {one.id: one.department for one in ground.incidents.values()}
    theirs = ((units[run.incident], met) for run, met in counted if run.clock in RESPONSE | {Clock.ACCEPT})
    return {
        "on_time": rate(met for clock in RESPONSE for met in by_clock[clock]),
        "clocks": tuple((clock, rate(met)) for clock, met in by_clock.items() if met),
        "departments": _departments(by_name(theirs)),
        "overdue_apart": len(decided) - len(counted),
        "waived": len({(run.incident, run.ended_at) for run in ground.runs if _waived(ground, run)}),
    }


def _decided(ground: Ground) -> Iterator[tuple[Run, bool]]:
    for run in ground.runs:
        # a lease begins anew in its row with every act: how often it ran out is not known, only who lets it lie now
        if run.clock is Clock.LEASE:
            continue
        found = decided_at(run, ground.as_of)
        if found is not None and found[0] >= ground.begin:
            yield run, found[1]


def _waived(ground: Ground, run: Run) -> bool:
    return run.state is TimerState.WAIVED and ground.within(run.ended_at)


def _departments(rates: Mapping[str, Rate]) -> tuple[Named, ...]:
    """The worst share first: it is read from above."""
    named = (Named(name=name, rate=one) for name, one in rates.items())
    return tuple(sorted(named, key=lambda one: (one.rate.share or 0.0, -one.rate.whole, one.name)))


def answers(ground: Ground) -> dict[str, Any]:
    """What departments and approvers did: sent back, extended, signed past the stages, published."""
    happened = ground.happened

    def count(kind: str) -> int:
        return sum(act.type == kind for _, act in happened)

    solo = {
        (one.id, act.new.get("statement")) for one, act in happened if act.type == "approve" and act.new.get("solo")
    }
    return {
        "bounces": count("bounce"),
        "extended": count("extend"),
        "returned": count("return"),
        "published": count("publish"),
        "solo": len(solo),
        "bypasses": _bypasses(ground),
    }


def _bypasses(ground: Ground) -> tuple[Bypass, ...]:
    """特批签发: of merged children too, for it is always shown."""
    real = {one.id: one for one in ground.activity.incidents if not one.drill}
    acts = (act for act in ground.activity.acts if act.type == "bypass" and ground.within(act.at))
    return tuple(
        Bypass(
            incident=act.incident,
            statement=_number(act.new.get("statement")),
            by=act.person,
            reason=str(act.new.get("reason") or _reason(real[act.incident], _number(act.new.get("statement")))),
        )
        for act in acts
        if act.incident in real
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _reason(incident: Incident, number: int) -> str:
    return next((one.bypass for one in incident.statements if one.number == number), "")
