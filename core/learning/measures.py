"""How well scores tell what matters from what does not."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.models.standing import Rate

Scores = NDArray[np.float64]


def auc(scores: ArrayLike, labels: ArrayLike) -> float:
    """The chance that a matter stands before what is none, ties half; 0.5 where one of both is missing."""
    given, matter = np.asarray(scores, dtype=np.float64), np.asarray(labels, dtype=bool)
    good, bad = given[matter], np.sort(given[~matter])
    if not len(good) or not len(bad):
        return 0.5
    below, upto = np.searchsorted(bad, good, side="left"), np.searchsorted(bad, good, side="right")
    return float((below + upto).mean() / (2 * len(bad)))


def cut_at(scores: ArrayLike, labels: ArrayLike, share: float) -> float:
    """From which score on to alarm so that at most this share of what is no matter alarms."""
    given, matter = np.asarray(scores, dtype=np.float64), np.asarray(labels, dtype=bool)
    bad = np.sort(given[~matter])[::-1]
    if not len(bad):
        return 0.0
    # the first that must not alarm, and a little more
    return float(np.nextafter(bad[min(len(bad) - 1, int(share * len(bad)))], np.inf))


def rate(scores: ArrayLike, labels: ArrayLike, threshold: float) -> Rate:
    """Of what alarms how much is a matter, of what is a matter how much alarms, and how well it is ordered."""
    given, matter = np.asarray(scores, dtype=np.float64), np.asarray(labels, dtype=bool)
    alarmed = given >= threshold
    right = float((alarmed & matter).sum())
    return Rate(
        precision=right / float(alarmed.sum()) if alarmed.any() else 0.0,
        recall=right / float(matter.sum()) if matter.any() else 0.0,
        auc=auc(given, matter),
    )
