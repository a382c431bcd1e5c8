"""`tingfeng rules check | export | import`: mistakes of a rule file, the rules as they stand, words from elsewhere."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.post_lines import LineError, read_lines
from bot.rule_file import NOT_UTF8, point, read_rules, unreadable
from bot.stored import store_of, stored
from bot.terminal import CALLED_WRONGLY, FINE, FOUND_A_PROBLEM, complain, say, texts
from bot.toml import comment
from core.rules import RuleSet
from core.rules.limits import RuleLimits
from core.rules.sections import Rule, compose
from core.rules.trendradar import converted
from core.texts import N_, Message
from storage import Store

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
    export = steps.add_parser("export", help="the rules as they stand now, as a rule file")
    export.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    export.set_defaults(run=export_rules)
    brought = steps.add_parser("import", help="turn TrendRadar's frequency_words.txt into a rule file")
    brought.add_argument("file", type=Path, metavar="FILE")
    brought.add_argument("-o", "--output", type=Path, help="the rule file to write; default: stdout")
    brought.set_defaults(run=import_words)


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
            point(options.file, line, 1, message)
        if broad:
            return FOUND_A_PROBLEM
    say(
        N_("{file}：{groups} 组、{terms} 个词，没有错误"),
        file=options.file,
        groups=len(rules.groups),
        terms=rules.terms,
    )
    return FINE


def export_rules(options: argparse.Namespace) -> int:
    """Write the present state to stdout; what rests stands there as comments."""
    sys.stdout.writelines(exported(asyncio.run(_rules(store_of(options.config)))))
    return FINE


async def _rules(store: Store) -> tuple[Rule, ...]:
    async with stored(store):
        return await store.rules()


def exported(rules: Iterable[Rule]) -> Iterator[str]:
    """The pieces in their order."""
    for rule in rules:
        if rule.active:
            yield compose((rule.section,))
            continue
        yield comment(texts()(N_("已暂停：{name}"), name=rule.name))
        yield "".join(f"# {line}\n" for line in rule.section.text.split("\n")) + "\n"


def import_words(options: argparse.Namespace) -> int:
    """0 written, 1 nothing that could be, 2 the file cannot be read or written; warnings with their lines on stderr."""
    try:
        text, warned = converted(options.file.read_text("utf-8"))
        for one in warned:
            point(options.file, one.line, 1, one.message)
        if options.output is None:
            sys.stdout.write(text)
            return FINE
        if options.output.exists():
            return complain(Message(N_("{file} 已存在；请换个文件名"), {"file": options.output}), CALLED_WRONGLY)
        options.output.write_text(text, "utf-8")
    except OSError as error:
        return complain(unreadable(options.file, error), CALLED_WRONGLY)
    except UnicodeDecodeError:
        return complain(Message(NOT_UTF8, {"file": options.file}), CALLED_WRONGLY)
    words = N_("已写入 {file}：{groups} 组，{warned} 处含义有差别")
    say(words, file=options.output, groups=len(RuleSet.parse(text).groups), warned=len(warned))
    return FINE


def _too_broad(rules: RuleSet, lines: list[Any]) -> list[tuple[int, Message]]:
    """Line and complaint for each group that matches too great a part of the posts."""
    good = [line for line in lines if not isinstance(line, LineError)]
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
        if RuleLimits().is_broad(count, len(good))
    ]
