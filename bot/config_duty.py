"""[roster] and [[key_periods]] of config.toml: who is on duty, and when more is watched."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from bot.config_values import ConfigError, Strict, moment
from core.duty import KeyPeriod, Roster, Rotation, Shift
from core.people import Member
from core.texts import N_

#: a name of [[members]], or the Telegram id where two have the same name
Person = str | int
People = Annotated[tuple[Person, ...], Meta(max_length=200)]
#: nothing becomes slower or duller in a key period
Factor = Annotated[float, Meta(ge=0.1, le=1)]


class RosterDateTable(Strict, frozen=True, kw_only=True):
    """[[roster.dates]]: one day that is not as the rotation has it."""

    date: datetime.date
    duty: Person | None = None
    lead: Person | None = None


class RosterTable(Strict, frozen=True, kw_only=True):
    """[roster]"""

    handover: str = "08:30"
    duty: People = ()
    lead: People = ()
    since: datetime.date | None = None
    every: Annotated[int, Meta(ge=1, le=366)] = 1
    dates: tuple[RosterDateTable, ...] = ()


class KeyPeriodTable(Strict, frozen=True, kw_only=True):
    """[[key_periods]]"""

    name: Annotated[str, Meta(pattern=r"\S", max_length=40)]
    begin: datetime.date
    end: datetime.date
    interval_factor: Factor = 0.5
    threshold_factor: Factor = 0.5


def checked_roster(path: Path, table: RosterTable | None, people: Sequence[Member]) -> Roster | None:
    """The roster, None where the file has none; ConfigError names who is not in [[members]]."""
    if table is None:
        return None
    return Roster(
        rotations=dict(_rotations(path, table, people)),
        dates=_dates(path, table.dates, people),
        handover=moment(path, "roster.handover", table.handover),
    )


def _rotations(path: Path, table: RosterTable, people: Sequence[Member]) -> Iterator[tuple[Shift, Rotation]]:
    for shift, named in ((Shift.DUTY, table.duty), (Shift.LEAD, table.lead)):
        if not named:
            continue
        if table.since is None:
            raise ConfigError(N_("{path}：roster.{shift} 要从哪天轮起？请填写 roster.since"), path=path, shift=shift)
        turns = tuple(_ident(path, f"roster.{shift}", one, people) for one in named)
        yield shift, Rotation(people=turns, since=table.since, days=table.every)


def _dates(
    path: Path, tables: Sequence[RosterDateTable], people: Sequence[Member]
) -> Mapping[tuple[Shift, datetime.date], int]:
    found: dict[tuple[Shift, datetime.date], int] = {}
    for one in tables:
        for shift, person in ((Shift.DUTY, one.duty), (Shift.LEAD, one.lead)):
            if person is None:
                continue
            if (shift, one.date) in found:
                text = N_("{path}：[[roster.dates]] 里 {date} 的 {shift} 写了两次；请只留一处")
                raise ConfigError(text, path=path, date=one.date, shift=shift)
            found[shift, one.date] = _ident(path, f"roster.dates「{one.date}」.{shift}", person, people)
        if one.duty is None and one.lead is None:
            raise ConfigError(N_("{path}：[[roster.dates]] {date} 没有写 duty 或 lead"), path=path, date=one.date)
    return found


def _ident(path: Path, key: str, person: Person, people: Sequence[Member]) -> int:
    found = [one.id for one in people if person in (one.id, one.name)]
    if not found:
        text = N_("{path}：{key} 里的「{name}」不在 [[members]] 里；请写成员的姓名或 telegram_id")
        raise ConfigError(text, path=path, key=key, name=person)
    if len(found) > 1:
        text = N_("{path}：{key} 里的「{name}」有同名成员；请改写 telegram_id")
        raise ConfigError(text, path=path, key=key, name=person)
    return found[0]


def checked_key_periods(path: Path, tables: Sequence[KeyPeriodTable]) -> tuple[KeyPeriod, ...]:
    """Key periods; both days count."""
    for one in tables:
        if one.end < one.begin:
            raise ConfigError(N_("{path}：[[key_periods]]「{name}」的 end 早于 begin"), path=path, name=one.name)
    return tuple(KeyPeriod(**msgspec.structs.asdict(one)) for one in tables)
