"""Who is called by a step: the role's people, and who takes their place where there is nobody (lifecycle §4)."""

from datetime import datetime

from core.clocks.table import Whom
from core.duty import Shift
from core.incident import Incident
from core.people import Member, Role
from core.policy import Policy
from core.timer import Clock, Timer

#: more are not named: then it is everybody's matter, and the group hears it
MOST = 6


def called_by(
    whom: tuple[Whom, ...], incident: Incident, timer: Timer, policy: Policy, now: datetime
) -> tuple[int, ...]:
    """The people of these places, each once; nobody where everybody is on duty."""
    found = (person for one in whom for person in _people(one, incident, timer, policy, now))
    return tuple(dict.fromkeys(found))


def _people(whom: Whom, incident: Incident, timer: Timer, policy: Policy, now: datetime) -> tuple[int, ...]:
    if whom is Whom.DUTY:
        return _on_duty(Shift.DUTY, policy, now)
    if whom is Whom.LEAD:
        return _leads(policy, now)
    if whom is Whom.CHIEF:
        return _ids(policy.holders(Role.CHIEF)) or _leads(policy, now)
    if whom is Whom.OWNER:
        owner = _owner(incident, timer)
        there = owner is not None and policy.actor(owner) is not None
        return (owner,) if there and owner is not None else _on_duty(Shift.DUTY, policy, now) or _leads(policy, now)
    if whom is Whom.STANDIN:
        return ()
    return _department(whom, incident, timer, policy, now)


def _department(whom: Whom, incident: Incident, timer: Timer, policy: Policy, now: datetime) -> tuple[int, ...]:
    name = _unit(incident, timer)
    people = policy.contacts(name) if name else ()
    if whom is Whom.HEAD:
        people = tuple(one for one in people if one.head) or people
    elif incident.handler in [one.id for one in people]:
        people = tuple(one for one in people if one.id in (incident.handler, incident.appointed))
    if not people and not name and whom is Whom.DEPARTMENT:
        return _people(Whom.OWNER, incident, timer, policy, now)
    return _ids(people) or _leads(policy, now) or _ids(policy.holders(Role.CHIEF))


def unit_of(whom: tuple[Whom, ...], incident: Incident, timer: Timer) -> str:
    """The department that the step calls, "" where it calls none."""
    return _unit(incident, timer) if {Whom.DEPARTMENT, Whom.HEAD} & set(whom) else ""


def _unit(incident: Incident, timer: Timer) -> str:
    if timer.clock is Clock.PROMISE:
        named = next((one.department for one in incident.promises if timer.about == f"p{one.number}"), "")
        return named or incident.department
    return incident.department


def _owner(incident: Incident, timer: Timer) -> int | None:
    if timer.clock is Clock.PROMISE:
        return next((one.owner for one in incident.promises if timer.about == f"p{one.number}"), incident.owner)
    return incident.owner


def _on_duty(shift: Shift, policy: Policy, now: datetime) -> tuple[int, ...]:
    people = policy.on_duty(shift, now)
    return _ids(people) if len(people) <= MOST and policy.is_rostered(shift, now) else ()


def _leads(policy: Policy, now: datetime) -> tuple[int, ...]:
    return _ids(policy.on_duty(Shift.LEAD, now)[:MOST])


def _ids(people: tuple[Member, ...]) -> tuple[int, ...]:
    return tuple(one.id for one in people[:MOST])
