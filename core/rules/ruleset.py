"""A whole rule file, ready to be asked."""

from dataclasses import dataclass
from datetime import datetime

from core.posts import Post, Source
from core.rules.document import Document
from core.rules.keys import plain_name
from core.rules.match import Index, Scan
from core.rules.matched import Found, Hit, Matched, listed
from core.rules.parse import parse
from core.rules.terms import Group, Line
from core.texts import N_, Message

#: alternatives of a `+` line that are still ways to say one matter
_NARROW = 8
#: how the longer names of places end
_WHERE = (*"省市县区镇乡村苑路桥站", "街道", "花园", "家园", "小学", "中学", "学校", "幼儿园", "医院", "法院", "派出所")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Every group of a file, or none: `parse` raises `RuleErrors` with all that is wrong."""

    groups: tuple[Group, ...]
    banned: Line
    index: Index

    @classmethod
    def parse(cls, text: str) -> "RuleSet":
        """Reads a rule file."""
        groups, banned = parse(text)
        return cls(groups=groups, banned=banned, index=Index(groups, banned))

    @classmethod
    def empty(cls) -> "RuleSet":
        """No rules: nothing hits."""
        return cls.parse("")

    def match(self, post: Post, source: Source, at: datetime) -> Matched:
        """Which groups hit. `at` is in the organisation's zone: 到期 ends with that day."""
        return self.match_document(self.document(post, source), source, at)

    def document(self, post: Post, source: Source) -> Document:
        """The post with the fields that the rules look at."""
        return Document.of(post, source, self.index.fields)

    def match_document(self, document: Document, source: Source, at: datetime) -> Matched:
        """As `match`, for a post that was made a document already."""
        scan = self.index.scan(document)
        hits: list[Hit] = []
        excluded: list[Message] = []
        for group in self.index.candidates(scan):
            if not _in_force(group, source, at) or not (terms := _fires(group, scan)):
                continue
            if against := scan.first(group.unless):
                excluded.append(_excluded(group, against))
            else:
                hits.append(_hit(group, terms, scan))
        if hits and (against := scan.first(self.banned)):
            return Matched(excluded=(Message(N_("全局排除：{terms}"), {"terms": listed(against)}), *excluded))
        return Matched(hits=tuple(hits), excluded=tuple(excluded))

    def bans(self, document: Document) -> bool:
        """Do the global exclusions rule it out, whatever else hits?"""
        return bool(self.index.scan(document).first(self.banned))

    @property
    def terms(self) -> int:
        """How many different terms the groups look for."""
        lines = (line for g in self.groups for line in (g.any, g.unless, g.weak, *g.must))
        return len({atom for line in lines for near in line for atom in near.left + near.right})


def _in_force(group: Group, source: Source, at: datetime) -> bool:
    settings = group.settings
    if settings.until and at.date() > settings.until:
        return False
    if not (settings.only or settings.never):
        return True
    names = {plain_name(source.name), plain_name(source.platform)}
    return not names & settings.never and (not settings.only or bool(names & settings.only))


def _fires(group: Group, scan: Scan) -> tuple[Found, ...]:
    """The terms that set the group off, () if it does not hit."""
    found: list[Found] = []
    for line in group.needed:
        if not (more := scan.first(line)):
            return ()
        found += more
    return tuple(dict.fromkeys(found))


def _narrow(group: Group) -> tuple[Line, ...]:
    return tuple(line for line in group.must if len(line) <= _NARROW and not _places(line)) if group.any else ()


def _places(line: Line) -> bool:
    """Does the line ask where it is? 某县|某城 does."""
    return any(len(atom.shown) > 2 and atom.shown.endswith(_WHERE) for near in line for atom in near.left)


def _hit(group: Group, terms: tuple[Found, ...], scan: Scan) -> Hit:
    settings = group.settings
    return Hit(
        group=group.name,
        line=group.line,
        terms=terms,
        weak=scan.first(group.weak),
        asked=tuple(found for line in group.must for found in scan.first(line)) if group.any else (),
        matter=tuple(found for line in _narrow(group) for found in scan.first(line)),
        level=settings.level,
        department=settings.department,
        category=settings.category,
        subject=settings.subject,
        limit=settings.limit,
        quiet=settings.quiet,
    )


def _excluded(group: Group, against: tuple[Found, ...]) -> Message:
    return Message(N_("规则「{group}」被排除词拦下：{terms}"), {"group": group.name, "terms": listed(against)})
