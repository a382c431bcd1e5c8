"""A year without an official table of days off is warned about in time, and never guessed silently."""

import logging
from collections.abc import Iterator
from datetime import timedelta

from core.outgoing import Lane, Notice
from core.people import Role
from core.policy import Policy
from core.texts import N_, Message
from jobs.tools import Job, Tools

log = logging.getLogger(__name__)


async def calendar_year(tools: Tools) -> None:
    """Tell the group and every lead, once a year that lacks its table. What cannot be said now is due again."""
    try:
        policy, now = await tools.store.policy(), tools.clock()
        for year in policy.figures.work.lacking_soon(now):
            for notice in _notices(year, policy):
                if await tools.store.say(notice, now):
                    log.warning("no official table of days off for %d: chat %d was told", year, notice.chat)
                    tools.ring.set()
    except Exception:
        log.exception("the calendar could not be looked at")


def _notices(year: int, policy: Policy) -> Iterator[Notice]:
    """Silent: there is time. One who never wrote to the bot reads it in the group."""
    text = N_(
        "📅 还没有 {year} 年的放假调休安排（{calendar}），该年工作日暂按周一至周五推算，时限可能不准。"
        "请管理员升级听风，或在 config.toml 的 [calendar] 里填写 extra_holidays、extra_workdays 和 extra_years"
    )
    said = Message(text, {"year": str(year), "calendar": policy.figures.work.calendar.version or "—"})
    yield Notice(key=f"calendar:{year}:group", chat=policy.group, text=said, lane=Lane.LOG)
    for lead in policy.holders(Role.LEAD):
        yield Notice(key=f"calendar:{year}:{lead.id}", chat=lead.id, text=said, lane=Lane.LOG)


JOB = Job(name="calendar_year", every=timedelta(hours=1), run=calendar_year)
