"""How good a model is, told by marks that it was not fitted on: left out in turn, and the newest ones."""

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from core.learning import Mark, Model, cut_at, rate
from core.models.standing import Exam, Rate
from jobs.learning.lesson import Crossed
from jobs.learning.matrix import Read, matrix

Fitter = Callable[[Read], Model]
Odds = NDArray[np.float64]

#: false alarms that the alarm line lets through
SHARE = 0.05
#: where the line may lie: below, half of all alarms were doubtful; above, nothing would alarm
_LOWEST, _HIGHEST = 0.5, 0.9
#: without a model, from which probability on the lexicon alarms
_PLAIN = 0.7
_FOLDS = 5
#: the newest part is the examination; of each kind at least so many, before and in it
_NEWEST, _LEAST = 0.2, 3
#: a calibration is believed after so many marks; until then the odds are taken nearly as they come
_TRUST = 10.0


def odds_of(model: Model, read: Read) -> Odds:
    """The logarithm of the odds of each mark."""
    said: Odds = matrix(read.grams, model.keys) @ model.weights.astype(np.float64)
    return model.head.scale * (said + model.head.lexicon * read.odds + model.head.bias) + model.head.shift


def crossed(read: Read, fitter: Fitter, seed: int) -> tuple[Crossed, Odds]:
    """Each mark judged by a model that was fitted without it and without its copies."""
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 - only a worker has need of it

    folds = min(_FOLDS, read.least_of_a_kind)
    odds = read.odds.copy()
    split = StratifiedGroupKFold(folds, shuffle=True, random_state=seed).split(read.odds, read.labels, read.same)
    for known, left in split:
        if len(set(read.labels[known].tolist())) == 2:
            odds[left] = odds_of(fitter(read.part(known)), read.part(left))
    scale, shift = calibration(odds, read.labels)
    judged = scale * odds + shift
    found = rate(probability(judged), read.labels, threshold(judged, read.labels))
    return Crossed(folds=folds, model=found, base=rate(read.negative, read.labels, _PLAIN)), odds


def probability(odds: Odds) -> Odds:
    """Of the logarithm of odds."""
    found: Odds = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return found


def threshold(odds: Odds, labels: NDArray[np.bool_]) -> float:
    """From which probability on to alarm, so that few false alarms come through."""
    return float(np.clip(probability(np.array([cut_at(odds, labels, SHARE)]))[0], _LOWEST, _HIGHEST))


def calibration(odds: Odds, labels: NDArray[np.bool_]) -> tuple[float, float]:
    """What to multiply odds by and to add, so that of posts with 70 % seven of ten are a matter."""
    from scipy.optimize import minimize  # noqa: PLC0415 - only a worker has need of it

    signs = np.where(labels, 1.0, -1.0)

    def loss(pair: Odds) -> float:
        miss = np.logaddexp(0, -signs * (pair[0] * odds + pair[1])).sum()
        return float(miss + _TRUST / 2 * ((pair[0] - 1) ** 2 + pair[1] ** 2))

    scale, shift = minimize(loss, np.array([1.0, 0.0]), bounds=((0.05, 5.0), (-5.0, 5.0))).x
    return float(scale), float(shift)


def examined(marks: Sequence[Mark], read: Read, fitter: Fitter, present: Model | None, seed: int) -> Exam | None:
    """The newest marks judged by a model of the older ones; None where there are too few, or no times. By time."""
    at = [place for place, mark in enumerate(marks) if mark.at]
    for border in _borders([marks[place].at for place in at], present):
        older, newer = _parted(read, at, border)
        if _of_both(older) and _of_both(newer):
            break
    else:
        return None
    _, odds = crossed(older, fitter, seed)
    scale, shift = calibration(odds, older.labels)
    cut = threshold(scale * odds + shift, older.labels)
    judged = probability(scale * odds_of(fitter(older), newer) + shift)
    return Exam(
        positive=0,
        negative=0,
        judged=len(newer.labels),
        model=rate(judged, newer.labels, cut),
        base=rate(newer.negative, newer.labels, _PLAIN),
        present=_present(present, newer, marks[at[border]].at),
        threshold=cut,
        share=SHARE,
    )


def _borders(times: Sequence[datetime | None], present: Model | None) -> tuple[int, ...]:
    """Where the examination may begin, the best first; never amid the posts of one event, which are of one time.

    Rather after all that the model in use was fitted on: on the others both can be judged.
    """
    wanted = len(times) - max(2 * _LEAST, round(_NEWEST * len(times)))
    if wanted <= 0:
        return ()
    known = sum(_knew(present, time) for time in times)
    first = times.index(times[wanted])
    found = (first, first + times.count(times[wanted]))
    return (known, *found) if wanted < known else found


def _parted(read: Read, at: Sequence[int], border: int) -> tuple[Read, Read]:
    """What is learnt from and what is examined; of one text only the older one, which would know the answer."""
    older, newer = (read.part(np.array(part, dtype=np.int64)) for part in (at[:border], at[border:]))
    return older, newer.part(np.flatnonzero(~np.isin(newer.same, older.same)))


def _of_both(read: Read) -> bool:
    return read.least_of_a_kind >= _LEAST


def _knew(model: Model | None, at: datetime | None) -> bool:
    """Was the mark there when the model was fitted?"""
    if model is None or at is None or not model.head.until:
        return False
    return at <= datetime.fromisoformat(model.head.until)


def _present(model: Model | None, newer: Read, since: datetime | None) -> Rate | None:
    """How the model in use does on the same posts; None where it knew some of them, which would be no test."""
    if model is None or since is None or not model.head.until or _knew(model, since):
        return None
    return rate(probability(odds_of(model, newer)), newer.labels, model.threshold)
