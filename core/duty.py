"""Who is on duty (值班): by date, else by rotation. Without a roster everybody is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.texts import N_


class Shift(StrEnum):
    """What one is on duty as."""

    #: 值班员
    DUTY = "duty"
    #: 带班领导
    LEAD = "lead"


#: one shift of one date
Slot = tuple[Shift, date]

SHIFT_LABELS = {Shift.DUTY: N_("值班"), Shift.LEAD: N_("带班")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """These people in turn, each for so many days, the first of them from `since` on."""

    people: tuple[int, ...]
    since: date
    days: int = 1

    def on(self, day: date) -> int | None:
        """Whose turn that day is; None before it began, or where it names nobody."""
        gone = (day - self.since).days
        return self.people[gone // self.days % len(self.people)] if self.people and gone >= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPeriod:
    """重点时段: both days included; watched more often, and day and night alike."""

    name: str
    begin: date
    end: date
    #: intervals between two looks, and the figures of grading, are multiplied by these meanwhile
    interval_factor: float = 0.5
    threshold_factor: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """值班表. A date of its own wins over the rotation; a shift begins at `handover` and lasts until the next."""

    rotations: Mapping[Shift, Rotation] = field(default_factory=dict)
    dates: Mapping[Slot, int] = field(default_factory=dict)
    handover: time = time(8, 30)

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """The shifts that somebody was ever named for; none = there is no roster."""
        dated = {shift for shift, _ in self.dates}
        return tuple(one for one in Shift if one in dated or (one in self.rotations and self.rotations[one].people))

    def day_of(self, instant: datetime, zone: ZoneInfo) -> date:
        """The date of the shift that the instant belongs to: before the handover it is still yesterday's."""
        local = instant.astimezone(zone)
        return local.date() if local.time() >= self.handover else local.date() - timedelta(days=1)

    def on(self, shift: Shift, day: date) -> int | None:
        """Who has the shift of that date, None where nobody was named."""
        if (shift, day) in self.dates:
            return self.dates[shift, day]
        rotation = self.rotations.get(shift)
        return rotation.on(day) if rotation else None

    def begins(self, day: date, zone: ZoneInfo) -> datetime:
        """When the shift of that date begins; it ends when the next one does."""
        return datetime.combine(day, self.handover, tzinfo=zone)

    def coming(self, person: int, now: datetime, zone: ZoneInfo, *, days: int = 60) -> tuple[Slot, ...]:
        """The person's shifts of the next days that have not begun, the next one first."""
        today = self.day_of(now, zone)
        ahead = [today + timedelta(days=number) for number in range(1, days + 1)]
        return tuple((shift, day) for day in ahead for shift in self.shifts if self.on(shift, day) == person)

    def behind(self, shift: Shift, day: date, *, days: int = 14) -> Mapping[Slot, int]:
        """Who had the last shifts before that date by rotation alone: a new rotation must not rewrite them."""
        before = [(shift, day - timedelta(days=number)) for number in range(1, days + 1)]
        had = {slot: self.on(*slot) for slot in before if slot not in self.dates}
        return {slot: person for slot, person in had.items() if person is not None}
