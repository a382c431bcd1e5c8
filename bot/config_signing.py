"""[[approval]] and [[templates]] of config.toml: who signs official texts, and what these begin with."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from bot.config_clocks import length
from bot.config_values import ConfigError, Strict
from core.dossier import Category
from core.people import Member, Role
from core.severity import Severity
from core.spans import ROUTES, Route
from core.statement import Kind
from core.templating import TemplateEntry
from core.texts import N_, several

#: the head of the department that handles the incident
HEAD = "head@department"
_KNOWN = (*(role.value for role in Role if role is not Role.SYSTEM), HEAD)

Names = Annotated[tuple[str, ...], Meta(max_length=20)]


class ApprovalTable(Strict, frozen=True, kw_only=True):
    """[[approval]]: one level; what is left out stays as it is by default."""

    level: Severity
    stages: Annotated[tuple[Names, ...], Meta(max_length=9)] | None = None
    standin: Names | None = None
    timebox: str | None = None


class TemplateTable(Strict, frozen=True, kw_only=True):
    """[[templates]]"""

    kind: Kind
    category: Category = Category.NONE
    text: Annotated[str, Meta(pattern=r"\S", max_length=3000)]


def checked_routes(path: Path, tables: Sequence[ApprovalTable], people: Sequence[Member]) -> Mapping[Severity, Route]:
    """Every level's way to a signature; ConfigError names what cannot be."""
    levels = [one.level for one in tables]
    if twice := next((level for level in levels if levels.count(level) > 1), None):
        raise ConfigError(N_("{path}：[[approval]] 里 {level} 出现了两次"), path=path, level=twice.value)
    return {**ROUTES, **{one.level: _route(path, one, people) for one in tables}}


def _route(path: Path, table: ApprovalTable, people: Sequence[Member]) -> Route:
    level, default = table.level, ROUTES[table.level]
    stages = default.stages if table.stages is None else table.stages
    if not stages or not all(stages):
        text = N_("{path}：[[approval]] {level} 的 stages 至少要有一级，每级至少写一人")
        raise ConfigError(text, path=path, level=level.value)
    standin = default.standin if table.standin is None else table.standin
    for name in (*(name for stage in stages for name in stage), *standin):
        _check_name(path, level, name, people)
    timebox = default.timebox
    if table.timebox is not None:
        timebox = length(path, f"approval「{level.value}」.timebox", table.timebox)
    return Route(stages=stages, standin=standin, timebox=timebox)


def _check_name(path: Path, level: Severity, name: str, people: Iterable[Member]) -> None:
    if name in _KNOWN:
        return
    count = sum(one.name == name for one in people)
    if count == 0:
        text = N_("{path}：[[approval]] {level} 里的「{name}」不认识；可写 {known}，或 [[members]] 里的姓名")
        raise ConfigError(text, path=path, level=level.value, name=name, known=several(_KNOWN))
    if count > 1:
        text = N_("{path}：[[approval]] {level} 里的「{name}」有同名成员，分不清是谁；请先在 [[members]] 里区分姓名")
        raise ConfigError(text, path=path, level=level.value, name=name)


def checked_templates(path: Path, tables: Iterable[TemplateTable]) -> tuple[TemplateEntry, ...]:
    """Our own templates; two for the same case are an error, because one of them would never be seen."""
    found = tuple(TemplateEntry(kind=one.kind, category=one.category, text=one.text) for one in tables)
    for (kind, category), count in Counter((one.kind, one.category) for one in found).items():
        if count > 1:
            text = N_("{path}：[[templates]] 里 kind = “{kind}”、category = “{category}” 出现了两次；请合并")
            raise ConfigError(text, path=path, kind=kind.value, category=category.value)
    return found
