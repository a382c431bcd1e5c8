"""A rule file in its pieces (规则条目): groups, `$` names, global exclusions; each is kept and changed by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.rules.parse import GLOBAL, is_definition, lines_of
from core.rules.words import NAME, SIGNS


class Kind(StrEnum):
    """What a piece is."""

    #: 规则
    GROUP = "group"
    #: 词组
    NAME = "name"
    #: 全局排除
    GLOBAL = "global"


class State(StrEnum):
    """Is it used? Only groups and the global exclusions can rest; a lead's word stands until a lead's next."""

    #: 启用
    ACTIVE = "active"
    #: 暂停: a lead let it rest
    PAUSED = "paused"
    #: 文件已无: it rests because the file has it no more, and comes back with the file
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One piece as it was written, with the comments above it. `name` is without its signs."""

    kind: Kind
    name: str
    text: str

    @property
    def key(self) -> tuple[Kind, str]:
        """One of a kind in a rule set."""
        return self.kind, self.name

    @property
    def handle(self) -> str:
        """What people write to mean it: the name, `$` before that of a definition."""
        return f"${self.name}" if self.kind is Kind.NAME else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A piece as it is kept: who wrote it last and when; `person` 0 = the file. `version` counts its changes."""

    id: int
    section: Section
    state: State = State.ACTIVE
    version: int = 1
    person: int = 0
    at: datetime | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.section.name

    @property
    def active(self) -> bool:
        """Is it used?"""
        return self.state is State.ACTIVE


def split(text: str) -> tuple[Section, ...]:
    """The pieces in their order. What the parser refuses is no part of any of them."""
    reader = _Reader()
    for line in lines_of(text):
        reader.read(line)
    return reader.sections()


def compose(sections: Iterable[Section]) -> str:
    """A rule file of these pieces."""
    return "".join(f"{section.text}\n\n" for section in sections)


class _Reader:
    """Goes through a file as the parser does."""

    def __init__(self) -> None:
        self._found: dict[tuple[Kind, str], list[str]] = {}
        self._here: list[str] | None = None
        #: comments that stand above the next piece
        self._above: list[str] = []

    def read(self, line: str) -> None:
        """One line more."""
        plain = line.translate(SIGNS).strip()
        if not plain:
            self._here = None
        elif plain.startswith("["):
            self._begin(plain.partition("]")[0][1:].strip(), line)
        elif plain.startswith("$") and is_definition(plain, 0):
            name = NAME.match(plain, 1)
            self._found[Kind.NAME, name.group() if name else ""] = [*self._comments(), line.strip()]
        elif self._here is not None:
            self._here.append(line.rstrip())
        elif plain.startswith("#"):
            self._above.append(line.rstrip())

    def _begin(self, name: str, line: str) -> None:
        key = (Kind.GLOBAL, GLOBAL) if name == GLOBAL else (Kind.GROUP, name)
        # several global parts are one
        self._here = self._found.setdefault(key, [*self._comments(), line.strip()])

    def _comments(self) -> list[str]:
        above, self._above = self._above, []
        return above

    def sections(self) -> tuple[Section, ...]:
        """All of them."""
        return tuple(
            Section(kind=kind, name=name, text="\n".join(lines)) for (kind, name), lines in self._found.items()
        )
