"""A burst of one incident: told once, loudly where its level rings, again only after the rest; the card's arrow."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.bursts import calmed
from core.cards.card import shared_card
from core.cards.heat import heat, spread_line
from core.cards.storms import storm_card
from core.cards.views import why
from core.changes import Change
from core.detect import Action, Decision
from core.duty import KeyPeriod
from core.grading import GradingFigures, Major
from core.incident import Incident, Status
from core.intake import attached
from core.outgoing import Notice
from core.policy import Figures
from core.severity import Severity
from core.spreading import Sighting
from core.statement import Stand
from core.texts import Message, Texts
from core.workflow import Around
from tests.conftest import NOON
from tests.unit.making import POLICY, at_status, do, incident
from tests.unit.speaking import statement
from tests.unit.test_intake import FORUM, WEIBO, prepared

TEXTS = Texts()
NIGHT = NOON + timedelta(hours=14)
CALM_WORDS = "还是绕行"


def many(count: int, now: datetime = NOON, **given: Any) -> tuple[Sighting, ...]:
    return (replace(Sighting(source=FORUM, reposts=0, seen_at=now, times=count), **given),)


def joined(before: Incident, sightings: tuple[Sighting, ...], now: datetime = NOON, **given: Any) -> tuple[Change, ...]:
    one = prepared(CALM_WORDS, **given)
    decision = Decision(action=Action.ATTACH, incident=before.id, reasons=(Message("与已有事件相近"), *one.reasons))
    return attached(before, one, decision, sightings, POLICY, now)


def notices(changes: tuple[Change, ...]) -> list[tuple[str, bool]]:
    return [(one.text.plain(), one.loud) for c in changes for one in c.outgoing if isinstance(one, Notice)]


SERIOUS = incident(severity=Severity.MAJOR, posts=2, detected_at=NOON - timedelta(minutes=30))


def test_it_is_told_once_and_again_after_the_rest() -> None:
    first = joined(SERIOUS, many(4))
    ((text, loud),) = notices(first)
    assert text == "📈 #0127 短时间内集中出现：近一小时 4 条，平时几乎没有"
    assert loud
    told = first[-1].subject
    assert (told.rising, told.burst_at) == (True, NOON)
    soon = NOON + timedelta(hours=5, minutes=59)
    assert notices(joined(told, many(40, soon), soon)) == []
    later = NOON + timedelta(hours=6)
    assert len(notices(joined(told, many(40, later), later))) == 1


def test_below_three_an_hour_or_no_more_than_usual_it_is_none() -> None:
    assert notices(joined(SERIOUS, many(2))) == []
    usual = tuple(replace(many(9)[0], seen_at=NOON - timedelta(hours=n)) for n in range(13))
    steady = joined(SERIOUS, usual)
    assert notices(steady) == []
    assert not steady[0].subject.rising


def test_a_level_that_rises_by_it_says_it() -> None:
    changes = joined(incident(severity=Severity.GENERAL, posts=2), many(3))
    assert [change.event.type for change in changes] == ["add_post", "severity"]
    ((text, loud),) = notices(changes)
    assert "升为「较大」：近一小时帖文 3 ≥ 3，仍在上升" in text
    assert loud
    risen = changes[-1].subject
    assert (risen.severity, risen.burst_at) == (Severity.SIGNIFICANT, NOON)
    assert notices(joined(risen, many(4))) == []


@pytest.mark.parametrize(("level", "loud"), [(Severity.MAJOR, True), (Severity.SIGNIFICANT, False)])
def test_at_night_only_what_is_serious_rings(level: Severity, loud: bool) -> None:
    calls = notices(joined(incident(severity=level), many(4, NIGHT), NIGHT))
    assert [one for _, one in calls] == [loud]


MORNING = NOON.replace(hour=23, minute=5)  # 07:05 there


@pytest.mark.parametrize(
    ("found_at", "now", "loud"),
    [
        (NOON - timedelta(minutes=29), NOON, False),
        (NOON - timedelta(minutes=30), NOON, True),
        # by night its card made no sound
        (MORNING - timedelta(minutes=20), MORNING, True),
        # the clock stood wrong when it was found
        (NOON + timedelta(days=365), NOON, True),
    ],
)
def test_who_was_just_rung_for_the_card_is_not_rung_again(found_at: datetime, now: datetime, loud: bool) -> None:
    new = incident(severity=Severity.SIGNIFICANT, posts=2, detected_at=found_at)
    ((text, rings),) = notices(joined(new, many(4, now), now))
    assert "集中出现" in text
    assert rings is loud


ANSWERED = at_status(
    Status.FOLLOWING, severity=Severity.MAJOR, posts=2, statements=(statement(Stand.PUBLISHED, published_at=NOON),)
)


def test_a_burst_after_the_flare_up_is_told_too() -> None:
    """The flare-up is said once; it must not stand in for a burst hours later, which nobody would hear of."""
    first = joined(ANSWERED, many(4, NOON + timedelta(hours=1)), NOON + timedelta(hours=1))
    assert ["又热起来" in text for text, _ in notices(first)] == [True]
    told = first[-1].subject
    soon = NOON + timedelta(hours=3)
    assert notices(joined(told, many(40, soon), soon)) == []
    later = NOON + timedelta(hours=8)
    ((text, loud),) = notices(joined(told, many(60, later), later))
    assert "短时间内集中出现：近一小时 60 条" in text
    assert loud is POLICY.rings(Severity.MAJOR, later)


def test_a_flare_up_that_raises_the_level_rings_once() -> None:
    lower, later = replace(ANSWERED, severity=Severity.GENERAL), NOON + timedelta(hours=1)
    told = notices(joined(lower, many(9, later), later))
    assert [("又热起来" in text, "升为" in text, loud) for text, loud in told] == [
        (True, False, False),
        (False, True, True),
    ]


def test_a_burst_before_our_answer_does_not_silence_the_flare_up_after_it() -> None:
    rose = replace(ANSWERED, burst_at=NOON - timedelta(hours=1))
    later = NOON + timedelta(hours=1)
    assert ["又热起来" in text for text, _ in notices(joined(rose, many(4, later), later))] == [True]


def test_the_flare_up_is_said_again_on_another_day_but_not_at_midnight_once_more() -> None:
    evening = NOON + timedelta(hours=6, minutes=10)
    told = replace(ANSWERED, burst_at=evening)
    next_day = NOON + timedelta(days=1)
    assert ["又热起来" in text for text, _ in notices(joined(told, many(4, next_day), next_day))] == [True]
    just_after = POLICY.local(evening).replace(hour=0, minute=5) + timedelta(days=1)
    late = replace(ANSWERED, burst_at=just_after - timedelta(minutes=25))
    assert notices(joined(late, many(40, just_after), just_after)) == []


@pytest.mark.parametrize("status", [Status.INVALID, Status.MERGED, Status.CLOSED])
def test_what_has_ended_tells_of_no_burst(status: Status) -> None:
    told = notices(joined(at_status(status, severity=Severity.MAJOR), many(9)))
    assert not [text for text, _ in told if "集中出现" in text]


def test_the_cards_of_a_key_period_need_less() -> None:
    """W8"""
    period = KeyPeriod(name="两会", begin=NOON.date(), end=NOON.date(), threshold_factor=0.5)
    strict = replace(POLICY, figures=replace(POLICY.figures, key_periods=(period,)))
    one = prepared(CALM_WORDS)
    decision = Decision(action=Action.ATTACH, incident=127, reasons=one.reasons)
    before, two_hours = incident(severity=Severity.GENERAL), NOON - timedelta(hours=2)
    seen = many(3, two_hours)
    usual = attached(before, one, decision, seen, POLICY, NOON)
    assert usual[-1].subject.severity is Severity.GENERAL
    raised = attached(before, one, decision, seen, strict, NOON)[-1].subject
    assert raised.severity is Severity.SIGNIFICANT
    assert "帖文 3 ≥ 3" in raised.reasons[-1].plain()
    after = NOON + timedelta(days=2)
    assert attached(before, one, decision, seen, strict, after)[-1].subject.severity is Severity.GENERAL


def test_the_score_is_the_highest_of_its_posts_and_has_its_parts() -> None:
    old = NOON - timedelta(hours=3)
    (low,) = joined(SERIOUS, many(3, old))
    (high,) = joined(low.subject, many(3, old) + many(1, old, source=WEIBO), source=WEIBO)
    assert high.subject.score > low.subject.score
    (again,) = joined(high.subject, many(5, old))
    assert (again.subject.score, again.subject.scored) == (high.subject.score, high.subject.scored)
    said = why(again.subject, (), POLICY, TEXTS)
    assert f"最高的一帖：\n· 评分 {high.subject.score}：" in said
    assert "最近的一帖：\n· 与已有事件相近\n" in said
    assert f"· {again.subject.newest[-1].plain()}" in said


# the card


FAR = incident(
    posts=23,
    platforms=("论坛", "微博", "短视频"),
    regions=("海棠县", "青禾市"),
    reposts=128,
    rank=7,
    rising=True,
)


def test_the_card_says_how_far_it_has_come() -> None:
    assert spread_line(FAR, TEXTS) == " · 23 帖 3 平台 2 地区 · 转发 128 · 热榜第 7 ↑"
    assert spread_line(FAR, TEXTS) in shared_card(FAR, Around(policy=POLICY), TEXTS, now=NOON).html
    assert spread_line(replace(FAR, regions=("海棠县",), rank=0, rising=False), TEXTS) == " · 23 帖 3 平台 · 转发 128"
    assert spread_line(incident(), TEXTS) == ""
    assert not spread_line(replace(FAR, status=Status.CLOSED), TEXTS).endswith("↑")
    told = heat(FAR, (), POLICY, TEXTS)
    assert "涉及地区：海棠县、青禾市" in told
    assert "热榜最高第 7" in told
    assert "明显增多" in told


def test_the_arrow_goes_after_an_hour_of_silence() -> None:
    assert calmed(FAR, NOON, POLICY, NOON + timedelta(minutes=59)) == ()
    (change,) = calmed(FAR, NOON, POLICY, NOON + timedelta(hours=1))
    assert (change.event.type, change.outgoing, change.subject.rising) == ("calm", (), False)
    assert calmed(change.subject, NOON, POLICY, NOON + timedelta(hours=9)) == ()
    assert calmed(replace(FAR, status=Status.CLOSED), NOON, POLICY, NOON + timedelta(hours=9)) == ()


def test_a_storm_lists_the_most_serious_first_then_the_highest_score() -> None:
    higher, lower = Severity.SIGNIFICANT, Severity.GENERAL
    few = [(1, lower, 90), (2, higher, 5), (3, higher, 40), (4, lower, 90)]
    members = [incident(id=ident, severity=level, score=points) for ident, level, points in few]
    card = storm_card(1, NOON, members, POLICY, TEXTS)
    numbers = [button.label for row in card.keyboard for button in row]
    assert numbers == ["#0003", "#0002", "#0001", "#0004"]
    assert card.html.index("#0003") < card.html.index("#0002") < card.html.index("#0001")


def test_a_person_who_just_set_the_level_is_asked_and_a_rise_by_hand_is_never_undone() -> None:
    by_hand = do("lv", incident(severity=Severity.GENERAL), 15, arg="extreme").changes[0].subject
    for minutes in (1.5, 60, 600):
        later = NOON + timedelta(minutes=minutes)
        assert joined(by_hand, many(2, later), later)[-1].subject.severity is Severity.EXTREME


def test_the_table_of_the_office_counts() -> None:
    figures = Figures(grading=GradingFigures(major=Major(posts=4, platforms=1)))
    one = prepared(CALM_WORDS)
    decision = Decision(action=Action.ATTACH, incident=127, reasons=())
    changes = attached(incident(), one, decision, many(4), replace(POLICY, figures=figures), NOON)
    assert changes[-1].subject.severity is Severity.MAJOR
