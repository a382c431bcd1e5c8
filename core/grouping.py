"""Which post belongs to which incident, and how people change that: merge, unmerge, split (并案, 拆回, 拆分)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.dossier import Child
from core.incident import Incident
from core.numbers import spoken
from core.pace import happened
from core.people import Actor
from core.posts import Post, Source
from core.spreading import Sighting, best


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A post of an incident as its row says."""

    id: int
    incident: int
    #: the incident that a merge took it from
    came_from: int | None
    #: the remembered post whose text it repeats
    duplicate_of: int | None
    seen_at: datetime
    post: Post
    source: Source

    @property
    def page(self) -> str:
        """What it is counted by: two sources may find one and the same page, and a search finds it too."""
        return self.post.page or str(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Posts that go to another incident and are there for good."""

    posts: tuple[int, ...]
    to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Posts and evidence of an incident go to another, each remembering the first incident that it came from.

    With `brought` only what once came from these goes, on its way back.
    """

    of: int
    to: int
    brought: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """The texts and pages of one statement go to another incident, where it bears another number."""

    of: int
    statement: int
    to: int
    number: int


Moves = tuple[Move | Handover | Carry, ...]


def texts_of(posts: Sequence[Kept]) -> tuple[tuple[Kept, ...], ...]:
    """The posts by text: each with the copies that go along with it, in the order in which they were first seen."""
    ordered = sorted(posts, key=lambda kept: kept.id)
    first: dict[int, int] = {}
    groups: dict[int, list[Kept]] = {}
    for kept in ordered:
        # a copy of a copy belongs to the first of them; one whose original is elsewhere stands for itself
        root = first.get(kept.duplicate_of or kept.id, kept.id)
        first[kept.id] = root
        groups.setdefault(root, []).append(kept)
    return tuple(tuple(group) for group in groups.values())


def sightings(posts: Iterable[Kept]) -> tuple[Sighting, ...]:
    """The posts as they count for the spread; only the first finding of a page is one post more."""
    first: dict[str, int] = {}
    return tuple(
        Sighting(
            source=kept.source,
            reposts=kept.post.reposts or 0,
            seen_at=happened(kept.post.published_at, kept.seen_at),
            times=int(first.setdefault(kept.page, kept.id) == kept.id),
            authors=frozenset({kept.post.author} - {""}),
            rank=kept.post.rank or 0,
        )
        for kept in sorted(posts, key=lambda kept: kept.id)
    )


def counts(posts: Iterable[Kept]) -> dict[str, Any]:
    """What an incident says of its posts: how many, where, how often reposted."""
    kept = tuple(posts)
    return {
        "posts": len({one.page for one in kept}),
        "platforms": tuple(dict.fromkeys(one.source.platform for one in kept if one.source.platform)),
        "regions": tuple(dict.fromkeys(one.source.region for one in kept if one.source.region)),
        "reposts": max((one.post.reposts or 0 for one in kept), default=0),
        "rank": best(one.post.rank or 0 for one in kept),
    }


def number_of(ident: int | None) -> str:
    """An incident's number as people say it, where only its id is known."""
    return spoken(ident or 0)


def stayed(old: Incident, new: Incident, actor: Actor) -> Incident:
    """Who acts on an incident belongs to it: taking out again what was merged in does not send them away."""
    if not old.children:
        return new
    mine = {actor.department} - {""}
    children = tuple(_without(child, {actor.id}, mine) if child in old.children else child for child in new.children)
    return replace(new, children=children)


def _without(child: Child, people: set[int], departments: set[str]) -> Child:
    return replace(
        child,
        people=tuple(person for person in child.people if person not in people),
        departments=tuple(name for name in child.departments if name not in departments),
    )
