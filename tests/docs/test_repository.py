"""What holds for the whole repository: sizes, contracts, and nothing that belongs to somebody's machine."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import jobs.deliver
from core.actions import ACTIONS
from jobs import JOBS
from jobs.sources import KINDS

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "core", "handlers", "jobs", "storage", "sandbox")

# in pieces, so that this file may stand in the repository itself
REGISTRIES = re.compile(
    r"\b(?:pypi\.or|pythonhosted\.or|npmjs\.(?:or|co)|yarnpkg\.co|crates\.i|anaconda\.or|golang\.or|docker\.i)\w\b"
    r"|\btuna\.tsinghua|\bmirrors\.\w+\.|\bindex" + r"-url\b"
)
MACHINES = re.compile(r"(?<![\w.~:$/*-])/(?:" + "home|root|work|Users" + r")/[\w.~-]")


def files() -> Iterator[Path]:
    """Every file of the repository; environments, caches and what a build leaves are none of it."""
    for folder, inner, names in os.walk(ROOT):
        here = Path(folder)
        inner[:] = [n for n in inner if ours(here / n)]
        # in a second work tree .git is a file that says where the first one is
        yield from (here / n for n in names if n not in (".git", "config.toml", "watch.rules") or here != ROOT)


def ours(folder: Path) -> bool:
    made = folder.name.startswith(".") or folder.name in ("__pycache__", "dist") or folder.suffix == ".egg-info"
    return folder.name == ".ci" or not (made or (folder / "pyvenv.cfg").exists())


@cache
def texts() -> dict[str, str]:
    read = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files()}
    return {name: data.decode("utf-8", "replace") for name, data in read.items() if b"\0" not in data[:8000]}


def found(pattern: re.Pattern[str]) -> list[str]:
    return [f"{name}: {hit[0]}" for name, text in texts().items() if (hit := pattern.search(text))]


def test_no_file_names_a_registry() -> None:
    assert not found(REGISTRIES)


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert not found(MACHINES)


@pytest.mark.parametrize("text", ["https://py" + "pi.org/simple", "files.python" + "hosted.org", "--index" + "-url x"])
def test_a_registry_is_recognised(text: str) -> None:
    assert REGISTRIES.search(text)


@pytest.mark.parametrize("text", ["/ho" + "me/me/x", '"/wo' + 'rk/main"', "(/Us" + "ers/me)"])
def test_a_path_of_a_machine_is_recognised(text: str) -> None:
    assert MACHINES.search(text)


@pytest.mark.parametrize("text", ["https://forum.example/ho" + "me/1", "tests/wo" + "rk/x", "$HO" + "ME/x"])
def test_an_address_is_no_path_of_a_machine(text: str) -> None:
    assert not MACHINES.search(text)


def modules() -> Iterator[tuple[str, str]]:
    """Name and text of every module that the size rules hold for; a migration is history and stays as it was."""
    for name, text in texts().items():
        if name.endswith(".py") and name.split("/")[0] in PACKAGES and "/migrations/versions/" not in name:
            yield name, text


def test_files_are_short() -> None:
    long = [f"{name}: {lines}" for name, text in modules() if (lines := text.count("\n")) > 200]
    assert not long


def test_functions_are_short() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, text in modules()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert not long


@cache
def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert set(settings["root_packages"]) == set(PACKAGES)
    return {contract["name"]: contract for contract in settings["contracts"]}


def siblings(name: str) -> set[str]:
    contract = contracts()[name]
    assert contract["type"] == "independence"
    return set(contract["modules"])


def test_the_layers_have_one_road_down() -> None:
    contract = contracts()["one road down: bot > handlers | jobs > storage > core"]
    assert contract["layers"] == ["bot", "handlers | jobs", "storage", "core"]


@pytest.mark.parametrize(
    ("name", "source", "forbidden"),
    [
        ("core is pure: if it needs await, it is not core", "core", "asyncio os random time logging jieba aiohttp"),
        ("SQL only in storage", "handlers", "sqlalchemy aiosqlite psycopg sqlite3"),
        ("telegram only in bot, handlers and jobs.deliver", "jobs.poll", "telegram"),
        ("aiohttp only in bot, jobs.sources and the sandbox", "storage", "aiohttp"),
        ("sources know only core", "jobs.sources", "bot handlers storage sandbox jobs.poll jobs.deliver"),
        ("the sandbox stands alone", "sandbox", "bot handlers jobs storage core"),
        ("only bot starts the sandbox", "core", "sandbox"),
    ],
)  # fmt: skip
def test_every_folder_has_its_contract(name: str, source: str, forbidden: str) -> None:
    contract = contracts()[name]
    assert contract["type"] == "forbidden"
    assert source in contract["source_modules"]
    assert set(forbidden.split()) <= set(contract["forbidden_modules"])


def test_actions_and_handlers_are_kept_apart_whatever_is_added() -> None:
    assert siblings("actions do not know each other") == {"core.actions.*"}
    assert siblings("handlers do not know each other") == {"handlers.*"}
    assert all(action.decide.__module__.startswith("core.actions.") for action in ACTIONS)


def test_every_job_and_source_kind_is_kept_apart() -> None:
    running = {getattr(job.run, "__module__", "") for job in JOBS} | {jobs.deliver.__name__}
    assert running == siblings("jobs do not know each other")
    kinds = {getattr(fetch, "__module__", "") for fetch in KINDS.values()}
    assert kinds == siblings("source kinds do not know each other")


def test_every_module_of_jobs_with_a_job_is_listed() -> None:
    files = {name: text for name, text in modules() if re.match(r"jobs/\w+\.py", name)}
    having = {name for name, text in files.items() if re.search(r"^JOB\b", text, re.MULTILINE)}
    assert {f"jobs/{job.name}.py" for job in JOBS} == having
