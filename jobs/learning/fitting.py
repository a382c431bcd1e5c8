"""Fits a model to marks: logistic regression over n-grams of characters, with the lexicon as what is believed before.

scikit-learn is loaded inside the functions: only a worker ever calls them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import numpy as np

from core.errors import InputError
from core.learning import Mark, Model
from core.learning.model import Head
from core.texts import N_
from jobs.learning.checking import calibration, crossed, examined, threshold
from jobs.learning.lesson import Lesson
from jobs.learning.matrix import Read, matrix, vocabulary

#: how freely the marks move the weights; how large the lexicon's odds are beside an n-gram. Both by trial
_FREEDOM, _LEXICON = 20.0, 0.3
#: as if so many posts had shown already that the lexicon is right: without marks it alone would speak
_BELIEF = 30.0
_GRID = np.linspace(-4.0, 4.0, 17)
#: of each kind; fewer cannot be checked
LEAST = 2
#: n-grams that are named
_NAMED = 8
_NO_TIME = datetime.min.replace(tzinfo=UTC)


class NothingToLearn(InputError):  # noqa: N818 - nobody's mistake
    """Too few marks, or all of one kind."""


def fit(marks: Sequence[Mark], *, present: Model | None = None, seed: int = 7) -> Lesson:
    """A model of all marks, checked on marks that it did not know. The same marks and seed give the same bytes.

    In one thread: the other processor is the bot's, and the order of sums is always the same.
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - only a worker has need of it

    with threadpool_limits(limits=1):
        return _fitted(marks, present, seed)


def _fitted(marks: Sequence[Mark], present: Model | None, seed: int) -> Lesson:
    marks = sorted(marks, key=lambda mark: (mark.at or _NO_TIME, mark.id, mark.text))
    positive = sum(mark.label for mark in marks)
    negative = len(marks) - positive
    read = Read.of(marks)
    if read.least_of_a_kind < LEAST:
        text = N_("标记不够：该报的 {positive} 条、误报的 {negative} 条；两种至少各要 {least} 条，内容不能都一样")
        raise NothingToLearn(text, positive=positive, negative=negative, least=LEAST)
    check, odds = crossed(read, plain, seed)
    scale, shift = calibration(odds, read.labels)
    model = plain(read)
    last = max((mark.at for mark in marks if mark.at), default=None)
    known = {"scale": scale, "shift": shift, "threshold": threshold(scale * odds + shift, read.labels)}
    head = msgspec.structs.replace(model.head, **known, until=last.astimezone(UTC).isoformat() if last else "")
    model = Model(head=head, keys=model.keys, weights=model.weights)
    if exam := examined(marks, read, plain, present, seed):
        alarming, calming = (model.leading(_NAMED, alarming=one) for one in (True, False))
        exam = replace(exam, positive=positive, negative=negative, alarming=alarming, calming=calming)
    return Lesson(model=model.to_bytes(), positive=positive, negative=negative, crossed=check, exam=exam)


def plain(read: Read) -> Model:
    """A model of these marks whose odds are taken as they come."""
    from scipy.sparse import csr_matrix, hstack, vstack  # noqa: PLC0415 - only a worker has need of it
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    keys = vocabulary(read.grams)
    seen = hstack([matrix(read.grams, keys), csr_matrix(_LEXICON * read.odds[:, None])])
    grid = np.concatenate((_GRID, _GRID))
    believed = hstack([csr_matrix((len(grid), len(keys))), csr_matrix(_LEXICON * grid[:, None])])
    shares = 1 / (1 + np.exp(-_GRID))
    rows = vstack([seen, believed]).tocsr()
    labels = np.concatenate((read.labels, np.ones(len(_GRID), dtype=bool), np.zeros(len(_GRID), dtype=bool)))
    belief = np.concatenate((shares, 1 - shares)) * _BELIEF / len(_GRID)
    found = LogisticRegression(C=_FREEDOM, max_iter=1000)
    found.fit(rows, labels, sample_weight=np.concatenate((np.ones(len(read.labels)), belief)))
    weights = found.coef_[0]
    head = Head(
        grams=len(keys),
        bias=float(found.intercept_[0]),
        lexicon=float(_LEXICON * weights[-1]),
        scale=1.0,
        shift=0.0,
        threshold=0.7,
        positive=int(read.labels.sum()),
        negative=int((~read.labels).sum()),
    )
    return Model(head=head, keys=keys, weights=weights[:-1].astype(np.float32))
