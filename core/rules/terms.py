"""What a rule is made of once its names are resolved."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property

from core.rules.document import Field
from core.severity import Severity

#: alternatives up to which it is quicker to try each than to look words up
_FEW = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """One word or regular expression in one field (None: title and text)."""

    #: as the rule shows it
    shown: str
    #: a literal: tidy and in lower case; a regular expression: its pattern
    text: str
    field: Field | None = None
    regex: bool = False
    #: both ends, or only the beginning, must be the edge of a word
    whole: bool = False
    prefix: bool = False
    #: the literal with its capitals, where they matter
    exact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """One of `left`; with `right`: also one of `right`, at most `distance` characters away in the same field."""

    left: tuple[Atom, ...]
    right: tuple[Atom, ...] = ()
    distance: int = 0


class Line(tuple[Near, ...]):
    """Alternatives of which one must be there. A thousand of them cost no more than those whose words are there."""

    def possible(self, words: Collection[str]) -> Iterable[Near]:
        """The alternatives that can be there if these literals are, in their order; no other can."""
        if len(self) <= _FEW:
            return self
        places = {place for word in words for place in self._by_word.get(word, ())}
        return [self[place] for place in sorted(places.union(self._always))]

    @cached_property
    def _by_word(self) -> Mapping[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, near in enumerate(self):
            for atom in near.left:
                places[atom.text].append(place)
        return dict(places)

    @cached_property
    def _always(self) -> tuple[int, ...]:
        """What begins with a regular expression: nobody knows beforehand whether it is there."""
        return tuple(place for place, near in enumerate(self) if any(atom.regex for atom in near.left))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The `:KEY VALUE` lines of a group."""

    level: Severity | None = None
    department: str = ""
    #: inquiry, hype, fabrication, suggestion, or ""
    category: str = ""
    #: its words name our own affairs: the gate needs no alias
    subject: bool = False
    #: tidy names of sources or platforms
    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    #: cards a day
    limit: int | None = None
    #: local times; the first may be later than the second: over midnight
    quiet: tuple[time, time] | None = None
    #: the last day on which it is used
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One topic. Hits where one of `any` does (if there are any), every one of `must`, and none of `unless`."""

    name: str
    line: int
    any: Line = field(default_factory=Line)
    must: tuple[Line, ...] = ()
    unless: Line = field(default_factory=Line)
    weak: Line = field(default_factory=Line)
    settings: Settings = field(default_factory=Settings)

    @property
    def needed(self) -> tuple[Line, ...]:
        """Lines of which each must be found for the group to hit."""
        return (self.any, *self.must) if self.any else self.must
