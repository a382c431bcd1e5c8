"""The lists of risk words: common ones, those of each field of work, and what an office adds or takes away."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from core.normalise import readable
from core.wordlist import read_list


class FieldOfWork(StrEnum):
    """What kind of organisation it is; the value names its list in `words/`."""

    #: 学校
    SCHOOL = "school"
    #: 住建
    HOUSING = "housing"
    #: 法院
    COURT = "court"
    #: 供电
    POWER = "power"
    #: 铁路
    RAILWAY = "railway"
    #: 企业
    COMPANY = "company"
    #: 医院
    HOSPITAL = "hospital"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskWords:
    """All words that are looked for; what is not of class A is of class B."""

    class_a: frozenset[str]
    class_b: frozenset[str]
    automaton: AhoCorasick
    #: probability of being negative from which a text alarms by itself; a model may know better
    negative: float = 0.7

    @classmethod
    def of(
        cls,
        fields: Iterable[FieldOfWork] = (),
        *,
        class_a: Iterable[str] = (),
        class_b: Iterable[str] = (),
        without: Iterable[str] = (),
        negative: float = 0.7,
    ) -> "RiskWords":
        """The common list, those of these fields, and an office's own words, which win over the lists."""
        own_a, own_b = _plain(class_a), _plain(class_b)
        listed = [_listed(name) for name in ("common", *dict.fromkeys(fields))]
        gone = _plain(without)
        first = frozenset().union(*(one[0] for one in listed)) - own_b - gone | own_a
        second = frozenset().union(*(one[1] for one in listed)) - first - gone | own_b - own_a
        words = AhoCorasick(sorted(first | second), matchkind=MatchKind.LeftmostLongest)
        return cls(class_a=first, class_b=second, automaton=words, negative=negative)


@cache
def common() -> RiskWords:
    """What alarms every office."""
    return RiskWords.of()


@cache
def _listed(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Class A and class B of a list."""
    lines = list(read_list("core.detect", f"words/{name}.txt"))
    a, b = (frozenset(word for head, words in lines if head == kind for word in words) for kind in ("A", "B"))
    return a, b


def plain(word: str) -> str:
    """A word as posts are read."""
    return readable(word).replace(" ", "")


def _plain(words: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(plain, words)))
