"""Each line of the grading table: at its figure, and one below."""

from dataclasses import replace

import pytest

from core.posts import Tier
from core.severity import GradingFigures, Risk, Severity, Spread, grade

G, S, M, E = Severity.GENERAL, Severity.SIGNIFICANT, Severity.MAJOR, Severity.EXTREME
ONE = Spread(platforms=frozenset({"论坛"}), sources=frozenset({"甲"}), tiers=frozenset({Tier.SELF}))
NONE = Risk()


def graded(
    spread: Spread = ONE, risk: Risk = NONE, rule_level: Severity | None = None, watched: bool = False
) -> Severity:
    return grade(spread, risk=risk, rule_level=rule_level, watched=watched).severity


def platforms(count: int) -> frozenset[str]:
    return frozenset(map(str, range(count)))


@pytest.mark.parametrize(
    ("spread", "risk", "level"),
    [
        (ONE, NONE, G),
        (ONE, Risk(casualties=("死亡2人",)), E),
        (replace(ONE, tiers=frozenset({Tier.SELF, Tier.CENTRAL})), NONE, E),
        (replace(ONE, reposts=1000), NONE, E),
        (replace(ONE, reposts=999), NONE, M),
        (replace(ONE, posts=100, last_hour=100), NONE, E),
        (replace(ONE, posts=99, last_hour=99), NONE, S),
        (replace(ONE, tiers=frozenset({Tier.PROVINCIAL})), NONE, M),
        (replace(ONE, tiers=frozenset({Tier.CITY})), NONE, M),
        (replace(ONE, tiers=frozenset({Tier.LOCAL})), NONE, G),
        (replace(ONE, regions=frozenset({"甲县", "乙县"})), NONE, M),
        (replace(ONE, regions=frozenset({"甲县"})), NONE, G),
        (replace(ONE, reposts=100), NONE, M),
        (replace(ONE, reposts=99), NONE, G),
        (replace(ONE, platforms=platforms(3), posts=20), NONE, M),
        (replace(ONE, platforms=platforms(3), posts=19), NONE, S),
        (replace(ONE, platforms=platforms(2), posts=20), NONE, S),
        (ONE, Risk(class_a=("食物中毒",)), M),
        (replace(ONE, platforms=platforms(2), posts=2), NONE, S),
        (replace(ONE, posts=5), NONE, S),
        (replace(ONE, posts=4), NONE, G),
        (replace(ONE, posts=3, last_hour=3, rising=True), NONE, S),
        (replace(ONE, posts=3, last_hour=3), NONE, G),
        (replace(ONE, posts=2, last_hour=2, rising=True), NONE, G),
        (ONE, Risk(class_b=("投诉",), negative=0.7), S),
        (ONE, Risk(class_b=("投诉",), negative=0.69), G),
        (ONE, Risk(class_b=("投诉",)), S),
    ],
)
def test_every_line(spread: Spread, risk: Risk, level: Severity) -> None:
    assert graded(spread, risk) is level


@pytest.mark.parametrize("level", [S, M, E])
def test_a_rule_may_set_a_level_but_not_lower_one(level: Severity) -> None:
    assert graded(rule_level=level) is level
    assert graded(replace(ONE, reposts=5000), rule_level=level) is E
    assert graded(risk=Risk(class_a=("爆炸",)), rule_level=G) is M


def test_a_watched_source_is_significant() -> None:
    assert graded(watched=True) is S


def test_the_reason_is_the_line_that_decided() -> None:
    found = grade(replace(ONE, reposts=340, posts=9), risk=NONE, rule_level=None, watched=True)
    assert "340" in found.reason.plain()
    assert "100" in found.reason.plain()


def test_every_figure_is_a_setting() -> None:
    figures = GradingFigures(significant_posts=2)
    assert grade(replace(ONE, posts=2), risk=NONE, rule_level=None, watched=False, figures=figures).severity is S


def test_levels_are_ordered_and_told_apart() -> None:
    assert sorted([E, G, M, S]) == [G, S, M, E]
    assert max(S, M) is M
    assert G <= G < S
    assert len({level.symbol for level in Severity}) == len({level.label for level in Severity}) == 4
    assert [Severity(level.value) for level in Severity] == list(Severity)
    with pytest.raises(TypeError):
        _ = G < "major"  # type: ignore[operator]
