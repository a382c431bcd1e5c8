"""An activity made ready for counting: what is in the figures, what every incident went through, what was undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.digest.facts import Act, Activity, Run
from core.incident import OPEN, Incident, Status, Verdict
from core.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the counts of one period share. `incidents`: drills and merged children are not among them."""

    activity: Activity
    policy: Policy
    begin: datetime
    as_of: datetime
    incidents: Mapping[int, Incident]
    #: of these incidents up to `as_of`, without what was taken back (撤销)
    acts: Mapping[int, tuple[Act, ...]]
    #: the acts of the period, each with its incident
    happened: tuple[tuple[Incident, Act], ...]
    runs: tuple[Run, ...]

    def within(self, instant: datetime | None) -> bool:
        """Does it fall into the period?"""
        return instant is not None and self.begin <= instant < self.as_of

    def found(self) -> tuple[Incident, ...]:
        """Detected in the period."""
        return tuple(one for one in self.incidents.values() if self.within(one.detected_at))

    def to_status(self, status: Status) -> list[tuple[Incident, Act]]:
        """The acts of the period that brought an incident there."""
        return [(one, act) for one, act in self.happened if act.new.get("status") == status.value]

    def judged(self) -> dict[int, Act]:
        """By incident the newest verdict of the period, of those that have one at its end."""
        given: dict[int, Act] = {}
        for one, act in self.happened:
            if one.verdict is not Verdict.UNVERIFIED and is_verdict(act):
                given[one.id] = act
        return given

    def was_open(self, incident: Incident) -> bool:
        """Was it open when the period began?"""
        if incident.detected_at >= self.begin:
            return False
        before = (act for act in self.acts[incident.id] if act.at < self.begin and "status" in act.new)
        status = Status.SUSPECTED.value
        for act in before:
            status = str(act.new["status"])
        return Status(status) in OPEN


def ground(activity: Activity, policy: Policy) -> Ground:
    """Leave out drills, merged children and what came later."""
    begin, _ = activity.period.bounds(policy.figures.timezone)
    counted = {
        one.id: one
        for one in activity.incidents
        if not one.drill and one.status is not Status.MERGED and one.detected_at < activity.as_of
    }
    by_incident: dict[int, list[Act]] = {ident: [] for ident in counted}
    for act in activity.acts:
        if act.incident in by_incident and act.at < activity.as_of:
            by_incident[act.incident].append(act)
    acts = {ident: tuple(standing(mine)) for ident, mine in by_incident.items()}
    return Ground(
        activity=activity,
        policy=policy,
        begin=begin,
        as_of=activity.as_of,
        incidents=counted,
        acts=acts,
        happened=tuple((counted[ident], act) for ident, mine in acts.items() for act in mine if act.at >= begin),
        runs=tuple(run for run in activity.runs if run.incident in counted),
    )


def standing(acts: Iterable[Act]) -> list[Act]:
    """Without those that were taken back, and without the taking back."""
    kept: list[Act] = []
    for act in acts:
        if act.type != "undo":
            kept.append(act)
            continue
        undone = act.new.get("undone")
        place = next((at for at in reversed(range(len(kept))) if kept[at].type == undone), None)
        if place is not None:
            del kept[place]
    return kept


def is_verdict(act: Act) -> bool:
    """Does it say what was found out? Reopening takes the verdict away."""
    return act.new.get("verdict") not in (None, Verdict.UNVERIFIED.value)
