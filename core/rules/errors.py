"""What is wrong with a rule file, place by place."""

from core.errors import InputError
from core.texts import N_, Message


class RuleError(InputError):
    """One mistake: `line` and `column` count from 1, `problem` says what it is, `expected` what should stand there."""

    def __init__(self, line: int, column: int, problem: Message, expected: Message) -> None:
        params = {"line": line, "column": column, "problem": problem, "expected": expected}
        super().__init__(N_("第 {line} 行第 {column} 列：{problem}；{expected}"), **params)
        self.line = line
        self.column = column
        self.problem = problem
        self.expected = expected


class RuleErrors(InputError):  # noqa: N818 - several of them, not one
    """Every mistake of a rule file, in reading order; while there is one, no rule of the file is taken."""

    def __init__(self, errors: tuple[RuleError, ...]) -> None:
        super().__init__(N_("监测规则有 {count} 处错误，{first}"), count=len(errors), first=errors[0].message)
        self.errors = errors
