"""备份: made by itself each night, in a process of its own; the leads hear of it only when it fails.

due → `tingfeng backup` as a child → the oldest beyond `keep` go
"""

import asyncio
import logging
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from core.backup_settings import Backups
from core.backups import failed_notices, incomplete_notices, is_due, made_at, newest, surplus
from core.outgoing import Notice
from core.policy import Policy
from jobs.child import ChildError, asked
from jobs.tools import Job, Tools

#: seconds: gigabytes of evidence are packed
WITHIN = 7200.0

log = logging.getLogger(__name__)


def last_backup(folder: Path, now: datetime) -> datetime | None:
    """When the newest backup in this folder was made; None where there is none, or no folder."""
    return newest(names_in(folder), now)


def names_in(folder: Path) -> list[str]:
    """What lies there."""
    return [one.name for one in folder.iterdir()] if folder.is_dir() else []


async def backup(tools: Tools) -> None:
    """Make one if it is due. What fails is tried again at the next look."""
    policy, now = await tools.store.policy(), tools.clock()
    wanted = policy.figures.backups
    if not wanted.folder:
        return
    try:
        notices = await _looked_after(tools, Path(wanted.folder), policy, now)
    except OSError as error:
        # a disk that went away does not even tell what lies there
        log.error("the backups cannot be seen: %s", error)
        notices = failed_notices(policy, None, f"{error.strerror or error}: {wanted.folder}", now)
    for notice in notices:
        if await tools.store.say(notice, now):
            tools.ring.set()


async def _looked_after(tools: Tools, folder: Path, policy: Policy, now: datetime) -> Iterator[Notice]:
    """What is to be told of it."""
    wanted = policy.figures.backups
    before = await asyncio.to_thread(names_in, folder)
    last = newest(before, now)
    if not is_due(last, now, wanted.every, policy.figures.timezone):
        return iter(())
    why = await _made(tools, folder)
    fresh = {*await asyncio.to_thread(names_in, folder)} - {*before}
    if not any(map(made_at, fresh)):
        log.error("no backup could be made: %s", why)
        return failed_notices(policy, last, why, now)
    log.info("a backup was made")
    await asyncio.to_thread(_tidied, folder, wanted, tools.clock())
    return incomplete_notices(policy, why, now)


async def _made(tools: Tools, folder: Path) -> str:
    """What was wrong with it, "" for nothing."""
    command = (sys.executable, "-m", "bot", "backup", "-o", str(folder), "-c", str(tools.config))
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True, mode=0o700)
        await asked(command, within=WITHIN)
    except ChildError as error:
        return str(error).splitlines()[-1]
    except TimeoutError:
        return "timeout"
    except OSError as error:
        return f"{error.strerror or error}: {folder}"
    return ""


def _tidied(folder: Path, wanted: Backups, now: datetime) -> None:
    for name in surplus(names_in(folder), wanted.keep, now):
        (folder / name).unlink(missing_ok=True)


JOB = Job(name="backup", every=timedelta(minutes=30), run=backup)
