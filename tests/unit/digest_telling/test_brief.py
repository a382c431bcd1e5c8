"""The daily brief: what happened since yesterday's, what is due, who is there tonight, what nobody saw."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.digest.brief import brief, day_facts, days_of
from core.digest.facts import Act, Activity, Head, Run, Watch
from core.duty import Roster, Rotation, Shift
from core.incident import Status
from core.policy import Policy
from core.severity import Severity
from core.showing import utf16
from core.texts import Texts
from core.timer import Clock, TimerState
from core.watching.health import Health
from tests.conftest import BAI, FANG, GROUP, LIN
from tests.unit.digest_telling.making import HASH, ZONE
from tests.unit.making import POLICY, incident

TEXTS = Texts()
UNTIL = datetime(2026, 11, 20, 17, tzinfo=ZONE)
SINCE = UNTIL - timedelta(days=1)
MORNING = UNTIL - timedelta(hours=8)


def activity(**parts: Any) -> Activity:
    period = days_of(SINCE, UNTIL)
    return Activity(period=period, as_of=period.bounds(ZONE)[1], head=Head(seq=88, hash=HASH), **parts)


def run(
    number: int, due_at: datetime, clock: Clock = Clock.FIRST_RESPONSE, state: TimerState = TimerState.RUNNING
) -> Run:
    return Run(
        incident=number,
        clock=clock,
        about="",
        generation=1,
        started_at=SINCE,
        due_at=due_at,
        state=state,
        ended_at=None,
    )


def act(number: int, kind: str, at: datetime, person: int = LIN, **new: object) -> Act:
    return Act(seq=1, incident=number, type=kind, at=at, person=person, new=new)


def told(known: Activity, policy: Policy = POLICY, now: datetime = UNTIL) -> str:
    return TEXTS.say(brief(day_facts(known, SINCE, UNTIL), policy, TEXTS, now).text)


def test_the_days_it_needs() -> None:
    period = days_of(SINCE, UNTIL)
    assert (period.begin, period.last) == (date(2026, 11, 19), date(2026, 11, 20))


def test_new_closed_and_due() -> None:
    known = activity(
        incidents=(
            incident(id=1, detected_at=MORNING),
            incident(id=2, detected_at=MORNING, severity=Severity.MAJOR, title="工地塌方，电话 13812345678"),
            incident(id=3, detected_at=SINCE - timedelta(days=3), status=Status.CLOSED),
            incident(id=4, detected_at=SINCE - timedelta(seconds=1)),
        ),
        acts=(act(3, "close", MORNING, status="closed"), act(4, "note", SINCE - timedelta(hours=1))),
        runs=(
            run(1, UNTIL + timedelta(hours=19)),
            run(2, UNTIL + timedelta(hours=1), Clock.REPORT_UP),
            run(4, UNTIL + timedelta(hours=19, minutes=1)),
            run(4, UNTIL - timedelta(hours=1)),
            run(1, UNTIL + timedelta(hours=2), Clock.CLAIM, TimerState.MET),
        ),
    )
    assert told(known).splitlines() == [
        "📰 每日简报 11-20 周五",
        "新增 2 · 办结 1 · 有进展 1 · 在办 3（件）",
        "· #0002 重大 工地塌方，电话 138****5678",
        "· #0001 一般 望江西路改建拖延",
        "🏁 办结：#0003",
        "❗ 已超时 1 项，请看 /open",
        "⏰ 明天中午前到期 2 项：",
        "· 18:00 #0002 上报",
        "· 11-21 12:00 #0001 首次回应",
        "今晚未排班，通知所有人",
        "留痕 #88:9f86d081",
    ]


def test_drills_and_merged_ones_are_left_out() -> None:
    known = activity(
        incidents=(
            incident(id=1, detected_at=MORNING, drill=True),
            incident(id=2, detected_at=MORNING, status=Status.MERGED, merged_into=9),
        ),
        acts=(act(1, "close", MORNING, status="closed"), act(2, "claim", MORNING)),
        runs=(run(1, UNTIL + timedelta(hours=1)),),
    )
    facts = day_facts(known, SINCE, UNTIL)
    assert (facts.new, facts.closed, facts.due, facts.open, facts.worth_it) == ((), (), (), 0, False)


def test_what_makes_a_day_worth_a_word() -> None:
    old = incident(id=1, detected_at=SINCE - timedelta(days=5))
    assert not day_facts(activity(), SINCE, UNTIL).worth_it
    assert not day_facts(activity(incidents=(old,)), SINCE, UNTIL).worth_it
    assert day_facts(activity(incidents=(replace(old, detected_at=SINCE),)), SINCE, UNTIL).worth_it
    assert not day_facts(activity(incidents=(replace(old, detected_at=UNTIL),)), SINCE, UNTIL).worth_it
    assert day_facts(activity(incidents=(old,), acts=(act(1, "verdict", MORNING),)), SINCE, UNTIL).worth_it
    assert not day_facts(activity(incidents=(old,), acts=(act(1, "raise", MORNING, 0),)), SINCE, UNTIL).worth_it


def watch(number: int, name: str, health: Health, *, active: bool = True) -> Watch:
    return Watch(id=number, name=name, platform="论坛", active=active, health=health)


def test_a_blind_source_is_worth_a_word_and_one_at_rest_is_not() -> None:
    sick = watch(1, "海棠论坛", Health.FAILING)
    assert "📡 没读到：海棠论坛" in told(activity(watches=(sick, watch(2, "留言板", Health.OK))))
    assert not day_facts(activity(watches=(replace(sick, active=False),)), SINCE, UNTIL).worth_it


def test_who_is_there_tonight() -> None:
    since = date(2026, 11, 19)
    rotations = {
        Shift.DUTY: Rotation(people=(LIN, BAI), since=since),
        Shift.LEAD: Rotation(people=(FANG,), since=since),
    }
    rostered = replace(POLICY, roster=Roster(rotations=rotations))
    assert "🌙 今晚：值班 白露 · 带班 方正" in told(activity(), rostered)


def test_a_brief_after_a_downtime_says_that_it_is_late() -> None:
    assert "（补发）" not in told(activity(), now=UNTIL + timedelta(minutes=59))
    assert "（补发）" in told(activity(), now=UNTIL + timedelta(minutes=61))


def test_a_hundred_new_ones_fit() -> None:
    many = tuple(incident(id=n, detected_at=MORNING, title="长" * 400) for n in range(1, 101))
    runs = tuple(run(n, UNTIL + timedelta(hours=1)) for n in range(1, 101))
    sick = tuple(watch(n, f"源{n}" * 50, Health.SILENT) for n in range(40))
    facts = day_facts(activity(incidents=many, runs=runs, watches=sick), SINCE, UNTIL)
    notice = brief(facts, POLICY, TEXTS, UNTIL)
    assert utf16(TEXTS.say(notice.text)) < 1500
    assert (notice.key, notice.chat, notice.loud) == ("brief:2026-11-20", GROUP, False)
    assert sum(len(row) for row in notice.keys) <= 12


@pytest.mark.parametrize(
    ("acts", "closed"),
    [
        ((act(3, "close", MORNING, status="closed"),), (3,)),
        ((act(3, "agree", MORNING, status="closed"),), (3,)),
        ((act(3, "close", MORNING, status="closed"), act(3, "undo", MORNING, status="claimed", undone="close")), ()),
        ((act(3, "claim", MORNING, status="claimed"),), ()),
    ],
    ids=["closed", "by agreeing", "taken back", "something else"],
)
def test_closed_is_what_was_closed_by_whatever_act_and_stays_so(acts: tuple[Act, ...], closed: tuple[int, ...]) -> None:
    known = activity(incidents=(incident(id=3, detected_at=SINCE - timedelta(days=3)),), acts=acts)
    assert day_facts(known, SINCE, UNTIL).closed == closed
