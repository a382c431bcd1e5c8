"""Whose matter is it? (建议部门) Departments that took the nearest past incidents, and those that sent them back."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, log, sqrt

from core.incident import Incident
from core.pairs import entries

#: past assignments that are looked at, the newest first
LOOKED_AT = 300
#: the same rule group found it; how near its words are comes on top, from 0 to 1
_SAME_TOPIC = 0.5
#: nearness from which a past incident counts
_NEAR = 0.25
#: so many of them must have gone to one department, and it must have so much of their weight, before it is proposed
_CASES, _SHARE = 3, 0.6


class Uptake(StrEnum):
    """What became of an assignment."""

    #: 已交办
    GIVEN = "given"
    #: 已签收
    TAKEN = "taken"
    #: 已退回: not theirs
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A past assignment, and what its incident was about."""

    department: str
    stand: Uptake
    topic: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The department to propose ("" = none), by how many cases, and those that send such matters back."""

    department: str = ""
    cases: int = 0
    sunk: frozenset[str] = frozenset()


def advice(incident: Incident, past: Sequence[Past]) -> Advice:
    """Counts the near past incidents by nearness; what was sent back counts against."""
    weights: dict[str, float] = defaultdict(float)
    cases: Counter[str] = Counter()
    total = 0.0
    for one, near in zip(past, _nearness(incident, past), strict=True):
        if near < _NEAR:
            continue
        total += near
        sign = -1 if one.stand is Uptake.BOUNCED else 1
        weights[one.department] += sign * near
        cases[one.department] += sign
    sunk = frozenset(name for name, weight in weights.items() if weight < 0)
    best = max(weights, key=lambda name: (weights[name], name), default="")
    if not best or cases[best] < _CASES or weights[best] < _SHARE * total:
        return Advice(sunk=sunk)
    return Advice(department=best, cases=cases[best], sunk=sunk)


def _nearness(incident: Incident, past: Sequence[Past]) -> Iterable[float]:
    """Of each: the same rule group, and how alike the words of the titles are, rare ones weighing more."""
    titles = [frozenset(entries(one.title)) for one in past]
    mine = frozenset(entries(incident.title))
    having = Counter(word for words in titles for word in words)
    weight = {word: log(1 + len(past) / count) for word, count in having.items()}
    # a word that no past title has may be anything: it weighs as much as any
    unknown = fsum(weight.values()) / max(1, len(weight))
    lengths = {words: sqrt(fsum(weight.get(word, unknown) for word in words)) for words in {*titles, mine}}
    for one, words in zip(past, titles, strict=True):
        shared = fsum(weight[word] for word in words & mine)
        alike = shared / (lengths[words] * lengths[mine]) if shared else 0.0
        yield alike + (_SAME_TOPIC if incident.topic and one.topic == incident.topic else 0.0)
