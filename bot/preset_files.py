"""预设: sources and seed rules for each kind of organisation, with what can honestly be had; data in `bot/presets`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from bot.config_sources import checked_source
from bot.config_tables import OrganisationTable, SourceTable
from bot.config_values import Strict
from core.errors import InputError
from core.texts import N_, Message
from core.watching.presets import Menu, Offered, Status
from jobs.sources.services import Services

FOLDER = Path(__file__).parent / "presets"
#: in the order in which they are offered
KINDS = ("bureau", "school", "court", "power", "railway", "company", "hospital")


class Without(Strict, frozen=True, kw_only=True):
    """What no source can read."""

    name: str
    status: Status
    note: str


class _File(Strict, frozen=True, kw_only=True):
    title: str = ""
    topic: str = ""
    sources: tuple[dict[str, Any], ...] = ()
    without: tuple[Without, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A source of a preset. `values`: what stands in its table of config.toml."""

    values: Mapping[str, Any]
    status: Status
    note: str

    @property
    def table(self) -> SourceTable:
        """As the file would have it."""
        return msgspec.convert(dict(self.values), SourceTable)

    def ready(self, services: Services) -> bool:
        """Can it be read as it is, with the services that there are?"""
        return self.status is not Status.ADDRESS and services.missing(self.values["url"]) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """For one kind of organisation, filled in for one of them."""

    kind: str
    title: str
    offers: tuple[Offer, ...]
    without: tuple[Without, ...]
    rules: str


def titles() -> Mapping[str, str]:
    """The kinds with their names."""
    return {kind: _file(kind).title for kind in KINDS}


def kind_of(word: str) -> str:
    """The kind that somebody means by its key or by a part of its name, "" for none."""
    return next((kind for kind, title in titles().items() if word and (word == kind or word in title)), "")


def preset(kind: str, name: str, aliases: tuple[str, ...] = (), town: str = "") -> Preset:
    """The preset of a known kind. InputError where a name cannot stand in a rule."""
    common, own = _file("common"), _file(kind)
    words = {"{name}": name, "{town}": town, "{topic}": own.topic}
    rules = (FOLDER / f"{kind}.rules").read_text("utf-8")
    names = _alternatives((name, *aliases))
    rules = rules.replace("{names}", names).replace("{towns}", _alternatives((town,)) if town else names)
    return Preset(
        kind=kind,
        title=own.title,
        offers=tuple(_offer(one, words) for one in (*common.sources, *own.sources)),
        without=(*common.without, *own.without),
        rules=rules.replace("{name}", " ".join(name.split())),
    )


def menu(word: str, ours: OrganisationTable, services: Services) -> Menu:
    """What is shown in chat for the kind that somebody named. Without a town: nobody is asked for one there."""
    kinds = tuple(titles().values())
    kind = kind_of(word)
    if not kind:
        return Menu(kinds=kinds)
    made = preset(kind, ours.name, ours.aliases)
    without = (Offered(name=one.name, status=one.status, note=one.note) for one in made.without)
    return Menu(kinds=kinds, title=made.title, offers=(*(_offered(one, services) for one in made.offers), *without))


def _offered(offer: Offer, services: Services) -> Offered:
    known = {"name": offer.values["name"], "status": offer.status, "note": offer.note}
    if offer.ready(services):
        return Offered(**known, source=checked_source(Path("/source preset"), offer.table, services))
    missing = services.missing(offer.values["url"])
    return Offered(**known, problem=missing or Message(N_("请用 /source add 写明自己的网址")))


@cache
def _file(name: str) -> _File:
    return msgspec.convert(tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")), _File)


def _offer(raw: Mapping[str, Any], words: Mapping[str, str]) -> Offer:
    filled = {key: _filled(value, words) for key, value in raw.items()}
    status, note = Status(filled.pop("status")), filled.pop("note")
    return Offer(values={key: value for key, value in filled.items() if value != ""}, status=status, note=note)


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        # a term about a town that nobody named would find all towns
        return [_filled(one, words) for one in value if words["{town}"] or "{town}" not in one]
    if not isinstance(value, str):
        return value
    for place, word in words.items():
        value = value.replace(place, word)
    return value


def _alternatives(names: tuple[str, ...]) -> str:
    for name in names:
        if len(name.strip()) < 2 or '"' in name or not name.isprintable():
            raise InputError(N_("名称「{name}」不能写进规则；请用两个字以上、不带引号的名称"), name=name)
    return "|".join(f'"{name.strip()}"' for name in names)
