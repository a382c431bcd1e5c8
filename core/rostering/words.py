"""Dates, shifts and people of the roster, as they are read."""

from collections.abc import Iterable
from datetime import date

from core.duty import SHIFT_LABELS, Shift, Slot
from core.people import Member, Role
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message, several

#: UTF-16 units of a name in a line, and people that an error names
NAME, NAMED = 20, 12
#: what whoever has the shift must be
ROLES = {Shift.DUTY: Role.MEMBER, Shift.LEAD: Role.LEAD}
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def day_of_week(day: date) -> Message:
    """11-21 周六."""
    return Message(N_("{date} {weekday}"), {"date": day.strftime("%m-%d"), "weekday": Message(WEEKDAYS[day.weekday()])})


def slot_named(slot: Slot) -> Message:
    """11-21 周六 值班."""
    shift, day = slot
    return Message(N_("{day} {shift}"), {"day": day_of_week(day), "shift": Message(SHIFT_LABELS[shift])})


def who(policy: Policy, person: int | None) -> str:
    """The name, a dash for nobody."""
    return shown(policy.name(person), NAME)


def serves(policy: Policy, shift: Shift, person: int | None) -> bool:
    """Is it somebody who has not left, and who may have the shift?"""
    actor = policy.actor(person) if person is not None else None
    return actor is not None and actor.may(ROLES[shift])


def fit(policy: Policy, shift: Shift) -> tuple[Member, ...]:
    """Who may have the shift: those whose turn it is in the rotation first, then the others by name."""
    able = policy.holders(ROLES[shift])
    rotation = policy.roster.rotations.get(shift)
    turns = rotation.people if rotation else ()
    return tuple(sorted(able, key=lambda m: (turns.index(m.id) if m.id in turns else len(turns), m.name)))


def names(people: Iterable[Member]) -> Message:
    """As many names as an error can hold."""
    listed = [shown(one.name, NAME) for one in people]
    return several([*listed[:NAMED], "…"] if len(listed) > NAMED else listed)
