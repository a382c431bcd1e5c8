"""A night and a morning of the sample town, hurried: what must hold however long the bot runs."""

from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from benchmarks.endurance import faults
from benchmarks.endurance_day import day
from benchmarks.endurance_people import TEAM

#: hours, until after the weekly digest; presses of one kind that must have come through at least
HOURS, LEAST = 14, 3


@pytest.mark.long
async def test_a_long_day_leaves_nothing_open(tmp_path: Path, database_url: URL) -> None:
    lived = await day(tmp_path, database_url, HOURS)
    assert faults(lived) == []
    # what was asked of it was done: nothing would be found of a bot that does nothing
    for what in ("我来认领", "✅ 属实", "交办", "签收", "送审", "✅ 签发", "📣 已发布", "办结", "无效"):
        assert lived.done[what] >= LEAST, (what, lived.done)
    assert lived.found.outbox["sent"] > len(TEAM) * HOURS
    assert all(count > 0 for count in lived.troubles.values())
    assert list((tmp_path / "backups").iterdir())
