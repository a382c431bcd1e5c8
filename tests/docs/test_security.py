"""docs/security.md: every row is proved by tests that are there and run, and both languages say the same."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGES = {name: (TESTS.parent / "docs" / name).read_text("utf-8") for name in ("security.md", "security.zh.md")}
ROW = re.compile(r"^\| (?!attack|攻击)(.+) \| (.+) \| (.*) \|$", re.MULTILINE)
TEST = re.compile(r"`([\w/]+/test_\w+\.py)::(test_\w+)`")


@cache
def collected(file: str) -> dict[str, list[str]]:
    """What pytest finds in a file: the names of its tests, and the decorators of each."""
    found = ast.parse((TESTS / file).read_text("utf-8")).body
    tests = [one for one in found if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {one.name: [ast.unparse(mark) for mark in one.decorator_list] for one in tests}


def rows(page: str) -> list[tuple[str, str, str]]:
    return ROW.findall(PAGES[page])


@pytest.mark.parametrize("page", PAGES)
def test_every_row_says_what_happens_and_names_its_test(page: str) -> None:
    assert len(rows(page)) > 60
    for attack, happens, tests in rows(page):
        assert attack.strip()
        assert happens.strip()
        assert TEST.sub("", tests).replace(", ", "") == "", f"{attack}: {tests}"
        assert TEST.findall(tests), attack


@pytest.mark.parametrize("place", sorted({one for _, _, tests in rows("security.md") for one in TEST.findall(tests)}))
def test_every_test_that_is_named_is_there_and_runs(place: tuple[str, str]) -> None:
    file, name = place
    assert name in collected(file), f"{file} has no {name}"
    assert not [mark for mark in collected(file)[name] if "skip" in mark or "xfail" in mark or ".long" in mark]


def test_a_test_that_is_gone_would_be_found() -> None:
    assert "test_a_test_that_is_gone" not in collected("docs/test_security.py")
    assert "test_a_test_that_is_gone_would_be_found" in collected("docs/test_security.py")


def test_both_languages_name_the_same_tests_in_the_same_order() -> None:
    english, chinese = ([tests for _, _, tests in rows(page)] for page in PAGES)
    assert english == chinese
    heads = [re.findall(r"^(## |- )", text, flags=re.MULTILINE) for text in PAGES.values()]
    assert heads[0] == heads[1]


def test_no_attack_stands_there_twice() -> None:
    for page in PAGES:
        attacks = [attack for attack, _, _ in rows(page)]
        assert len(attacks) == len(set(attacks))


def test_the_limits_are_said() -> None:
    for text, head in zip(PAGES.values(), ("## What we do not defend against", "## 不防什么"), strict=True):
        assert len(re.findall(r"^- \*\*", text.partition(head)[2], flags=re.MULTILINE)) >= 8
