"""Scenarios of drills: those that come along, and the organisation's own in `drills/` beside config.toml."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from bot.config_tables import OrganisationTable
from bot.config_values import Strict
from core.drill.scenario import Scenario, checked, for_us
from core.errors import InputError
from core.incident import Verdict
from core.posts import Tier
from core.texts import N_, Message

SHIPPED = Path(__file__).parent / "scenarios"
#: beside config.toml
OWN = "drills"


class _Post(Strict, frozen=True, kw_only=True):
    at: float
    source: str
    title: str = ""
    text: str = ""
    platform: str = ""
    tier: Tier = Tier.SELF
    author: str = ""
    reposts: int = 0
    key: str = ""


class _Question(Strict, frozen=True, kw_only=True):
    at: float
    who: str
    text: str


class _Fact(Strict, frozen=True, kw_only=True):
    name: str
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class _File(Strict, frozen=True, kw_only=True):
    title: str
    about: str = ""
    minutes: float
    pace: float = 1.0
    verdict: Verdict = Verdict.UNVERIFIED
    posts: tuple[_Post, ...]
    questions: tuple[_Question, ...] = ()
    facts: tuple[_Fact, ...] = ()


def read_scenario(path: Path, organisation: OrganisationTable | None = None) -> Scenario:
    """A file, with the organisation's name in its texts. InputError says what is wrong with it."""
    try:
        file = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(N_("{file} 读不出来：{error}"), file=path.name, error=error) from None
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise InputError(N_("{file} 不是能用的情景：{error}"), file=path.name, error=error) from None
    plain = msgspec.to_builtins(file) | {"name": path.stem}
    made = checked(msgspec.convert(plain, Scenario))
    return for_us(made, organisation.name) if organisation else made


def scenarios(folder: Path, organisation: OrganisationTable) -> Mapping[str, Scenario | Message]:
    """By name, ours first; an own file of the same name takes the place of one that comes along."""
    found: dict[str, Scenario | Message] = {}
    for path in (*sorted((folder / OWN).glob("*.toml")), *sorted(SHIPPED.glob("*.toml"))):
        if path.stem in found:
            continue
        try:
            found[path.stem] = read_scenario(path, organisation)
        except InputError as error:
            found[path.stem] = error.message
    return found
