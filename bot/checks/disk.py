"""The disk: room for the database and the evidence, and leave to write there."""

import asyncio
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from bot.doctor import Ground
from core.doctor import Finding, bad, fine, note
from core.texts import N_, Message

_MIB = 1 << 20
#: below these it is told, and it is told that it must be mended
SCARCE, FULL = 1024 * _MIB, 200 * _MIB


async def check(ground: Ground) -> Sequence[Finding]:
    """The folders of the database and of the files; the same one is looked at once."""
    folders = {_there(one) for one in (ground.database.folder, ground.config.files) if one is not None}
    return tuple([await asyncio.to_thread(_looked_at, folder) for folder in sorted(folders)])


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    folder = folder.absolute()
    return next(one for one in (folder, *folder.parents) if one.is_dir())


def _looked_at(folder: Path) -> Finding:
    return judged(folder, shutil.disk_usage(folder).free, writable=os.access(folder, os.W_OK | os.X_OK))


def judged(folder: Path, free: int, *, writable: bool) -> Finding:
    """`free` in bytes."""
    known = {"folder": folder, "free": free // _MIB}
    if not writable:
        return bad(Message(N_("{folder} 不能写入"), known), Message(N_("检查目录的属主和权限，磁盘是否只读")))
    if free < FULL:
        return bad(Message(N_("{folder} 只剩 {free} MiB"), known), Message(N_("请清理磁盘，或把数据移到大一些的盘")))
    if free < SCARCE:
        return note(Message(N_("{folder} 只剩 {free} MiB"), known), Message(N_("请尽早清理磁盘")))
    return fine(N_("{folder} 可写，剩余 {free} MiB"), **known)
