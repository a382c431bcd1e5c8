"""The glossary names what the code has, in the words that the screens use."""

import ast
import dataclasses
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import core
from bot.texts import texts_in
from core.actions import ACTIONS
from core.cards.views import EVENT_LABELS, VIEWS
from core.channels import CHANNEL_LABELS
from core.dossier import CATEGORY_LABELS, JURISDICTION_LABELS
from core.duty import SHIFT_LABELS
from core.forms.facts import FACT_LABELS
from core.incident import PHASE_LABELS, VERDICT_LABELS
from core.people import ROLE_LABELS
from core.posts import TIER_LABELS
from core.proposals import TITLES
from core.response import PROMISE_LABELS
from core.severity import Severity
from core.statement import KIND_LABELS, STAND_LABELS
from core.texts import Texts
from core.timer import CLOCK_LABELS
from core.watching.health import HEALTH_LABELS

ROOT = Path(__file__).parents[2]
FOLDERS = ("core", "handlers", "jobs", "storage", "bot")
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
    """What stands on screens: code word → Chinese, English; a button's sign left out, … for what is filled in."""
    languages = (Texts(), texts_in("en"))

    def words(label: str) -> tuple[str, str]:
        chinese, english = (re.sub(r"\{\w+\}", "…", re.sub(r"^\W+ ", "", texts(label))) for texts in languages)
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
        ("Clock", of(CLOCK_LABELS)),
        ("Kind", of(KIND_LABELS)),
        ("Stand", of(STAND_LABELS)),
        ("PromiseState", of(PROMISE_LABELS)),
        ("Fact", of(FACT_LABELS)),
        ("Shift", of(SHIFT_LABELS)),
        ("Tier", of(TIER_LABELS)),
        ("Category", of(CATEGORY_LABELS)),
        ("Jurisdiction", of(JURISDICTION_LABELS)),
        ("Proposed", of(TITLES)),
        ("Health", of(HEALTH_LABELS)),
        ("Channel", CHANNEL_LABELS),
        ("Actions", {a.code: a.label for a in ACTIONS}),
        ("Views", {v.code: v.label for v in VIEWS}),
    ],
)
def test_what_people_see_is_named_as_they_see_it(section: str, labels: Mapping[str, str]) -> None:
    assert glossary()[section] == said(labels)


def test_every_event_is_named_as_the_timeline_tells_it() -> None:
    listed = glossary()["Events"]
    assert listed.keys() == set(emitted())
    assert said(EVENT_LABELS).items() <= listed.items()
    unseen = {code: english for code, (_, english) in listed.items() if code not in EVENT_LABELS}
    assert set(unseen.values()) == {"–"}, unseen


def test_every_value_of_an_axis_is_named() -> None:
    axes = {name: found for name, found in exported() if issubclass(found, Enum) and name in glossary()}
    assert {"Status", "Answered", "Entry"} < axes.keys()
    for name, axis in axes.items():
        assert glossary()[name].keys() == {one.value for one in axis if one.value}, name


