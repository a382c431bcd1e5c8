"""`tingfeng audit verify | export`: is the log whole? On the database, or on an exported file without it."""

import argparse
import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any, TextIO

from bot.config import load_config
from bot.replacing import replacing
from bot.terminal import CALLED_WRONGLY, FINE, FOUND_A_PROBLEM, complain, say
from core.errors import InputError, StoreError
from core.texts import N_, Message
from storage import Database, Store, schema
from storage.audit import GENESIS, Broken, Head, Verifier
from storage.engine import database_url

#: what is wrong with an event, in words
WRONG = {
    "missing": N_("缺少这一条（被删除，或顺序被改）"),
    "prev": N_("与上一条接不上（被插入、删除或调换）"),
    "hash": N_("内容与校验值不符（被修改）"),
    "columns": N_("索引列与内容不符（被修改）"),
    "text": N_("个人文字与留痕不符（被修改）"),
    "witness": N_("与群里公布的校验值不符（此前的留痕被整体改写）"),
    "tail": N_("比群里公布的少（尾部被截去）"),
    "unreadable": N_("这一行读不出来"),
}


def add(commands: Any) -> None:
    """Add the sub-commands."""
    steps = commands.add_parser("audit", help="the append-only log").add_subparsers(required=True, metavar="STEP")
    verify = steps.add_parser("verify", help="walk the chain; names the first broken event")
    verify.add_argument("file", nargs="?", type=Path, help="an exported file instead of the database")
    verify.add_argument(
        "--head", metavar="SEQ:HASH", help="a head seen earlier (the hash may be shortened): finds a cut tail"
    )
    verify.set_defaults(run=run_verify)
    export = steps.add_parser("export", help="one event a line, for `audit verify FILE` on another machine")
    export.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="written whole or not at all; default: stdout"
    )
    export.set_defaults(run=run_export)
    for step in (verify, export):
        step.add_argument("-c", "--config", type=Path, default=Path("config.toml"))


def run_verify(options: argparse.Namespace) -> int:
    """0 whole, 1 broken, 2 called wrongly."""
    witness = None
    if options.head is not None:
        found = re.fullmatch(r"(\d+):([0-9a-f]{8,64})", options.head)
        if found is None:
            return complain(Message(N_("--head 应写成 序号:校验值，例如 128:9f86d081")), CALLED_WRONGLY)
        witness = Head(int(found[1]), found[2])
    verifier, broken = _file(options.file, witness) if options.file else asyncio.run(_database(options.config, witness))
    if broken:
        text = N_("留痕第 {seq} 条有问题：{what}")
        return complain(Message(text, {"seq": broken.seq, "what": Message(WRONG[broken.what])}), FOUND_A_PROBLEM)
    say(
        N_("留痕完整：共 {count} 条，其中个人文字已清除 {erased} 条；最新 {seq}:{hash}"),
        count=verifier.head.seq,
        erased=verifier.erased,
        seq=verifier.head.seq,
        hash=verifier.head.hash,
    )
    return FINE


def run_export(options: argparse.Namespace) -> int:
    """Write every event to stdout, or to a file; then the number and the head of what was written is said."""
    if options.output is None:
        asyncio.run(_export(options.config, sys.stdout))
        return FINE
    with replacing(options.output) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        head = asyncio.run(_export(options.config, file))
    said = {"count": head.seq, "path": options.output, "seq": head.seq, "hash": head.hash}
    say(N_("已导出 {count} 条到 {path}；最新 {seq}:{hash}"), **said)
    return FINE


async def _database(path: Path, witness: Head | None) -> tuple[Verifier, Broken | None]:
    async with _store(path) as store:
        return await store.verify_audit(witness)


async def _export(path: Path, into: TextIO) -> Head:
    """Returns the head of what was written."""
    last = ""
    # closed at once where writing fails: else its connection would outlive the database
    async with _store(path) as store, aclosing(store.export_audit()) as lines:
        async for line in lines:
            into.write(line + "\n")
            last = line
    if not last:
        return Head(0, GENESIS)
    row = json.loads(last)
    return Head(row["seq"], row["hash"])


@asynccontextmanager
async def _store(path: Path) -> AsyncIterator[Store]:
    config = load_config(path)
    url = database_url(config.storage_url, path.parent)
    # it only looks: nothing is brought up to date
    if schema.present(url) is None:
        raise StoreError(N_("{path}：[storage] url 指的数据库是空的；请检查地址"), path=path)
    store = Store(Database(url), config.figures)
    try:
        yield store
    finally:
        await store.close()


def _file(path: Path, witness: Head | None) -> tuple[Verifier, Broken | None]:
    verifier = Verifier(witness)
    # a damaged byte becomes a sign that fits no hash, so that its event is named
    with _opened(path) as lines:
        for line in lines:
            row = _row(line)
            broken = verifier.check(row) if row else Broken(verifier.head.seq + 1, "unreadable")
            if broken:
                return verifier, broken
    return verifier, verifier.tail()


def _opened(path: Path) -> TextIO:
    try:
        return path.open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(N_("{path} 读不出来（{error}）；请检查文件名和权限"), path=path, error=error) from None


def _row(line: str) -> Mapping[str, Any] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    known = {"seq", "subject", "type", "body", "prev", "hash", "salt", "text"}
    return row if isinstance(row, dict) and known <= row.keys() else None
