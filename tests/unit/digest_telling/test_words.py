"""How figures are said, and what is to be done next."""

import pytest

from core.digest.figures import Late, Rate, Spread
from core.digest.nexts import next_act, what, whose
from core.digest.words import count_arrow, length, percent, rate_arrow, rate_said, spread_arrow, spread_said
from core.incident import Phase
from core.texts import Texts
from core.timer import CLOCK_LABELS, Clock
from tests.conftest import LIN, NOON
from tests.unit.digest_telling.making import DAY, HOUR, MINUTE, spread
from tests.unit.making import POLICY

TEXTS = Texts()


@pytest.mark.parametrize(
    ("seconds", "working", "told"),
    [
        (-5, False, "不到 1 分钟"),
        (29, False, "不到 1 分钟"),
        (31, False, "1 分钟"),
        (59.4 * MINUTE, False, "59 分钟"),
        (59.7 * MINUTE, False, "1 小时"),
        (1.54 * HOUR, False, "1.5 小时"),
        (47.9 * HOUR, False, "47.9 小时"),
        (48 * HOUR, False, "2 天"),
        (10.26 * DAY, False, "10.3 天"),
        (72 * HOUR, True, "72 小时"),
    ],
)
def test_a_length_of_time(seconds: float, working: bool, told: str) -> None:
    assert TEXTS.say(length(seconds, working=working)) == told


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 0, "—"),
        (0, 4, "0/4"),
        (4, 4, "4/4"),
        (5, 5, "100%（5/5）"),
        (0, 9, "0%（0/9）"),
        (23, 25, "92%（23/25）"),
        (999, 1000, "99%（999/1000）"),
        (1, 1000, "1%（1/1000）"),
    ],
)
def test_a_rate_says_how_many_and_never_rounds_to_all_or_nothing(part: int, whole: int, told: str) -> None:
    assert TEXTS.say(rate_said(Rate(part=part, whole=whole))) == told


def test_a_spread_says_what_it_rests_on() -> None:
    assert spread_said(spread(12, 9 * MINUTE, 24 * MINUTE), TEXTS) == "中位 9 分钟，P90 24 分钟（12 件）"
    said = spread_said(spread(12, HOUR, 3 * HOUR, open_=2, more=True), TEXTS, arrow="↓")
    assert said == "中位 1 小时↓，P90 > 3 小时（12 件，2 件未完）"
    assert spread_said(spread(12, 20, 20, open_=12, more=True), TEXTS).endswith("P90 > 0 分钟（12 件，12 件未完）")
    assert spread_said(Spread(), TEXTS) == "—"


def test_few_are_listed() -> None:
    few = Spread(ended=2, open=1, listed=(MINUTE, HOUR, 3 * HOUR), listed_open=(False, False, True))
    assert spread_said(few, TEXTS) == "1 分钟、1 小时、> 3 小时（3 件，1 件未完）"


@pytest.mark.parametrize(
    ("now", "before", "arrow"),
    [(12, 10, "↑"), (10, 12, "↓"), (10, 10, "→"), (9, 12, ""), (12, 9, ""), (12, None, "")],
)
def test_an_arrow_needs_ten_in_both(now: int, before: int | None, arrow: str) -> None:
    assert count_arrow(now, before) == arrow


def test_an_arrow_of_a_rate_goes_by_what_is_read() -> None:
    assert rate_arrow(Rate(part=10, whole=10), Rate(part=9, whole=10)) == "↑"
    assert rate_arrow(Rate(part=500, whole=1000), Rate(part=501, whole=1000)) == "→"
    assert rate_arrow(Rate(part=9, whole=9), Rate(part=1, whole=10)) == ""
    assert percent(Rate(part=501, whole=1000)) == 50


def test_an_arrow_of_a_median_that_may_be_larger_is_none() -> None:
    known = spread(10, MINUTE, HOUR)
    assert spread_arrow(spread(10, 2 * MINUTE, HOUR), known) == "↑"
    assert spread_arrow(spread(10, 70, HOUR), known) == "→"
    more = Spread(ended=4, open=6, median=DAY, p90=DAY, median_more=True, p90_more=True)
    assert spread_arrow(more, known) == ""
    assert spread_arrow(spread(9, 2 * MINUTE, HOUR), known) == ""


@pytest.mark.parametrize("clock", [*Clock, None])
@pytest.mark.parametrize("phase", Phase)
def test_every_late_thing_has_one_act(clock: Clock | None, phase: Phase) -> None:
    late = Late(incident=1, title="x", clock=clock, due_at=NOON, person=None, phase=phase)
    told = TEXTS.say(next_act(late))
    assert told
    assert "、" not in told
    assert TEXTS.say(what(late)) == (TEXTS(CLOCK_LABELS[clock]) if clock else "久未处理")


def test_a_signed_text_that_waits_is_published_not_drafted_once_more() -> None:
    late = Late(incident=1, title="x", clock=Clock.FINAL, due_at=NOON, person=None, phase=Phase.HANDLING)
    assert TEXTS.say(next_act(late)) == "起草办结答复"
    waiting = Late(incident=1, title="x", clock=Clock.FINAL, due_at=NOON, person=None, phase=Phase.TO_PUBLISH)
    assert TEXTS.say(next_act(waiting)) == "发布回应"


def test_whose_it_is() -> None:
    def told(person: int | None, department: str) -> str:
        late = Late(incident=1, title="x", clock=None, due_at=NOON, person=person, department=department)
        return TEXTS.say(whose(late, POLICY))

    assert told(LIN, "市政科") == "林晓"
    assert told(None, "市政科") == "市政科"
    assert told(None, "") == "无人负责"
