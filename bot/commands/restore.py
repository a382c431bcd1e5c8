"""`tingfeng restore FILE`: a backup becomes a database again, elsewhere or here; the log is verified."""

import argparse
import asyncio
import re
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import clock
from bot.commands.audit import WRONG
from bot.commands.backup import not_there
from bot.config import Config, load_config
from bot.manifest import Manifest
from bot.progress import Progress
from bot.restoring import restore
from bot.stored import stored
from bot.terminal import CALLED_WRONGLY, FINE, FOUND_A_PROBLEM, complain, say
from core.errors import InputError
from core.texts import N_, Message
from storage import Database, Store
from storage.alone import alone
from storage.audit import Broken, Head
from storage.engine import database_url
from storage.refill import spared

_HEAD = re.compile(r"(\d+):([0-9a-f]{8,64})")


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("restore", help="fill an empty database from a backup")
    command.add_argument("file", type=Path, metavar="FILE.tar.gz", help="a backup: an archive, or a folder")
    command.add_argument("--head", metavar="SEQ:HASH", help="the newest head seen in the group: tells what is missing")
    command.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 restored whole; 1 restored with something missing, or not at all; 2 called wrongly."""
    seen = _HEAD.fullmatch(options.head) if options.head else None
    if options.head and not seen:
        return complain(Message(N_("--head 应写成 序号:校验值，例如 128:9f86d081")), CALLED_WRONGLY)
    config, progress = load_config(options.config), Progress()
    url = database_url(config.storage_url, config.path.parent)
    with alone(url):
        with tempfile.TemporaryDirectory(dir=_folder(config), prefix=".restore-") as scratch:
            try:
                done = restore(options.file, url, config.files, Path(scratch), progress)
            finally:
                progress.end()
        found = asyncio.run(_settled(config, done.manifest, Head(int(seen[1]), seen[2]) if seen else None))
    made = done.manifest
    rows = sum(part.rows for part in made.tables.values())
    text = N_("已从 {at} 的备份恢复：{rows} 行，{files} 个文件；留痕到 {seq}:{hash}。现在可以启动听风")
    files = len(made.files) + len(made.missing) - len(done.missing)
    say(text, at=made.made_at[:16].replace("T", " "), rows=rows, files=files, seq=made.seq, hash=made.hash)
    problems = [complain(one) for one in found] + ([not_there(done.missing)] if done.missing else [])
    return FOUND_A_PROBLEM if problems else FINE


async def _settled(config: Config, manifest: Manifest, seen: Head | None) -> list[Message]:
    """Verify the log as it was, then let the database know that it is an old one. What is wrong with it."""
    url = database_url(config.storage_url, config.path.parent)
    async with stored(Store(Database(url), config.figures)) as store:
        checks = [await store.verify_audit(head) for head in (manifest.head, seen) if head]
        number = spared(manifest.numbers.get("incidents", 0)) + 1
        await store.restored(datetime.fromisoformat(manifest.made_at), manifest.head, number, clock())
    broken = dict.fromkeys(one for _, one in checks if one)
    return [_said(one, manifest, seen) for one in broken]


def _said(broken: Broken, manifest: Manifest, seen: Head | None) -> Message:
    if broken.what == "tail" and seen and broken.seq == manifest.seq + 1:
        text = N_("备份之后的留痕第 {first} 至 {last} 条不在备份里，这些操作没有恢复")
        return Message(text, {"first": broken.seq, "last": seen.seq})
    return Message(N_("留痕第 {seq} 条有问题：{what}"), {"seq": broken.seq, "what": Message(WRONG[broken.what])})


def _folder(config: Config) -> Path:
    """Beside the kept files there must be room anyway."""
    try:
        config.files.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        text = N_("{path} 写不进去（{error}）；请检查文件夹、权限和磁盘空间")
        raise InputError(text, path=config.files.parent, error=error.strerror or error) from None
    return config.files.parent
