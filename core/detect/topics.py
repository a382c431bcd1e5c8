"""Which of the rules that found a post names its topic (主题规则), and what follows from that."""

from collections.abc import Iterable

from core.rules import Hit


def heaviest_first(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The highest level, then the most terms; of equals the first of the file."""
    return tuple(sorted(hits, key=_weight, reverse=True))


def department(topic: str, hits: Iterable[Hit]) -> str:
    """The one that the topic's rule names, else the first that another one does."""
    ordered = sorted(hits, key=lambda hit: hit.group != topic)
    return next((hit.department for hit in ordered if hit.department), "")


def _weight(hit: Hit) -> tuple[int, int]:
    return (hit.level.rank if hit.level else -1, len(hit.terms))
