"""docs/dependencies.md lists what is pinned, under the licences that it has; NOTICE names what asks to be named."""

import re
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from requirements import table

ROOT = Path(__file__).parents[2]
LISTED = table.rows()


def installed(name: str, pinned: str) -> bool:
    try:
        return version(name) == pinned
    except PackageNotFoundError:
        return False


def test_the_page_names_exactly_what_is_pinned() -> None:
    assert LISTED.keys() == table.pins("run").keys() | table.pins("dev").keys()
    lines = re.findall(r"^\| [\w.-]+ \| \d", table.PAGE.read_text("utf-8"), flags=re.MULTILINE)
    assert len(lines) == len(LISTED), "each of them once"


def test_what_runs_stands_apart_from_what_only_tests() -> None:
    text = table.PAGE.read_text("utf-8")
    running = text[text.index("<!-- run -->") : text.index("<!-- end -->")]
    assert set(re.findall(r"^\| ([\w.-]+) \| (\d[\w.]*)", running, flags=re.MULTILINE)) == table.pins("run").keys()


def test_licences_are_those_of_what_is_installed() -> None:
    here = [pin for pin in LISTED if installed(*pin)]
    assert len(here) > len(LISTED) * 0.9
    assert {pin: LISTED[pin][0] for pin in here} == {pin: table.licence(pin[0]) for pin in here}
    assert all(cells[0] not in ("", "unknown", "BSD") for cells in LISTED.values())


@pytest.mark.parametrize("pin", LISTED, ids="-".join)
def test_every_one_has_a_reason_and_its_days(pin: tuple[str, str]) -> None:
    _, reason, released, newest = LISTED[pin]
    assert reason in (table.purpose("run", pin[0]), table.purpose("dev", pin[0]))
    assert reason
    assert date(2008, 1, 1) < date.fromisoformat(released)
    if newest != "the same":
        latest, _, day = newest.partition(", ")
        assert latest != pin[1]
        assert date.fromisoformat(day) >= date.fromisoformat(released)


def test_what_is_old_is_said() -> None:
    """A package at run time whose last release is more than two years before the look-up has its sentence."""
    text = table.PAGE.read_text("utf-8")
    said = re.search(r"on (\d{4})-(\d\d)-(\d\d):", text)
    assert said
    limit = date(int(said[1]) - 2, int(said[2]), min(int(said[3]), 28))
    newest = {name: max(days(one) for one in LISTED if one[0] == name) for name, _ in table.pins("run")}
    old = {name for name, day in newest.items() if day < limit}
    chapter = text[text.index("## What is old") : text.index("## For development")]
    assert set(re.findall(r"^- \*\*([\w-]+)\*\*", chapter, flags=re.MULTILINE)) == old


def days(pin: tuple[str, str]) -> date:
    released, newest = LISTED[pin][2:]
    return date.fromisoformat(released if newest == "the same" else newest.partition(", ")[2])


def test_the_notice_names_what_is_bundled_and_every_copyleft_library() -> None:
    notice = " ".join((ROOT / "NOTICE").read_text("utf-8").split())
    for path in re.findall(r"\b((?:core|jobs|tests|sandbox)/[\w./-]*\w)", notice):
        assert (ROOT / path).exists(), path
    fonts = {*(ROOT / "jobs").rglob("*.otf"), *(ROOT / "jobs").rglob("*.ttf")}
    assert fonts
    assert all(str(font.relative_to(ROOT)) in notice for font in fonts)
    weak = {name for name, pinned in table.pins("run") if "GPL" in LISTED[name, pinned][0]}
    assert "python-telegram-bot" in weak
    assert all(re.search(rf"\b{name}\b(?!-)", notice) for name in weak), weak
