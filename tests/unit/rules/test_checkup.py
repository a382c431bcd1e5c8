"""规则体检: what is worth a look, what is not, and what is said."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.incident import Status, Verdict
from core.rules.checkup import MOST, findings, told
from core.rules.figures import Figures, alarms
from core.rules.limits import RuleLimits
from core.rules.sections import Rule, State, split
from tests.conftest import FANG, GROUP, NOON
from tests.unit.making import POLICY, incident

LONG_AGO = NOON - timedelta(days=90)
NOW = NOON.astimezone(ZoneInfo("Asia/Shanghai"))


def rule(text: str = "[拆迁]\n拆迁", *, at: datetime = LONG_AGO, state: State = State.ACTIVE) -> Rule:
    (section,) = split(text)
    return Rule(id=1, section=section, at=at, state=state)


def said(one: Rule, figures: Figures | None = None, week: int = 1000) -> list[str]:
    found = findings([one], {"拆迁": figures} if figures else {}, week, LONG_AGO, NOW, LIMITS)
    return [finding.what.plain() for finding in found]


LIMITS = RuleLimits()
HITS = Figures(hits=40, week=10)


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (replace(HITS, decided=24, false=17), ["规则「拆迁」近30天误报 71%（17/24）"]),
        (replace(HITS, decided=24, false=11), []),
        (replace(HITS, decided=4, false=4), []),
        (Figures(hits=70, week=51), ["规则「拆迁」命中近7天 5% 的帖文（51/1000），太宽"]),
        (Figures(hits=70, week=50), []),
        (Figures(hits=1), []),
        (None, ["规则「拆迁」近30天没有命中"]),
        (replace(HITS, held=3), ["规则「拆迁」近7天有 3 条超出每日上限，它没有发卡片"]),
    ],
)
def test_by_its_figures(figures: Figures | None, words: list[str]) -> None:
    assert said(rule(), figures) == words


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2026-11-19", ["规则「拆迁」已于 2026-11-19 到期，不再命中"]),
        ("2026-11-20", ["规则「拆迁」2026-11-20 到期"]),
        ("2026-12-04", ["规则「拆迁」2026-12-04 到期"]),
        ("2026-12-05", []),
    ],
)
def test_by_its_end(until: str, words: list[str]) -> None:
    assert said(rule(f"[拆迁]\n拆迁\n:到期 {until}"), HITS) == words


def test_a_young_rule_and_one_that_rests_are_let_be() -> None:
    assert said(rule(at=NOON - timedelta(days=29))) == []
    assert said(rule(state=State.PAUSED)) == []
    assert said(rule("$拆迁 = 拆迁|征收")) == []
    assert findings([rule()], {}, 1000, NOON - timedelta(days=3), NOW, LIMITS) == ()


def test_few_posts_are_no_part() -> None:
    assert said(rule(), Figures(hits=60, week=60), week=99) == []


def test_nothing_to_say_says_nothing() -> None:
    assert told((), "2026-W47", POLICY, NOON) == ()


def test_the_message_names_the_lead_and_opens_each() -> None:
    found = findings([replace(rule(f"[拆迁{n}]\n拆迁"), id=n) for n in range(1, 20)], {}, 0, LONG_AGO, NOW, LIMITS)
    (notice,) = told(found, "2026-W47", POLICY, NOON)
    assert (notice.key, notice.chat, notice.mentions, notice.loud) == ("checkup:2026-W47", GROUP, (FANG,), False)
    assert len(notice.keys) == MOST
    assert notice.keys[0][0].data == "u1:op:1"
    assert "另有 7 条" in notice.text.plain()


def test_which_incidents_count_as_alarms() -> None:
    of = incident(topic="拆迁")
    found = alarms(
        (one, 1)
        for one in (
            replace(of, status=Status.INVALID, invalid_reason="误报"),
            replace(of, status=Status.INVALID, invalid_reason="广告"),
            replace(of, status=Status.INVALID, invalid_reason="旧闻"),
            replace(of, status=Status.CLAIMED, verdict=Verdict.FALSE),
            replace(of, status=Status.CLOSED),
            replace(of, status=Status.SUSPECTED),
            replace(of, status=Status.INVALID, invalid_reason="误报", reported_by=11),
            replace(of, topic="", status=Status.INVALID, invalid_reason="误报"),
        )
    )
    assert found == {"拆迁": (5, 2)}
    wrong = replace(of, status=Status.INVALID, invalid_reason="误报")
    assert alarms([(wrong, 3), (replace(of, status=Status.CLOSED), 4)]) == {"拆迁": (7, 3)}
