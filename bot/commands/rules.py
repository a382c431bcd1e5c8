"""`tingfeng rules check FILE`: every mistake of a rule file, and what would match too much."""

import argparse
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.post_lines import LineError, read_lines
from bot.terminal import CALLED_WRONGLY, FINE, FOUND_A_PROBLEM, complain, say, texts
from core.rules import RuleErrors, RuleSet
from core.texts import N_, Message

#: a group that matches a greater part of the posts is no help
_TOO_MUCH = 0.05
#: of fewer posts a part says nothing
_ENOUGH = 100
_ZONE = ZoneInfo("Asia/Shanghai")


def add(commands: Any) -> None:
    """Add the sub-commands."""
    steps = commands.add_parser("rules", help="the watch rules").add_subparsers(required=True, metavar="STEP")
    check = steps.add_parser("check", help="name every mistake of a rule file")
    check.add_argument("file", type=Path, metavar="FILE")
    check.add_argument(
        "--posts", type=Path, metavar="POSTS.jsonl", help="also name groups that match more than 5 %% of these"
    )
    check.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 the file is good, 1 it is not, 2 the posts cannot be read."""
    rules = read_rules(options.file)
    if rules is None:
        return FOUND_A_PROBLEM
    if options.posts:
        try:
            with options.posts.open("rb") as stream:
                broad = _too_broad(rules, [line for _, line in read_lines(stream, _ZONE, {})])
        except OSError as error:
            return complain(unreadable(options.posts, error), CALLED_WRONGLY)
        for line, message in broad:
            _point(options.file, line, 1, message)
        if broad:
            return FOUND_A_PROBLEM
    say(
        N_("{file}：{groups} 组、{terms} 个词，没有错误"),
        file=options.file,
        groups=len(rules.groups),
        terms=rules.terms,
    )
    return FINE


def read_rules(path: Path) -> RuleSet | None:
    """The rules of a file; None after every mistake was named on stderr, one a line."""
    try:
        return RuleSet.parse(path.read_text("utf-8"))
    except OSError as error:
        complain(unreadable(path, error))
    except UnicodeDecodeError:
        complain(Message(N_("{file} 不是 UTF-8 编码；请另存为 UTF-8"), {"file": path}))
    except RuleErrors as errors:
        for one in errors.errors:
            params = {"problem": one.problem, "expected": one.expected}
            _point(path, one.line, one.column, Message(N_("{problem}；{expected}"), params))
    return None


def unreadable(path: Path, error: OSError) -> Message:
    """What to say of a file that does not open."""
    return Message(N_("{file} 读不出来（{error}）；请检查路径和权限"), {"file": path, "error": error.strerror})


def _point(path: Path, line: int, column: int, message: Message) -> None:
    """As compilers do, so that editors can jump there."""
    sys.stderr.write(f"{path}:{line}:{column}: {texts().say(message)}\n")


def _too_broad(rules: RuleSet, lines: list[Any]) -> list[tuple[int, Message]]:
    """Line and complaint for each group that matches too great a part of the posts."""
    good = [line for line in lines if not isinstance(line, LineError)]
    if len(good) < _ENOUGH:
        return []
    nowhen = datetime(2000, 1, 1, tzinfo=_ZONE)
    hits = Counter(
        (hit.line, hit.group) for line in good for hit in rules.match(line.post, line.source, line.at or nowhen).hits
    )
    return [
        (
            line,
            Message(
                N_("组“{group}”会命中 {percent}% 的帖文；应加 + 必须词或 ! 排除词"),
                {"group": group, "percent": round(100 * count / len(good))},
            ),
        )
        for (line, group), count in sorted(hits.items())
        if count > _TOO_MUCH * len(good)
    ]
