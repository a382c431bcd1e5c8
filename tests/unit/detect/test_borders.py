"""The border of a source: bounded, drawn towards the default, whatever the order; said as it is."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.borders import DEFAULT, HIGHEST, LOWEST, Border, Lesson, border_of

LESSONS = st.lists(st.builds(Lesson, cosine=st.floats(0, 1), together=st.booleans()), max_size=40)


def merged(cosine: float) -> Lesson:
    return Lesson(cosine=cosine, together=True)


def split(cosine: float) -> Lesson:
    return Lesson(cosine=cosine, together=False)


def test_nobody_taught_it_anything() -> None:
    assert border_of(()) == Border()
    assert not Border().learnt
    assert Border().value == DEFAULT


def test_merges_lower_and_splits_raise_it() -> None:
    assert border_of([merged(0.18)]).value == pytest.approx((2 * DEFAULT + 0.17) / 3)
    assert border_of([split(0.4)]).value == pytest.approx((2 * DEFAULT + 0.41) / 3)
    assert border_of([merged(0.1)] * 2).value < border_of([merged(0.1)]).value
    assert border_of([split(0.6)] * 2).value > border_of([split(0.6)]).value


def test_it_goes_no_further_than_its_bounds() -> None:
    assert border_of([merged(0.0)] * 40).value == LOWEST
    assert border_of([split(1.0)] * 40).value == HIGHEST


@given(LESSONS)
def test_it_is_always_within_its_bounds(lessons: list[Lesson]) -> None:
    border = border_of(lessons)
    assert LOWEST <= border.value <= HIGHEST
    assert border.together + border.apart == len(lessons)


def test_the_order_of_the_lessons_does_not_matter() -> None:
    found = {round(border_of(some).value, 12) for some in permutations([merged(0.1), split(0.5), merged(0.25)])}
    assert len(found) == 1


def test_what_it_had_right_teaches_nothing() -> None:
    border = Border()
    assert border.lesson(0.31, "停水", together=True) is None
    assert border.lesson(0.29, "停水", together=False) is None
    assert border.lesson(0.29, "停水", together=True) == merged(0.29)
    assert border.lesson(0.31, "停水", together=False) == split(0.31)


def test_without_a_subject_more_is_needed_and_a_lesson_says_the_same() -> None:
    border = Border()
    assert border.within("") > border.within("停水") == DEFAULT
    lesson = border.lesson(border.within("") - 0.1, "", together=True)
    assert lesson is not None
    assert lesson.cosine == pytest.approx(DEFAULT - 0.1)


def test_why_says_both_numbers_and_what_moved_it() -> None:
    assert Border().why(0.414, "停水").plain() == "与已有事件相近：相似度 0.41 ≥ 界线 0.30"
    learnt = border_of([merged(0.2), merged(0.2), split(0.4)])
    said = learnt.why(0.41, "停水").plain()
    assert said == "与已有事件相近：相似度 0.41 ≥ 本来源界线 0.28（默认 0.30，据 2 次并案、1 次拆分调整）"
    assert "拆分" not in border_of([merged(0.2)]).why(0.41, "停水").plain()
