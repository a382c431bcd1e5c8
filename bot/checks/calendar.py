"""China's days off: clocks in working time need the official table of this year, and soon of the next."""

from collections.abc import Sequence
from datetime import datetime

from bot.doctor import Ground
from core.doctor import Finding, bad, fine, note
from core.texts import N_, Message
from core.workdays import WorkTime


async def check(ground: Ground) -> Sequence[Finding]:
    """By the table that comes along, and what the file adds."""
    return judged(ground.config.figures.work, ground.now())


def judged(work: WorkTime, now: datetime) -> Sequence[Finding]:
    """A finding for each year that is lacking now or within 30 days."""
    this = work.local_day(now).year
    mend = Message(N_("升级听风，或在 [calendar] 里填 extra_holidays、extra_workdays 和 extra_years"))
    text = N_("没有 {year} 年的放假调休安排，该年工作日按周一至周五推算")
    lacking = work.lacking_soon(now)
    if not lacking:
        return (fine(N_("{year} 年的放假调休安排已收录"), year=str(this)),)
    return [(bad if year == this else note)(Message(text, {"year": str(year)}), mend) for year in lacking]
