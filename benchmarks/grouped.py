"""How well posts were put together: pairwise and B³ against the true groups; how well a score tells pairs apart."""

import statistics
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

Groups = Sequence[Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Precision and recall over pairs, and the F1 of both measures."""

    precision: float
    recall: float
    pairs: float
    b3: float


def agreement(truth: Groups, found: Groups) -> Agreement:
    """`None` is a post that stands alone."""
    true, mine = _apart(truth), _apart(found)
    both = Counter(zip(true, mine, strict=True))
    sizes, ours = Counter(true), Counter(mine)
    hits, said, there = (_pairs(counts.values()) for counts in (both, ours, sizes))
    precision, recall = (hits / said if said else 1.0), (hits / there if there else 1.0)
    placed = [(both[a, b] / ours[b], both[a, b] / sizes[a]) for a, b in zip(true, mine, strict=True)]
    b_precision, b_recall = (statistics.fmean(column) for column in zip(*placed, strict=True))
    return Agreement(precision=precision, recall=recall, pairs=f1(precision, recall), b3=f1(b_precision, b_recall))


def f1(precision: float, recall: float) -> float:
    """Their harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def auc(scores: Sequence[float], labels: Sequence[int]) -> float:
    """How often a pair that belongs together scores higher than one that does not; a tie is half."""
    both = list(zip(scores, labels, strict=True))
    good, bad = [s for s, label in both if label], [s for s, label in both if not label]
    wins = sum((a > b) + 0.5 * (a == b) for a in good for b in bad)
    return wins / (len(good) * len(bad))


def spread(values: Sequence[float]) -> str:
    """Mean ± standard deviation."""
    return f"{statistics.fmean(values):.3f} ± {statistics.stdev(values):.3f}"


def _apart(groups: Groups) -> list[Hashable]:
    return [("alone", number) if group is None else group for number, group in enumerate(groups)]


def _pairs(sizes: Sequence[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
