"""What /who and /dept say, word by word: loads, late ones first, few cases without a percentage (R5, A5)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.callback import deep_link
from core.departments.listing import department_view, departments_list, named, nobody
from core.departments.standing import DepartmentPage, Overrun, Standing, on_time
from core.digest.facts import Run
from core.digest.figures import Rate
from core.duty import Roster, Shift
from core.incident import Phase, Status
from core.lists.incidents import PER_PAGE, TEXT_LIMIT, Answer
from core.lists.keys import UNIT, Asked, decode_asked
from core.people import Department, Member
from core.response import Promise
from core.severity import Severity
from core.showing import utf16
from core.team.listing import team_list
from core.team.loads import Load, Taken
from core.texts import Texts
from core.timer import Clock, TimerState
from tests.conftest import BAI, FANG, HE, LIN, NOON, SU
from tests.unit.making import POLICY, at_status

TEXTS = Texts()
#: a Friday afternoon
NOW = NOON + timedelta(hours=2)
NIGHT = NOON - timedelta(hours=10)
HOUR = timedelta(hours=1)


def said(answer: Answer) -> str:
    return TEXTS.say(answer.text)


def load(person: int, **work: object) -> Load:
    return Load(member=POLICY.members[person], **work)  # type: ignore[arg-type]


def taken(*waits: float, detected: datetime = NOON, first: bool = True) -> tuple[Taken, ...]:
    """One for each: claimed so many minutes after it was told of."""
    return tuple(
        Taken(at=NOON + timedelta(minutes=wait), detected_at=detected, delivered_at=NOON, first=first) for wait in waits
    )


def test_who_word_by_word() -> None:
    shifts = {(Shift.DUTY, date(2026, 11, 20)): BAI, (Shift.LEAD, date(2026, 11, 20)): FANG}
    policy = replace(POLICY, roster=Roster(dates=shifts))
    loads = [
        load(BAI, owned=1, taken=taken(5)),
        load(LIN, owned=3, late=2, taken=taken(9, 3, 200) + taken(1, detected=NIGHT, first=False)),
        load(HE, handled=2, unreachable=True),
        load(SU),
        load(FANG, owned=1, taken=taken(0.5, detected=NIGHT)),
    ]
    assert team_list(loads, policy, TEXTS, NOW) == (
        "👥 成员 5 人\n"
        "【带班领导】\n"
        "· 方正（带班） · 负责 1 件\n"
        "　本周认领 1 件，用时中位 不到 1 分钟，夜间 1 件\n"
        "【承办人】\n"
        "· 何建 · 市政科 · 承办 2 件 · ⚠️ 收不到私信\n"
        "· 苏敏 · 物业科（负责人）\n"
        "【成员】\n"
        "· 林晓 · 负责 3 件 · ❗ 超时 2 项\n"
        "　本周认领 4 件，首次 3 件用时中位 9 分钟，夜间 1 件\n"
        "· 白露（值班） · 负责 1 件\n"
        "　本周认领 1 件，用时中位 5 分钟\n"
        "⚠️ 标「收不到私信」的，请本人私聊机器人发送 /start"
    )


def test_without_a_roster_nobody_is_marked_and_without_claims_the_week_is_not_mentioned() -> None:
    text = team_list([load(LIN), load(BAI, taken=taken(3, first=False))], POLICY, TEXTS, NOW)
    assert "值班" not in text
    assert text.splitlines()[-3:] == ["· 白露", "　本周认领 1 件", "· 林晓"]


def test_who_came_away_is_not_on_duty() -> None:
    shifts = {(Shift.DUTY, date(2026, 11, 20)): BAI}
    gone = {**POLICY.members, BAI: replace(POLICY.members[BAI], active=False)}
    policy = replace(POLICY, roster=Roster(dates=shifts), members=gone)
    assert "值班" not in team_list([load(LIN)], policy, TEXTS, NOW)


def test_a_claim_before_its_card_took_no_time() -> None:
    assert load(LIN, taken=taken(-5)).waits == (0.0,)


def standing(**figures: object) -> Standing:
    return Standing(id=1, name="市政科", **figures)  # type: ignore[arg-type]


def test_all_departments_word_by_word() -> None:
    found = (
        standing(open=5, waiting=1, late=2, rate=Rate(part=11, whole=12), bounces=1),
        Standing(id=2, name="物业科", rate=Rate(part=3, whole=4)),
        Standing(id=3, name="法规科"),
    )
    answer = departments_list(found, 0, TEXTS)
    assert said(answer) == (
        "🏢 部门 3 个（及时率和退回为近30天）\n"
        "· 市政科 · 在办 5 件 · 待签收 1 · ❗ 超时 2 件\n"
        "　及时率 91%（11/12） · 退回 1 次\n"
        "· 物业科 · 在办 0 件\n"
        "　及时率 3/4\n"
        "· 法规科 · 在办 0 件\n"
        "　及时率 暂无"
    )
    assert [[TEXTS.say(key.label) for key in row] for row in answer.keys] == [["市政科", "物业科"], ["法规科"]]
    assert [decode_asked(key.data).filter for row in answer.keys for key in row] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(0, 0, "暂无"), (4, 4, "4/4"), (0, 5, "0%（0/5）"), (199, 200, "99%（199/200）")]
)
def test_a_rate_is_neither_bare_nor_rounded_up(part: int, whole: int, shown: str) -> None:
    assert f"及时率 {shown}" in said(departments_list([standing(rate=Rate(part=part, whole=whole))], 0, TEXTS))


def test_many_departments_are_turned_like_any_list() -> None:
    many = [Standing(id=n, name=f"第{n}科") for n in range(1, 21)]
    answer = departments_list(many, 1, TEXTS)
    assert "第9科" in said(answer)
    assert "第8科" not in said(answer)
    assert [decode_asked(key.data) for key in answer.keys[-1]] == [Asked(what=UNIT, page=0), Asked(what=UNIT, page=2)]
    assert said(departments_list(many, 99, TEXTS)).count("在办") == 4


def test_where_there_are_none_it_says_what_to_do() -> None:
    nowhere = replace(POLICY, departments=())
    assert "[[departments]]" in said(departments_list((), 0, TEXTS))
    assert "[[departments]]" in TEXTS.say(nobody("市政科", nowhere))


def promise(number: int, text: str, due: date) -> Promise:
    return Promise(number=number, text=text, due=due, owner=LIN, department="市政科", by=LIN, at=NOON)


def page(**changes: object) -> DepartmentPage:
    late = at_status(Status.ASSIGNED, id=7, title="小区停暖", severity=Severity.MAJOR, detected_at=NOON - HOUR)
    fine = at_status(Status.HANDLING, id=5, title="望江西路改建拖延")
    base = DepartmentPage(
        standing=standing(open=1, waiting=1, late=1, rate=Rate(part=1, whole=2), bounces=1),
        incidents=(late, fine),
        total=2,
        counts={Phase.ASSIGNED: 1, Phase.HANDLING: 1},
        late={7: Overrun(clock=Clock.ACCEPT, due_at=NOW - timedelta(minutes=90))},
        promises=(
            (5, promise(1, "修好路灯\u202e，电话13912345678", date(2026, 11, 19))),
            (9, promise(2, "清淤", NOW.date())),
        ),
        unreachable=frozenset({HE}),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def test_one_department_word_by_word() -> None:
    answer = department_view(page(), POLICY, TEXTS, NOW)
    assert said(answer) == (
        "🏢 市政科\n"
        "人员：何建（⚠️ 收不到私信）\n"
        "近30天：及时率 1/2 · 退回 1 次\n"
        "在办 2 件（含演练 1 件）：待签收 1 · 办理中 1 · ❗ 超时 1 件\n"
        "🔴 #0007 重大 · 待签收 · 11:00（3 小时） · 林晓\n"
        "　小区停暖\n"
        "　❗ 签收时限 12:30 已到期\n"
        "🔵 #0005 一般 · 办理中 · 12:00（2 小时） · 林晓\n"
        "　望江西路改建拖延\n"
        "【待兑现的承诺】2 项\n"
        "· ❗ 11-19 修好路灯，电话139****5678（#0005）\n"
        "· 11-20 清淤（#0009）"
    )
    *numbers, back = answer.keys
    assert [key.url for row in numbers for key in row] == [deep_link("tingfeng_bot", n) for n in (7, 5, 9)]
    assert decode_asked(back[0].data) == Asked(what=UNIT)


def test_a_later_page_has_incidents_only() -> None:
    text = said(department_view(page(page=1, total=10), POLICY, TEXTS, NOW))
    assert text.startswith("🏢 市政科\n在办 10 件")
    assert "承诺" not in text
    assert "人员" not in text


def test_nothing_open_and_nobody_there() -> None:
    empty = page(standing=standing(), incidents=(), total=0, counts={}, late={}, promises=())
    away = {LIN: POLICY.members[LIN]}
    answer = department_view(empty, replace(POLICY, members=away), TEXTS, NOW)
    assert said(answer).splitlines() == [
        "🏢 市政科",
        "⚠️ 还没有人员，交办时只能通知带班领导",
        "近30天：及时率 暂无",
        "没有在办的舆情",
    ]
    assert len(answer.keys) == 1


def test_the_longest_department_fits_a_message() -> None:
    worst = at_status(Status.ASSIGNED, title="长" * 300, severity=Severity.EXTREME, department="长" * 60, drill=True)
    people = {n: Member(id=n, name="长" * 60, department="长" * 60) for n in range(30)}
    full = page(
        standing=replace(standing(), name="长" * 60),
        incidents=tuple(replace(worst, id=10**12 + n) for n in range(PER_PAGE)),
        late={10**12 + n: Overrun(clock=Clock.FIRST_RESPONSE, due_at=NOON - 40 * HOUR) for n in range(PER_PAGE)},
        promises=tuple((n, promise(n, "长" * 300, date(2026, 1, 1))) for n in range(50)),
        total=9999,
    )
    answer = department_view(full, replace(POLICY, members={**POLICY.members, **people}), TEXTS, NOW)
    assert utf16(said(answer)) < TEXT_LIMIT
    assert "【待兑现的承诺】50 项" in said(answer)
    assert "等 30 人" in said(answer)
    assert "还有" not in said(answer)


UNITS = replace(
    POLICY, departments=tuple(Department(id=n, name=name) for n, name in enumerate(("市政", "市政科", "物业科"), 1))
)


@pytest.mark.parametrize(("words", "ident"), [("市政", 1), ("市政科", 2), ("物业", 3), ("科", 0), ("教育", 0), ("", 0)])
def test_a_department_is_meant_by_its_name_or_the_only_one_like_it(words: str, ident: int) -> None:
    unit = named(words, UNITS)
    assert (unit.id if unit else 0) == ident


def test_who_names_none_is_told_which_there_are() -> None:
    assert TEXTS.say(nobody("教育<b>\u202e", UNITS)) == "没有叫「教育<b>」的部门，现有：市政、市政科、物业科"


def run(due: float, ended: float | None = None, state: TimerState = TimerState.RUNNING, **changes: object) -> Run:
    """Hours from noon."""
    base = Run(
        incident=1,
        clock=Clock.ACCEPT,
        about="",
        generation=1,
        started_at=NOON - 999 * HOUR,
        due_at=NOON + due * HOUR,
        state=state,
        ended_at=None if ended is None else NOON + ended * HOUR,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "rate"),
    [
        (run(9, 1, TimerState.MET), (1, 1)),
        (run(1, 1, TimerState.MET), (1, 1)),
        (run(1, 2, TimerState.MET), (0, 1)),
        (run(1), (0, 1)),
        (run(1, 2, TimerState.ENDED), (0, 1)),
        (run(2, 1, TimerState.ENDED), (0, 0)),
        (run(9), (0, 0)),
        (run(9, 9, TimerState.MET), (0, 0)),
        (run(9, -1, TimerState.MET), (0, 0)),
        (run(-1, 1, TimerState.MET), (0, 0)),
        (run(-1), (0, 0)),
        (run(1, overdue=True), (0, 0)),
        *((run(2, 1, state), (0, 0)) for state in TimerState if state.value in ("waived", "bounced", "void", "merged")),
    ],
)
def test_each_run_is_decided_once(one: Run, rate: tuple[int, int]) -> None:
    """What was decided between noon and five."""
    found = on_time([one], NOON, NOON + 5 * HOUR)
    assert (found.part, found.whole) == rate


#: as storage tells them: what ended otherwise counts nowhere
RUNS = st.builds(run, st.integers(-9, 9), st.just(None)) | st.builds(
    run, st.integers(-9, 9), st.integers(-9, 9), st.sampled_from((TimerState.MET, TimerState.ENDED))
)


@given(st.lists(RUNS))
def test_adjoining_spans_add_up(runs: list[Run]) -> None:
    begin, middle, end = (NOON + hours * HOUR for hours in (-6, 0, 6))
    first, second, both = on_time(runs, begin, middle), on_time(runs, middle, end), on_time(runs, begin, end)
    assert (first.part + second.part, first.whole + second.whole) == (both.part, both.whole)
