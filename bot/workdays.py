"""China's calendar (放假与调休): the kept table of a library, and the exceptions of our own."""

import logging
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import blake2b

import chinese_calendar  # type: ignore[import-untyped]

from core.workdays import Calendar, WorkTime

log = logging.getLogger(__name__)

#: where the table comes from, as its version names it
TABLE = "chinesecalendar"


def calendar(*, workdays: Iterable[date] = (), holidays: Iterable[date] = (), years: Iterable[int] = ()) -> Calendar:
    """Every year that the library knows. Local `workdays` and `holidays` win over it; `years` are covered by them."""
    worked, free, covered = frozenset(workdays), frozenset(holidays), frozenset(years)
    listed_off, listed_made_up = frozenset[date](chinese_calendar.holidays), frozenset[date](chinese_calendar.workdays)
    off = {day for day in (listed_off | free) - worked if day.weekday() < 5}
    made_up = {day for day in (listed_made_up | worked) - free if day.weekday() >= 5}
    return Calendar(
        off=frozenset(off),
        made_up=frozenset(made_up),
        years=frozenset(day.year for day in listed_off) | covered,
        version=_version(worked, free, covered),
    )


def _version(worked: frozenset[date], free: frozenset[date], covered: frozenset[int]) -> str:
    """The library's, and with exceptions a digest of them: two rows counted alike name the same version."""
    table = f"{TABLE} {chinese_calendar.__version__}"
    if not (worked or free or covered):
        return table
    exceptions = repr((sorted(worked), sorted(free), sorted(covered)))
    return f"{table} +{blake2b(exceptions.encode(), digest_size=4).hexdigest()}"


def log_missing_years(work: WorkTime, now: datetime) -> None:
    """Say at start what the job tells the chats: working days are about to be guessed."""
    for year in work.lacking_soon(now):
        log.warning("no official table of days off for %d in %s; see [calendar] in config.toml", year, TABLE)
