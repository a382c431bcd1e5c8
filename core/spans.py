"""How long each clock runs (时限): every figure a setting. The State Council's figures are the upper ends."""

from dataclasses import dataclass
from datetime import time, timedelta

from core.severity import Severity
from core.timer import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Lengths of time; `instruct`, `final` and `final_longest` are working days."""

    claim: timedelta = timedelta(minutes=15)
    claim_night: timedelta = timedelta(minutes=30)
    #: how long an owner may stay silent; after twice that anybody may take over
    lease: timedelta = timedelta(hours=4)
    verify: timedelta = timedelta(hours=2)
    verify_major: timedelta = timedelta(hours=1)
    report_up_major: timedelta = timedelta(hours=4)
    report_up_extreme: timedelta = timedelta(hours=2)
    accept: timedelta = timedelta(hours=2)
    accept_major: timedelta = timedelta(minutes=30)
    first_response: timedelta = timedelta(hours=3)
    authoritative: timedelta = timedelta(hours=5)
    briefing: timedelta = timedelta(hours=24)
    ceiling: timedelta = timedelta(hours=48)
    instruct: int = 3
    final: int = 5
    final_longest: int = 10
    #: what is asked after this is answered by `same_day_until` of the next working day
    same_day_from: time = time(16, 30)
    same_day_until: time = time(12)
    #: from one step of an escalation to the next
    step: timedelta = timedelta(minutes=30)
    #: what was missed at night is told then
    morning: time = time(7, 30)

    def of(self, clock: Clock, severity: Severity) -> timedelta:
        """How long the clock runs at this level; KeyError for clocks that run to a date."""
        major = severity >= Severity.MAJOR
        return {
            Clock.CLAIM: self.claim,
            Clock.LEASE: self.lease,
            Clock.VERIFY: self.verify_major if major else self.verify,
            Clock.REPORT_UP: self.report_up_extreme if severity is Severity.EXTREME else self.report_up_major,
            Clock.ACCEPT: self.accept_major if major else self.accept,
            Clock.FIRST_RESPONSE: self.first_response,
            Clock.AUTHORITATIVE: self.authoritative,
            Clock.BRIEFING: self.briefing,
            Clock.CEILING: self.ceiling,
        }[clock]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way to a signature at one level: stages one after the other, any one of the named decides a stage.

    A name is a role, "head@department" for the head of the department that handles it, or a person's name.
    """

    stages: tuple[tuple[str, ...], ...]
    standin: tuple[str, ...] = ("lead",)
    timebox: timedelta = timedelta(minutes=30)


_QUICK = timedelta(minutes=15)
ROUTES: dict[Severity, Route] = {
    Severity.GENERAL: Route(stages=(("head@department", "lead"),)),
    Severity.SIGNIFICANT: Route(stages=(("head@department",), ("approver",))),
    Severity.MAJOR: Route(stages=(("head@department",), ("approver",), ("chief",)), timebox=_QUICK),
    Severity.EXTREME: Route(stages=(("approver",), ("chief",)), timebox=_QUICK),
}
