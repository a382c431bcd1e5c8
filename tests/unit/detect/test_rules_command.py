"""`tingfeng rules check` as an operator calls it, and what both commands refuse."""

import pytest

from tests.unit.detect.conftest import Shell
from tests.unit.detect.making import RULES


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_rules_that_cannot_be_read_are_one_line(shell: Shell, content: bytes | None) -> None:
    path = shell.file("watch.rules", content) if content else str(shell.folder / "none.rules")
    for command in (("detect", "--rules", path, shell.posts({"id": 1, "text": "停水"})), ("rules", "check", path)):
        assert shell.run(*command) == 1
        assert shell.out == []
        assert len(shell.err) == 1
        assert path in shell.err[0]


@pytest.mark.parametrize(
    "arguments", [("detect",), ("detect", "none.jsonl"), ("detect", "--model", "m", "x"), ("rules",)]
)
def test_called_wrongly(shell: Shell, arguments: tuple[str, ...]) -> None:
    assert shell.run(*arguments) == 2
    assert shell.out == []
    assert shell.err


def test_check_says_what_is_good(shell: Shell) -> None:
    assert shell.run("rules", "check", shell.file("watch.rules", RULES + "\n[停气]\n停气|断气\n")) == 0
    assert "2 组、3 个词" in shell.out[0]
    assert shell.err == []


def test_check_points_at_groups_that_match_too_much(shell: Shell) -> None:
    path = shell.file("watch.rules", "[宽]\n小区\n\n[窄]\n停水\n")
    posts = [{"id": n, "text": "小区新闻" if n % 10 == 0 else "别的新闻"} for n in range(100)]
    many = shell.posts(*posts, {"id": "x", "text": "停水"}, "broken")
    assert shell.run("rules", "check", path, "--posts", many) == 1
    (line,) = shell.err
    assert line.startswith(f"{path}:1:1: ")
    assert "10%" in line
    assert shell.run("rules", "check", path, "--posts", shell.posts(*posts[:20])) == 0
    assert shell.run("rules", "check", path, "--posts", str(shell.folder / "none")) == 2
