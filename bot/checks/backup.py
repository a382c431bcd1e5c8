"""The bot's own backups: are there any, and is the newest young enough?"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.doctor import Ground
from core.backup_settings import Backups
from core.doctor import Finding, bad, fine, note
from core.texts import N_, Message
from jobs.backup import last_backup


async def check(ground: Ground) -> Sequence[Finding]:
    """Where none are wished for that is said, because nobody misses them before they are needed."""
    wanted = ground.config.figures.backups
    now = ground.now()
    try:
        last = await asyncio.to_thread(last_backup, Path(wanted.folder), now) if wanted.folder else None
    except OSError as error:
        what = Message(N_("{folder} 读不出来（{error}）"), {"folder": wanted.folder, "error": error.strerror or error})
        return (bad(what, Message(N_("检查目录的属主和权限，磁盘是否只读"))),)
    return (judged(wanted, last, now, exists=ground.database.exists),)


def judged(wanted: Backups, last: datetime | None, now: datetime, *, exists: bool) -> Finding:
    """`exists`: there is a database to back up. Two that failed in a row are a fault."""
    if not wanted.folder:
        return note(
            Message(N_("没有设自动备份")), Message(N_("在 config.toml 的 [backup] 里填写 folder，最好在另一块盘上"))
        )
    if last is None:
        if not exists:
            return fine(N_("自动备份已设好，启动后会做第一份"))
        return note(
            Message(N_("{folder} 里还没有备份"), {"folder": wanted.folder}), Message(N_("启动后半小时内会做第一份"))
        )
    hours = int((now - last).total_seconds() // 3600)
    if now - last > 2 * wanted.every:
        what = Message(N_("最近一份备份是 {hours} 小时前的"), {"hours": hours})
        return bad(what, Message(N_("请看日志里备份为什么失败，或手动运行 tingfeng backup")))
    return fine(N_("最近一份备份是 {hours} 小时前的"), hours=hours)
