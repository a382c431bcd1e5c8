"""What came, went and stayed in a period (新增、办结、结转)."""

from collections import Counter
from typing import Any

from core.digest.figures import Day
from core.digest.ground import Ground
from core.dossier import Category
from core.incident import Incident, Status
from core.severity import Severity


def flow(ground: Ground) -> dict[str, Any]:
    """Counts of incidents, and of the acts that moved them."""
    new = ground.found()
    closed = ground.to_status(Status.CLOSED)
    levels, kinds = Counter(one.severity for one in new), Counter(one.category for one in new)
    return {
        "new": len(new),
        "carried": sum(ground.was_open(one) for one in ground.incidents.values()),
        "closed": len(closed),
        "invalid": len(ground.to_status(Status.INVALID)),
        "transferred": len(ground.to_status(Status.TRANSFERRED)),
        "reopened": sum("reopened" in act.new for _, act in ground.happened),
        "drills": sum(one.drill and _is_found(ground, one) for one in ground.activity.incidents),
        "merged": _merged(ground),
        "levels": tuple((level, levels[level]) for level in reversed(Severity) if levels[level]),
        "categories": tuple((kind, kinds[kind]) for kind in Category if kinds[kind]),
        "days": _days(ground, new, [act.at for _, act in closed]),
    }


def _is_found(ground: Ground, incident: Incident) -> bool:
    return ground.within(incident.detected_at)


def _merged(ground: Ground) -> int:
    """Those that went up in another one in the period, and are still there."""
    children = (one for one in ground.activity.incidents if one.status is Status.MERGED and not one.drill)
    return sum(ground.within(one.merged_at) for one in children)


def _days(ground: Ground, new: tuple[Incident, ...], closed: list[Any]) -> tuple[Day, ...]:
    came = Counter(ground.policy.local(one.detected_at).date() for one in new)
    went = Counter(ground.policy.local(at).date() for at in closed)
    return tuple(Day(day=day, new=came[day], closed=went[day]) for day in ground.activity.period.days)
