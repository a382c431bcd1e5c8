"""How a rule has done (规则指标): what it hit, and how much of what it opened was a false alarm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from core.incident import Incident, Status, Verdict
from core.marks import FALSE
from core.rules.limits import RuleLimits

#: over how long hits and alarms are counted
SPAN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of the last 30 days; `week` and `held` of the last seven."""

    hits: int = 0
    week: int = 0
    #: posts for which it opened no card because its day had its number (上限)
    held: int = 0
    #: incidents that it opened and people have decided, and those of them that were no issue
    decided: int = 0
    false: int = 0

    def share(self, limits: RuleLimits) -> float | None:
        """误报率 from 0 to 1, None where too few were decided."""
        return self.false / self.decided if self.decided >= limits.decided else None


def is_false(incident: Incident) -> bool | None:
    """Was it a false alarm? None while nobody has decided."""
    if incident.status is Status.INVALID:
        return incident.invalid_reason in FALSE
    decided = incident.status is Status.CLOSED or incident.verdict is not Verdict.UNVERIFIED
    return False if decided else None


def is_true(incident: Incident) -> bool:
    """Did somebody find out that it is a matter of ours, whatever is true of it?"""
    return incident.status is not Status.INVALID and incident.verdict is not Verdict.UNVERIFIED


def alarms(incidents: Iterable[tuple[Incident, int]]) -> Mapping[str, tuple[int, int]]:
    """By rule: incidents decided, and those of them that were no issue. What people reported is no rule's doing.

    Each incident stands for so many that are alike.
    """
    found: dict[str, tuple[int, int]] = {}
    for one, count in incidents:
        wrong = is_false(one)
        if wrong is None or one.reported_by is not None or not one.topic:
            continue
        decided, false = found.get(one.topic, (0, 0))
        found[one.topic] = decided + count, false + wrong * count
    return found
