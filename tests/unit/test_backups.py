"""When a backup is due, and which of them go."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.backup import judged
from core.backup_settings import Backups
from core.backups import is_due, made_at, name_at, newest, surplus
from core.doctor import Level
from tests.conftest import NOON

ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, "20T12:00", True),
        ("20T03:11", "20T23:00", False),
        ("20T03:11", "21T03:09", False),
        ("20T03:11", "21T03:11", True),
        ("20T12:00", "21T03:11", True),
        ("25T12:00", "21T03:11", False),
    ],
)
def test_once_a_night_and_the_first_at_once(last: str | None, now: str, due: bool) -> None:
    """The last line: the clock was a few days ahead, and is put back."""
    assert is_due(at(last) if last else None, at(now), DAY, ZONE) is due


def test_oftener_where_it_is_wanted() -> None:
    assert is_due(at("20T03:11"), at("20T09:11"), timedelta(hours=6), ZONE)
    assert not is_due(at("20T03:11"), at("20T09:09"), timedelta(hours=6), ZONE)


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))
def test_a_name_tells_its_instant(naive: datetime) -> None:
    instant = naive.replace(tzinfo=ZONE, microsecond=0)
    assert made_at(name_at(instant)) == instant


@pytest.mark.parametrize("name", ["", "tingfeng.tar.gz", "tingfeng-20261399T000000Z.tar.gz", "x" + name_at(NOON)])
def test_another_name_is_no_backup_and_is_never_removed(name: str) -> None:
    assert made_at(name) is None
    assert surplus([name], 0, NOON) == ()
    assert newest([name], NOON) is None


def test_the_oldest_go() -> None:
    names = [name_at(NOON + n * DAY) for n in range(5)]
    now = NOON + 4 * DAY
    assert surplus(names, 2, now) == tuple(reversed(names[:3]))
    assert surplus(names, 5, now) == ()
    assert newest(names, now) == now


def test_what_a_clock_that_was_ahead_has_named_neither_counts_nor_pushes_others_out() -> None:
    ahead = [name_at(NOON + n * DAY) for n in (300, 301, 302)]
    ours = [name_at(NOON - DAY), name_at(NOON)]
    assert newest([*ahead, *ours], NOON) == NOON
    assert newest(ahead, NOON) is None
    assert surplus([*ahead, *ours], 2, NOON) == tuple(reversed(ahead))
    assert surplus([*ahead, *ours], 3, NOON) == tuple(reversed(ahead[:2]))


WANTED = Backups(folder="night")


@pytest.mark.parametrize(
    ("wanted", "hours", "exists", "level"),
    [
        (Backups(), None, True, Level.NOTE),
        (WANTED, None, True, Level.NOTE),
        (WANTED, None, False, Level.FINE),
        (WANTED, 20, True, Level.FINE),
        (WANTED, 47, True, Level.FINE),
        (WANTED, 49, True, Level.BAD),
        (WANTED, -30, True, Level.FINE),
    ],
)
def test_the_doctor_looks_at_the_age(wanted: Backups, hours: int | None, exists: bool, level: Level) -> None:
    last = None if hours is None else NOON - timedelta(hours=hours)
    assert judged(wanted, last, NOON, exists=exists).level is level