def test_every_type_is_named_and_none_that_is_gone() -> None:
    listed = glossary()["Types"].keys()
    assert {name for name, _ in exported()} <= listed | glossary().keys()
    classes = {
        node.name
        for path in (ROOT / "core").rglob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    assert listed <= classes


def test_no_two_types_share_a_name() -> None:
    found = {(name, kind) for name, kind in exported()}
    names = [name for name, _ in found]
    # a button, and what becomes of a post: the glossary says so
    assert {name for name in names if names.count(name) > 1} == {"Action"}


def exported() -> Iterator[tuple[str, type]]:
    """The public dataclasses and enums of core's modules; of a package only what its `__all__` names."""
    for path in Path(core.__path__[0]).iterdir():
        if path.suffix == ".py" or (path / "__init__.py").is_file():
            module = import_module(f"core.{path.stem}")
            for name in getattr(module, "__all__", vars(module)):
                found = getattr(module, name)
                ours = path.is_dir() or getattr(found, "__module__", "") == module.__name__
                if ours and isinstance(found, type) and is_named(found) and not name.startswith("_"):
                    yield name, found


def is_named(found: type) -> bool:
    return dataclasses.is_dataclass(found) or issubclass(found, Enum)


# which events there are: read from the code, through the functions that make them


Function = ast.FunctionDef | ast.AsyncFunctionDef


def emitted() -> Iterator[str]:
    """The type of every event that the code makes."""
    modules = {
        path: ast.parse(path.read_text("utf-8"))
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    }
    public = {name: maker for tree in modules.values() for name, maker in makers(tree).items() if name[0] != "_"}
    for tree in modules.values():
        yield from events_of(tree, public | makers(tree))


def makers(tree: ast.Module) -> dict[str, Function]:
    """The functions that make an event of the type that they are told: those with a parameter `type_`."""
    functions = (node for node in ast.walk(tree) if isinstance(node, Function))
    return {f.name: f for f in functions if "type_" in parameters(f)}


def parameters(function: Function) -> dict[str, ast.arg]:
    arguments = function.args
    return {one.arg: one for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def events_of(tree: ast.Module, known: Mapping[str, Function]) -> Iterator[str]:
    classes = (node.body for node in tree.body if isinstance(node, ast.ClassDef))
    for statement in (*tree.body, *chain.from_iterable(classes)):
        for call in (node for node in ast.walk(statement) if isinstance(node, ast.Call)):
            name = ast.unparse(call.func).rpartition(".")[2]
            if not isinstance(statement, ast.ClassDef) and (name == "Event" or name in known):
                for told in types_told(call, known.get(name)):
                    yield from words_of(told, statement)


def types_told(call: ast.Call, maker: Function | None) -> Iterator[ast.expr]:
    """What the call says of the event's type; where it says nothing, the default."""
    named = [k.value for k in call.keywords if k.arg == ("type_" if maker else "type")]
    if named or maker is None:
        yield from named
        return
    places = [one.arg for one in maker.args.args if one.arg != "self"]
    if "type_" in places:
        yield call.args[places.index("type_")]
    else:
        defaults = zip(maker.args.kwonlyargs, maker.args.kw_defaults, strict=True)
        yield from (default for one, default in defaults if one.arg == "type_" and default is not None)


def words_of(told: ast.expr, where: ast.stmt) -> Iterator[str]:
    """The words that the expression may come to; what cannot be read must not go unnoticed."""
    if isinstance(told, ast.Constant):
        yield str(told.value)
    elif isinstance(told, ast.IfExp):
        yield from (word for part in (told.body, told.orelse) for word in words_of(part, where))
    elif isinstance(told, ast.Name) and (values := assigned(told.id, where)):
        yield from (word for value in values for word in words_of(value, where))
    elif isinstance(told, ast.Attribute) and told.attr == "value":
        kind = ast.unparse(within(where)[ast.unparse(told.value)].annotation or told)
        yield from (one.value for one in dict(exported())[kind])  # type: ignore[attr-defined]
    else:
        # its own callers say it
        assert isinstance(told, ast.Name), ast.unparse(told)
        assert told.id == "type_", told.id
        assert told.id in within(where), ast.unparse(where)


def within(where: ast.stmt) -> dict[str, ast.arg]:
    """The parameters of a function and of those that stand in it."""
    functions = (node for node in ast.walk(where) if isinstance(node, Function))
    return dict(chain.from_iterable(parameters(function).items() for function in functions))


def assigned(name: str, where: ast.stmt) -> list[ast.expr]:
    """What a function assigns to a name of its own, alone or beside others."""
    found = []
    for node in ast.walk(where):
        if isinstance(node, ast.Assign):
            (target,) = node.targets
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                found += [v for t, v in zip(target.elts, node.value.elts, strict=True) if ast.unparse(t) == name]
            elif ast.unparse(target) == name:
                found.append(node.value)
    return found


@pytest.mark.parametrize(
    ("source", "events"),
    [
        ('def f():\n    return Event(type="seen")', {"seen"}),
        ("def f():\n    return asyncio.Event()", set()),
        ('def make(a, type_): return Event(type=type_)\ndef f(): make(1, "claim")', {"claim"}),
        ('def make(a, *, type_="seed"): return Event(type=type_)\ndef f(): make(1)', {"seed"}),
        ('def make(a, *, type_="seed"): return Event(type=type_)\ndef f(): make(1, type_="off")', {"off"}),
        (
            'def make(type_): Event(type=type_)\ndef f(x):\n    w, d = "on" if x else "off", 1\n    make(w)',
            {"on", "off"},
        ),
        ("def make(type_): Event(type=type_)\ndef f(what: Channel): make(what.value)", {"link", "phone", "visit"}),
        ('def make(type_):\n    def act(): Event(type=type_)\nACTS = (make("sort"), make("tidy"))', {"sort", "tidy"}),
        ('class Store:\n    def f(self): Event(type="seen")', {"seen"}),
    ],
)
def test_an_event_is_found_however_it_is_made(source: str, events: set[str]) -> None:
    tree = ast.parse(source)
    assert set(events_of(tree, makers(tree))) == events


@pytest.mark.parametrize("what", ["other()", "what", "words[0]"])
def test_an_event_whose_type_cannot_be_read_is_no_silence(what: str) -> None:
    tree = ast.parse(f"def make(type_): Event(type=type_)\ndef f(what): make({what})")
    with pytest.raises((AssertionError, KeyError)):
        list(events_of(tree, makers(tree)))
