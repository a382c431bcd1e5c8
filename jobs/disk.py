"""A disk that fills is told before it is full; a database that could not be written is told when it can be again."""

import asyncio
import logging
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from core.outgoing import Lane, Notice
from core.people import Role
from core.policy import Policy
from core.texts import N_, Message
from jobs.tools import Job, Tools

#: less than this is little: a day of posts and a backup fit in, not much more
LITTLE = 1024**3
_MIB = 1024**2

log = logging.getLogger(__name__)


async def disk(tools: Tools) -> None:
    """Tell the leads: of little room once a day, of a trouble that is over once."""
    policy, now, meter = await tools.store.policy(), tools.clock(), tools.store.db.meter
    free = await asyncio.to_thread(free_bytes, tools.files)
    notices: list[Notice] = []
    if free < LITTLE:
        log.warning("only %d MiB are free on the disk of the data", free // _MIB)
        text = Message(
            N_("⚠️ 数据所在磁盘只剩 {free} MB，请管理员尽快清理；写满后点按钮会出错"), {"free": str(free // _MIB)}
        )
        notices += _to_leads(policy, f"disk:{policy.local(now):%Y-%m-%d}", text, now)
    if meter.troubled and not meter.failing:
        meter.troubled = False
        text = Message(N_("⚠️ 数据库刚才有一阵写不进去，现已恢复；期间点按钮可能出错，请核对。原因请管理员查看日志"))
        notices += _to_leads(policy, f"database-trouble:{now:%Y%m%dT%H}", text, now)
    for notice in notices:
        if await tools.store.say(notice, now):
            tools.ring.set()


def free_bytes(folder: Path) -> int:
    """Of the disk where this folder is, or will be."""
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free


def _to_leads(policy: Policy, key: str, text: Message, now: datetime) -> Iterator[Notice]:
    for lead in policy.holders(Role.LEAD):
        loud = not policy.at_night(now)
        yield Notice(key=f"{key}:{lead.id}", chat=lead.id, text=text, lane=Lane.LOG, loud=loud)


JOB = Job(name="disk", every=timedelta(minutes=1), run=disk)
