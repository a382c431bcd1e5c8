"""`tingfeng backup -o FILE.tar.gz`: everything that cannot be made again, while the bot goes on."""

import argparse
from pathlib import Path
from typing import Any

from bot.app import clock
from bot.backing_up import backup
from bot.config import load_config
from bot.progress import Progress
from bot.terminal import FINE, FOUND_A_PROBLEM, complain, say
from core.texts import N_, Message
from storage.engine import database_url

#: missing files that are named
NAMED = 5


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("backup", help="rows and kept files, with hashes, while the bot runs")
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE.tar.gz",
        help="an archive; a folder that is there gets one with the time in its name; any other name becomes a folder",
    )
    command.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 whole; 1 made, but kept files were not there, or not made."""
    config, progress = load_config(options.config), Progress()
    url = database_url(config.storage_url, config.path.parent)
    try:
        path, made = backup(url, config.files, options.output, clock(), progress)
    finally:
        progress.end()
    said = {"path": path, "rows": sum(part.rows for part in made.tables.values()), "files": len(made.files)}
    say(N_("已备份到 {path}：{rows} 行，{files} 个文件；留痕到 {seq}:{hash}"), **said, seq=made.seq, hash=made.hash)
    return not_there(made.missing) if made.missing else FINE


def not_there(missing: Any) -> int:
    """Which files the rows name and nobody has."""
    text = N_("有 {count} 个证据文件找不到或已损坏：{names}")
    names = "、".join(f"{one[:12]}…" for one in missing[:NAMED]) + ("…" if len(missing) > NAMED else "")
    return complain(Message(text, {"count": len(missing), "names": names}), FOUND_A_PROBLEM)
