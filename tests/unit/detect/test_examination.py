"""The examination by time is honest: nothing that is asked stood among what was learnt."""

from dataclasses import replace
from datetime import timedelta

import pytest

from jobs.learning.fitting import fit
from tests.unit.detect.marking import BEGAN, marks


def test_the_newest_are_not_examined_on_what_older_ones_said() -> None:
    """Each text of the newest fifth stood among the older ones, with other marks around it: nothing is left to ask."""
    older = marks(40)
    late = BEGAN + timedelta(days=90)
    again = [replace(mark, id=f"again{mark.id}", text=f"【{mark.text}】！！😡", at=late) for mark in older[:10]]
    assert fit([*older, *again]).exam is None
    fresh = [replace(mark, id=f"fresh{mark.id}", text=f"{mark.text}，还是老样子", at=late) for mark in older[:10]]
    exam = fit([*older, *again, *fresh]).exam
    assert exam is not None
    assert exam.judged == 10


@pytest.mark.parametrize(("storm", "judged"), [(12, 14), (20, 22)])
def test_the_posts_of_one_event_are_all_learnt_from_or_all_examined(storm: int, judged: int) -> None:
    """They bear one time. The newest fifth begins amid them."""
    given = [replace(mark, text=f"{mark.text}，{mark.id}") for mark in marks(60)]
    at = given[58 - storm].at
    given[58 - storm : 58] = [replace(mark, at=at) for mark in given[58 - storm : 58]]
    exam = fit(given).exam
    assert exam is not None
    assert exam.judged == judged


def test_an_event_that_fills_the_past_is_learnt_from() -> None:
    """Were it examined, there would be nothing to learn from: what came after it is examined, be it little."""
    given = [replace(mark, text=f"{mark.text}，{mark.id}") for mark in marks(60)]
    given[:52] = [replace(mark, at=BEGAN) for mark in given[:52]]
    exam = fit(given).exam
    assert exam is not None
    assert exam.judged == 8
    given[52:] = [replace(mark, at=BEGAN) for mark in given[52:]]
    assert fit(given).exam is None
