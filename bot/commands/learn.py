"""`tingfeng learn MARKS.jsonl -o MODEL`: a model of marked posts, and how good it is on posts that it did not know."""

import argparse
import asyncio
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.mark_lines import read_marks
from bot.post_lines import LineError
from bot.rule_file import unreadable
from bot.terminal import CALLED_WRONGLY, FINE, complain, say, why
from core.learning import Mark, Model
from core.models.standing import Rate
from core.texts import N_, Message
from jobs.child import ChildError
from jobs.learning import Lesson, learn, whole

_ZONE = ZoneInfo("Asia/Shanghai")


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("learn", help="learn from marked posts")
    help_ = "one JSON object a line: id, text, label (1 a matter, 0 a false alarm) and, where known, at (ISO 8601)"
    command.add_argument("marks", type=Path, metavar="MARKS.jsonl", help=help_)
    command.add_argument("-o", "--output", type=Path, required=True, metavar="MODEL", help="where the model goes")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 the model is written, 1 there were bad lines or nothing to learn, 2 a file cannot be read or written."""
    try:
        with options.marks.open("rb") as stream:
            marks, code = _read(stream)
    except OSError as error:
        return complain(unreadable(options.marks, error), CALLED_WRONGLY)
    try:
        lesson = asyncio.run(learn(whole(marks)))
    except (ChildError, TimeoutError) as error:
        return complain(Message(N_("学习没有完成（{error}）"), {"error": str(error)[-300:] or Message(N_("超时"))}))
    if lesson.problem is not None:
        return complain(lesson.problem)
    try:
        options.output.write_bytes(lesson.model)
    except OSError as error:
        text = N_("{file} 写不进去（{error}）；请检查路径和权限")
        return complain(Message(text, {"file": options.output, "error": why(error)}), CALLED_WRONGLY)
    _report(options.output, lesson)
    return code


def _read(stream: Any) -> tuple[list[Mark], int]:
    """The good marks; every bad line is named and left out."""
    marks: list[Mark] = []
    code = FINE
    for number, one in read_marks(stream, _ZONE):
        if isinstance(one, LineError):
            code = complain(Message(N_("第 {number} 行：{problem}"), {"number": number, "problem": one.message}))
        else:
            marks.append(one)
    return marks, code


def _report(path: Path, lesson: Lesson) -> None:
    model = Model.from_bytes(lesson.model)
    say(
        N_("{file}：学自 {total} 条标记（该报的 {positive} 条，误报的 {negative} 条），版本 {version}"),
        file=path,
        total=lesson.positive + lesson.negative,
        positive=lesson.positive,
        negative=lesson.negative,
        version=model.version,
    )
    say(N_("提醒线：负面倾向 {percent}% 起"), percent=round(100 * model.threshold))
    if lesson.crossed:
        say(N_("交叉检验（{folds} 份轮流留出，都没有学过）："), folds=lesson.crossed.folds)
        _rates(lesson.crossed.model, lesson.crossed.base)
    if lesson.exam:
        say(N_("按时间检验（学较早的，判较新的 {judged} 条）："), judged=lesson.exam.judged)
        _rates(lesson.exam.model, lesson.exam.base)
    else:
        say(N_("没有按时间检验：标记没有时间（at），或较新的里面两种标记不全"))


def _rates(model: Rate, base: Rate) -> None:
    for text, one in ((N_("· 准确率 {precision}%，召回率 {recall}%，AUC {auc}"), model), (_BASE, base)):
        figures = {"precision": round(100 * one.precision), "recall": round(100 * one.recall), "auc": f"{one.auc:.3f}"}
        say(text, **figures)


_BASE = N_("· 不学习时（只用词表）：准确率 {precision}%，召回率 {recall}%，AUC {auc}")
