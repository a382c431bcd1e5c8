"""What matching a post gives back."""

from dataclasses import dataclass
from datetime import time

from core.rules.document import Field
from core.severity import Severity
from core.texts import N_, Message, several

_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A term of a rule and the first place where it stands: `[start, end)` of the tidy field."""

    term: str
    field: Field
    start: int
    end: int
    #: how it is spelt there, where that is another way than the rule's
    written: str = ""

    @property
    def message(self) -> Message:
        """The word with its field."""
        if self.written:
            params = {"term": self.term, "field": Message(self.field.value), "written": self.written}
            return Message(N_("「{term}」（{field}，写作「{written}」）"), params)
        return Message(N_("「{term}」（{field}）"), {"term": self.term, "field": Message(self.field.value)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A group that hit, why, and what the group says about it."""

    group: str
    #: line of the rule file, from 1
    line: int
    terms: tuple[Found, ...]
    weak: tuple[Found, ...] = ()
    #: those of the terms that its `+` lines asked for besides
    asked: tuple[Found, ...] = ()
    #: of these, those of a line with so few alternatives that they are one matter: 停水 or 没水, but not one of sixty
    matter: tuple[Found, ...] = ()
    level: Severity | None = None
    department: str = ""
    category: str = ""
    subject: bool = False
    #: 上限: cards a day; 静默: no sound between these local times. Both are for the caller to obey.
    limit: int | None = None
    quiet: tuple[time, time] | None = None

    @property
    def message(self) -> Message:
        """The group with its words and their fields."""
        params = {"group": self.group, "terms": listed(self.terms)}
        if not self.weak:
            return Message(N_("命中规则「{group}」：{terms}"), params)
        return Message(N_("命中规则「{group}」：{terms}；弱信号：{weak}"), params | {"weak": listed(self.weak)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The groups that hit, in the order of the file, and what kept others from it."""

    hits: tuple[Hit, ...] = ()
    excluded: tuple[Message, ...] = ()

    @property
    def level(self) -> Severity | None:
        """The highest that a rule which hit asks for."""
        return max((hit.level for hit in self.hits if hit.level), default=None)


def listed(found: tuple[Found, ...]) -> Message:
    """Several finds as one sentence part; of very many only the first."""
    if len(found) > _SHOWN:
        return Message(N_("{some} 等 {count} 处"), {"some": listed(found[:_SHOWN]), "count": len(found)})
    return several(one.message for one in found)
