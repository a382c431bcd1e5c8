"""A rule file on the command line: read whole or complained about, place by place."""

import sys
from pathlib import Path

from bot.terminal import complain, texts, why
from core.rules import RuleErrors, RuleSet
from core.texts import N_, Message

NOT_UTF8 = N_("{file} 不是 UTF-8 编码；请另存为 UTF-8")


def read_rules(path: Path) -> RuleSet | None:
    """The rules of a file; None after every mistake was named on stderr, one a line."""
    try:
        return RuleSet.parse(path.read_text("utf-8"))
    except OSError as error:
        complain(unreadable(path, error))
    except UnicodeDecodeError:
        complain(Message(NOT_UTF8, {"file": path}))
    except RuleErrors as errors:
        for one in errors.errors:
            params = {"problem": one.problem, "expected": one.expected}
            point(path, one.line, one.column, Message(N_("{problem}；{expected}"), params))
    return None


def unreadable(path: Path, error: OSError) -> Message:
    """What to say of a file that does not open."""
    return Message(N_("{file} 读不出来（{error}）；请检查路径和权限"), {"file": path, "error": why(error)})


def point(path: Path, line: int, column: int, message: Message) -> None:
    """As compilers do, so that editors can jump there."""
    sys.stderr.write(f"{path}:{line}:{column}: {texts().say(message)}\n")
