"""What a model may change: the order and the line, never a hit of a rule or a risk word (D6)."""

from typing import Any

import numpy as np
import pytest

from core.learning import Model
from core.learning.model import Head
from tests.unit.detect.making import prepared, said

RULES = "[接水]\n接水点\n\n[爆管]\n爆管\n:级别 重大\n"
ANGRY = "青禾水务的接水点让人失望透顶，敷衍了事，糊弄老百姓，太差劲了"


def model(bias: float, *, lexicon: float = 0.0, threshold: float = 0.6) -> Model:
    """One that says the same of every text, but for what it leaves to the lexicon."""
    values: dict[str, Any] = {"scale": 1.0, "shift": 0.0, "positive": 20, "negative": 20, "grams": 0}
    head = Head(bias=bias, lexicon=lexicon, threshold=threshold, **values)
    return Model(head=head, keys=np.zeros(0, dtype=np.int64), weights=np.zeros(0, dtype=np.float32))


CALM, ALARMED = model(-9.0), model(9.0)


@pytest.mark.parametrize(
    ("text", "why"),
    [("青禾水务说爆管正在抢修", "规则「爆管」指定为重大"), ("青禾水务的接水点坍塌了", "风险词：坍塌")],
)
@pytest.mark.parametrize("of", [CALM, ALARMED, None])
def test_a_level_and_a_risk_word_alarm_whatever_the_model_says(of: Model | None, text: str, why: str) -> None:
    one = prepared(text, rules=RULES, model=of)
    assert one.passed
    assert why in said(one.reasons)
    if of is not None:
        assert f"模型 {of.version}" in said(one.reasons), "its opinion is told all the same"


def test_the_model_alone_opens_no_gate_to_what_is_not_ours() -> None:
    assert not prepared("邻县的接水点", rules=RULES, model=ALARMED).passed
    assert not prepared("青禾水务举行读书会", rules=RULES, model=ALARMED).passed, "no rule hit"
    assert prepared("青禾水务的接水点", rules=RULES, model=ALARMED).passed
    assert not prepared("青禾水务的接水点", rules=RULES, model=CALM).passed


@pytest.mark.parametrize(("threshold", "passes"), [(0.59, True), (0.61, False)])
def test_the_line_is_the_models(threshold: float, passes: bool) -> None:
    sixty = model(float(np.log(0.6 / 0.4)), threshold=threshold)
    assert prepared("青禾水务的接水点", rules=RULES, model=sixty).passed is passes


def test_what_it_says_is_stored_as_the_posts_own() -> None:
    one = prepared(ANGRY, rules=RULES, model=CALM)
    assert one.risk.negative is not None
    assert one.risk.negative < 0.01
    assert one.tone is not None
    assert prepared(ANGRY, rules=RULES, model=ALARMED).risk.negative == pytest.approx(1.0, abs=0.01)
