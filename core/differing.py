"""Where the file and the database say different things: the database is the truth, the file only seeds it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.duty import Roster
from core.people import Department, Member
from core.policy import Policy
from core.posts import Source
from core.rules.sections import Section
from core.texts import N_


class FileEntry(StrEnum):
    """What is listed."""

    #: 工作群
    GROUP = "group"
    #: 部门
    DEPARTMENT = "department"
    #: 成员
    MEMBER = "member"
    #: 监测源
    SOURCE = "source"
    #: 监测规则
    RULE = "rule"
    #: 值班表
    ROSTER = "roster"


ENTRY_LABELS = {
    FileEntry.GROUP: N_("工作群"),
    FileEntry.DEPARTMENT: N_("部门"),
    FileEntry.MEMBER: N_("成员"),
    FileEntry.SOURCE: N_("监测源"),
    FileEntry.RULE: N_("监测规则"),
    FileEntry.ROSTER: N_("值班表"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one side says: entry → key → its name and what is said of it, None where nothing is."""

    entries: Mapping[FileEntry, Mapping[str, tuple[str, object]]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        *,
        group: int | None,
        departments: Iterable[Department],
        members: Iterable[Member],
        sources: Iterable[Source],
        rules: Iterable[Section],
        roster: Roster | None,
    ) -> "Listing":
        """From what either side holds."""
        return cls(
            entries={
                FileEntry.GROUP: {"group": (str(group), group)} if group else {},
                # a chat that the file leaves out is bound by /bind
                FileEntry.DEPARTMENT: {one.name: (one.name, one.chat or None) for one in departments},
                FileEntry.MEMBER: {str(one.id): (one.name, one) for one in members},
                FileEntry.SOURCE: {one.name: (one.name, one) for one in sources},
                FileEntry.RULE: {f"{one.kind}:{one.name}": (one.handle, one.text.strip()) for one in rules},
                FileEntry.ROSTER: _roster(roster) if roster else {},
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Names by entry: said otherwise on the two sides, in the file alone, in the database alone."""

    other: Mapping[FileEntry, tuple[str, ...]]
    only_file: Mapping[FileEntry, tuple[str, ...]]
    only_database: Mapping[FileEntry, tuple[str, ...]]


def listed(policy: Policy, sources: Iterable[Source], rules: Iterable[Section]) -> Listing:
    """What the database says."""
    return Listing.of(
        group=policy.group,
        departments=policy.departments,
        members=policy.members.values(),
        sources=sources,
        rules=rules,
        roster=policy.roster,
    )


def differences(file: Listing, database: Listing) -> Differences:
    """Compare the two."""
    other: defaultdict[FileEntry, list[str]] = defaultdict(list)
    only_file: defaultdict[FileEntry, list[str]] = defaultdict(list)
    only_database: defaultdict[FileEntry, list[str]] = defaultdict(list)
    for entry in FileEntry:
        mine, theirs = file.entries.get(entry, {}), database.entries.get(entry, {})
        for key, (name, said) in mine.items():
            if key not in theirs:
                only_file[entry].append(name)
            elif said is not None and said != theirs[key][1]:
                other[entry].append(theirs[key][0])
        only_database[entry] += [name for key, (name, _) in theirs.items() if key not in mine]
    return Differences(other=_kept(other), only_file=_kept(only_file), only_database=_kept(only_database))


def _kept(found: Mapping[FileEntry, list[str]]) -> Mapping[FileEntry, tuple[str, ...]]:
    return {entry: tuple(names) for entry, names in found.items() if names}


def _roster(roster: Roster) -> dict[str, tuple[str, object]]:
    """Rotations and single days; who is named for no day follows the rotation."""
    said: dict[str, tuple[str, object]] = {
        f"rotation:{shift}": (shift.value, turn) for shift, turn in roster.rotations.items() if turn.people
    }
    return said | {f"{shift}:{day}": (day.isoformat(), person) for (shift, day), person in roster.dates.items()}
