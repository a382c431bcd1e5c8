"""A whole incident as a ZIP, and the look at one: what `tingfeng evidence` and `tingfeng export` share."""

import argparse
import asyncio
from pathlib import Path

from bot.app import clock
from bot.bundle_check import check
from bot.config import load_config
from bot.replacing import replacing
from bot.stored import store_of, stored
from bot.terminal import CALLED_WRONGLY, FINE, FOUND_A_PROBLEM, complain, say, why
from bot.texts import texts_in
from core.errors import InputError
from core.grouping import number_of
from core.texts import N_, Message, Texts
from jobs.bundling import Bundler, Written
from storage import Store

#: so many kept files take a moment: it is told how far it has come, each time that there are so many more
MANY = 50


def run_incident(options: argparse.Namespace) -> int:
    """0 fine, 1 something is missing in it or it cannot be written, 2 called wrongly."""
    number = options.number.lstrip("#")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return complain(Message(N_("“{text}”不是事件编号；请写成 127"), {"text": options.number}), CALLED_WRONGLY)
    return asyncio.run(_incident(options, int(number)))


def run_verify(options: argparse.Namespace) -> int:
    """0 whole, 1 not what was packed, 2 there is no such file."""
    try:
        with options.file.open("rb"):
            pass
    except OSError as error:
        text = N_("{path} 读不出来（{error}）；请检查文件名和权限")
        return complain(Message(text, {"path": options.file, "error": why(error)}), CALLED_WRONGLY)
    manifest, seal, problems = check(options.file)
    for problem in problems:
        complain(problem)
    if problems:
        return FOUND_A_PROBLEM
    said = {"number": number_of(manifest.incident), "count": len(manifest.files), "seal": seal}
    say(N_("导出包完整：{number}，共 {count} 个文件；清单校验值 {seal}"), **said)
    return FINE


async def _incident(options: argparse.Namespace, ident: int) -> int:
    config = load_config(options.config)
    texts = texts_in(config.organisation.language)
    async with stored(store_of(options.config)) as store:
        if await store.incident(ident) is None:
            return complain(Message(N_("找不到 {number}，请核对编号"), {"number": number_of(ident)}))
        with replacing(options.output) as draft:
            written = await _bundle(store, config.files, texts, ident, draft)
    for one in written.manifest.absent:
        complain(Message(N_("缺 {name}：{why}"), {"name": one.name, "why": Message(_WHY.get(one.why, one.why))}))
    said = {"number": number_of(ident), "path": options.output, "count": len(written.manifest.files)}
    say(N_("已导出 {number} 到 {path}：{count} 个文件；清单校验值 {seal}"), seal=written.seal, **said)
    lost = [one for one in written.manifest.absent if one.why not in _EXPECTED]
    return FOUND_A_PROBLEM if lost else FINE


#: what no operator can mend, and what was meant so
_EXPECTED = frozenset({"unsaved", "pruned"})
#: why evidence is not in the bundle
_WHY = {
    "waiting": N_("还没有取到"),
    "failed": N_("当时没有存下来"),
    "unsaved": N_("当时网页打不开或看不到原帖"),
    "pruned": N_("已按期清理"),
    "missing": N_("磁盘上找不到"),
    "changed": N_("磁盘上的内容与存证时不同"),
}


async def _bundle(store: Store, kept: Path, texts: Texts, ident: int, draft: Path) -> Written:
    written = await Bundler(store=store, kept=kept, texts=texts, progress=_progress).write(ident, draft, clock())
    if written is None:
        raise InputError(N_("找不到 {number}，请核对编号"), number=number_of(ident))
    return written


def _progress(done: int, of: int) -> None:
    if of > MANY and (done % MANY == 0 or done == of):
        complain(Message(N_("正在打包证据 {count}/{total}"), {"count": done, "total": of}), FINE)
