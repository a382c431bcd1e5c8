"""The glossary names what the code has, in the words that the screens use."""

import ast
import dataclasses
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import core
from bot.texts import texts_in
from core.actions import ACTIONS
from core.detect.decide import TIER_LABELS
from core.incident import PHASE_LABELS, VERDICT_LABELS, Status
from core.people import ROLE_LABELS
from core.severity import Severity
from core.texts import Texts
from core.views import EVENT_LABELS, VIEWS

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|")


@cache
def glossary() -> dict[str, dict[str, tuple[str, str]]]:
    """Section → code word → Chinese, English on screen."""
    sections = re.split(r"^## (\w+) .*$", (ROOT / "docs/glossary.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {
        title: {word: (chinese, english) for word, chinese, english, _ in ROW.findall(text)}
        for title, text in zip(sections[::2], sections[1::2], strict=True)
    }


def said(labels: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What stands on screens: code word → Chinese, English; a button's sign left out."""
    languages = (Texts(), texts_in("en"))

    def words(label: str) -> tuple[str, str]:
        chinese, english = (re.sub(r"^\W+ ", "", texts(label)) for texts in languages)
        return chinese, english

    return {code: words(label) for code, label in labels.items()}


def of(labels: Mapping[Any, str]) -> dict[str, str]:
    return {member.value: label for member, label in labels.items()}


@pytest.mark.parametrize(
    ("section", "labels"),
    [
        ("Verdict", of(VERDICT_LABELS)),
        ("Severity", {s.value: s.label for s in Severity}),
        ("Role", of(ROLE_LABELS)),
        ("Phase", of(PHASE_LABELS)),
        ("Tier", of(TIER_LABELS)),
        ("Actions", {a.code: a.label for a in ACTIONS}),
        ("Views", {v.code: v.label for v in VIEWS}),
    ],
)
def test_what_people_see_is_named_as_they_see_it(section: str, labels: Mapping[str, str]) -> None:
    assert glossary()[section] == said(labels)


def test_every_status_is_named() -> None:
    assert glossary()["Status"].keys() == {status.value for status in Status}


def emitted() -> Iterator[str]:
    """The type of every event that the code makes."""
    for folder in ("core", "handlers", "jobs", "storage", "bot"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield from event_types(node)


def event_types(call: ast.Call) -> Iterator[str]:
    named = [k.value for k in call.keywords if k.arg == "type"] if ast.unparse(call.func) == "Event" else []
    third = call.args[2:3] if ast.unparse(call.func) in ("decided", "noted") else []
    yield from (str(one.value) for one in (*named, *third) if isinstance(one, ast.Constant))


def test_every_event_is_named() -> None:
    assert glossary()["Events"].keys() == set(emitted())
    for code, (chinese, _) in glossary()["Events"].items():
        assert EVENT_LABELS.get(code, "拒绝").startswith(chinese)


def exported() -> Iterator[str]:
    """The public dataclasses of core's modules; of a package only what its `__all__` names."""
    for path in Path(core.__path__[0]).iterdir():
        if path.suffix == ".py" or (path / "__init__.py").is_file():
            module = import_module(f"core.{path.stem}")
            for name in getattr(module, "__all__", vars(module)):
                found = getattr(module, name)
                ours = path.is_dir() or getattr(found, "__module__", "") == module.__name__
                if ours and isinstance(found, type) and dataclasses.is_dataclass(found) and not name.startswith("_"):
                    yield name


def test_every_type_is_named_and_none_that_is_gone() -> None:
    listed = glossary()["Types"].keys()
    assert set(exported()) <= listed
    classes = {
        node.name
        for path in (ROOT / "core").rglob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    assert listed <= classes
