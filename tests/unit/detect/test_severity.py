"""Each line of the grading table (D5): at its figure, one below, and taken out; a fall in a key period; the reason."""

from dataclasses import replace
from typing import Any

import pytest

from core.grading import Extreme, Grade, GradingFigures, Major, Significant, Spread, grade
from core.pace import Pace
from core.posts import Tier
from core.severity import Risk, Severity
from core.texts import Message

G, S, M, E = Severity.GENERAL, Severity.SIGNIFICANT, Severity.MAJOR, Severity.EXTREME
ONE = Spread(platforms=frozenset({"论坛"}), sources=frozenset({"甲"}), tiers=frozenset({Tier.SELF}))
NONE = Risk()
TABLE = GradingFigures()


def found(spread: Spread = ONE, risk: Risk = NONE, **given: Any) -> Grade:
    values: dict[str, Any] = {"rule_level": None, "watched": False, "figures": TABLE} | given
    return grade(spread, risk=risk, **values)


def graded(spread: Spread = ONE, risk: Risk = NONE, **given: Any) -> Severity:
    return found(spread, risk, **given).severity


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
        (replace(ONE, posts=100, pace=Pace(last=100)), NONE, E),
        (replace(ONE, posts=99, pace=Pace(last=99)), NONE, S),
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
        (replace(ONE, posts=3, pace=Pace(last=3)), NONE, S),
        (replace(ONE, posts=3, pace=Pace(last=3, before=36)), NONE, G),
        (replace(ONE, posts=2, pace=Pace(last=2)), NONE, G),
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


@pytest.mark.parametrize(
    ("spread", "risk", "given", "line"),
    [
        (replace(ONE, reposts=340), NONE, {}, "等级「重大」：最高转发 340 ≥ 100"),
        (replace(ONE, reposts=1000), NONE, {}, "等级「特别重大」：最高转发 1000 ≥ 1000"),
        (replace(ONE, pace=Pace(last=120)), NONE, {}, "等级「特别重大」：近一小时帖文 120 ≥ 100"),
        (replace(ONE, platforms=frozenset("甲乙丙"), posts=24), NONE, {}, "等级「重大」：平台 3 ≥ 3 且帖文 24 ≥ 20"),
        (replace(ONE, regions=frozenset("甲乙")), NONE, {}, "等级「重大」：地区 2 ≥ 2"),
        (replace(ONE, tiers=frozenset({Tier.CITY})), NONE, {}, "等级「重大」：市级媒体已报道"),
        (replace(ONE, platforms=frozenset("甲乙")), NONE, {}, "等级「较大」：平台 2 ≥ 2"),
        (replace(ONE, posts=5), NONE, {}, "等级「较大」：帖文 5 ≥ 5"),
        (
            replace(ONE, pace=Pace(last=5, before=6)),
            NONE,
            {},
            "等级「较大」：近一小时帖文 5 ≥ 3，仍在上升（平时每小时不到 1 条）",
        ),
        (ONE, Risk(class_b=("投诉",), negative=0.83), {}, "等级「较大」：出现B类风险词：投诉，且负面 0.83 ≥ 0.70"),
        (ONE, Risk(class_a=("爆炸", "起火")), {}, "等级「重大」：出现A类风险词：爆炸、起火"),
        (ONE, NONE, {"watched": True}, "等级「较大」：来自重点监测源"),
        (ONE, NONE, {"rule_level": Severity.MAJOR}, "等级「重大」：规则指定为重大"),
        (ONE, NONE, {"burst": Message("集中提及")}, "等级「较大」：集中提及"),
        (ONE, NONE, {}, "等级「一般」：未达到更高等级的任何一条"),
    ],
)
def test_the_reason_is_the_line_that_decided_with_its_figure(
    spread: Spread, risk: Risk, given: dict[str, Any], line: str
) -> None:
    assert found(spread, risk, **given).because.plain() == line


HIT: tuple[tuple[GradingFigures, Spread, Risk, dict[str, Any]], ...] = (
    (GradingFigures(extreme=Extreme(casualties=False)), ONE, Risk(casualties=("死亡2人",)), {}),
    (GradingFigures(extreme=Extreme(tiers=frozenset())), replace(ONE, tiers=frozenset({Tier.CENTRAL})), NONE, {}),
    (GradingFigures(major=Major(regions=0)), replace(ONE, regions=frozenset("甲乙丙")), NONE, {}),
    (
        GradingFigures(extreme=Extreme(reposts=0), major=Major(reposts=0)),
        replace(ONE, reposts=10**6),
        NONE,
        {},
    ),
    (GradingFigures(major=Major(class_a=False)), ONE, Risk(class_a=("爆炸",)), {}),
    (GradingFigures(significant=Significant(platforms=0)), replace(ONE, platforms=frozenset("甲乙丙")), NONE, {}),
    (GradingFigures(significant=Significant(posts=0)), replace(ONE, posts=99), NONE, {}),
    (GradingFigures(significant=Significant(last_hour=0)), replace(ONE, pace=Pace(last=9)), NONE, {}),
    (GradingFigures(significant=Significant(class_b=False)), ONE, Risk(class_b=("投诉",)), {}),
    (GradingFigures(significant=Significant(watched=False)), ONE, NONE, {"watched": True}),
)


@pytest.mark.parametrize(("figures", "spread", "risk", "given"), HIT)
def test_every_line_can_be_taken_out(
    figures: GradingFigures, spread: Spread, risk: Risk, given: dict[str, Any]
) -> None:
    assert graded(spread, risk, **given) is not G
    assert graded(spread, risk, **given, figures=figures) is G


def test_every_figure_is_a_setting() -> None:
    figures = GradingFigures(significant=Significant(posts=2, negative=0.9), major=Major(posts=4, platforms=2))
    assert graded(replace(ONE, posts=2), figures=figures) is S
    assert graded(replace(ONE, posts=4, platforms=platforms(2)), figures=figures) is M
    assert graded(risk=Risk(class_b=("投诉",), negative=0.8), figures=figures) is G


def test_in_a_key_period_less_is_enough_and_a_single_post_never() -> None:
    """W8"""
    half = TABLE.scaled(0.5)
    assert graded(replace(ONE, posts=3)) is G
    assert graded(replace(ONE, posts=3), figures=half) is S
    assert graded(replace(ONE, reposts=50), figures=half) is M
    assert graded(replace(ONE, reposts=500), figures=half) is E
    assert graded(replace(ONE, posts=10, platforms=platforms(2)), figures=half) is M
    least = TABLE.scaled(0.1)
    assert graded(ONE, figures=least) is G
    assert graded(replace(ONE, pace=Pace(last=1)), figures=least) is G
    assert TABLE.scaled(1) == TABLE
    # what was taken out stays out
    assert GradingFigures(major=Major(regions=0)).scaled(0.5).major.regions == 0


def test_levels_are_ordered_and_told_apart() -> None:
    assert sorted([E, G, M, S]) == [G, S, M, E]
    assert max(S, M) is M
    assert G <= G < S
    assert len({level.symbol for level in Severity}) == len({level.label for level in Severity}) == 4
    assert [Severity(level.value) for level in Severity] == list(Severity)
    with pytest.raises(TypeError):
        _ = G < "major"  # type: ignore[operator]
