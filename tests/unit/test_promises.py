"""承诺 (A7) and 更正 (A8): one line is read, whoever may writes and keeps, the card and 详情 tell it."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import texts_in
from core.actions import BY_CODE
from core.cards.card import menu_card, shared_card
from core.cards.playbook import correction_lines, promise_line, promise_lines
from core.errors import InputError
from core.incident import Incident, Phase, Status
from core.people import Actor
from core.promises import MOST, promised, unkept
from core.response import Correction, Promise, PromiseState
from core.statement import Kind, Stand, Statement
from core.texts import Texts
from core.workflow import Outcome, Refused
from tests.conftest import BAI, HE, LIN, NOON, SU
from tests.unit.making import AROUND, POLICY, at_status, do, done, incident

TODAY = date(2026, 11, 20)
TEXTS = Texts()


@pytest.mark.parametrize(
    ("line", "text", "due"),
    [
        ("修好路灯，11-28 前", "修好路灯", date(2026, 11, 28)),
        ("2026-11-28 修好路灯", "修好路灯", date(2026, 11, 28)),
        ("2026年11月28日前修好路灯", "修好路灯", date(2026, 11, 28)),
        ("争取11月28日前把路灯修好", "把路灯修好", date(2026, 11, 28)),
        ("修好路灯（11月28号之前）", "修好路灯", date(2026, 11, 28)),
        ("２０２６－１１－２８ 修灯", "修灯", date(2026, 11, 28)),
        ("2026/11/28 修灯", "修灯", date(2026, 11, 28)),
        ("修灯 11/28", "修灯", date(2026, 11, 28)),
        # today is not over yet; what has passed is next year's
        ("今晚补坑，11-20", "今晚补坑", TODAY),
        ("补坑 11-19 前", "补坑", date(2027, 11, 19)),
        ("补坑，1月5日", "补坑", date(2027, 1, 5)),
        ("查闰年，2-29 前", "查闰年", date(2028, 2, 29)),
        # of several days the one it is promised by; what only looks like a day is none
        ("11-20 的坑，11-28 前补好", "11-20 的坑，补好", date(2026, 11, 28)),
        ("修好 5-6 栋路灯，11-28 前", "修好 5-6 栋路灯", date(2026, 11, 28)),
        ("查 13-45 号楼，11-28 前", "查 13-45 号楼", date(2026, 11, 28)),
        ("回电 0551-6212345，11-28 前", "回电 0551-6212345", date(2026, 11, 28)),
    ],
)
def test_a_promise_is_read_as_people_write_it(line: str, text: str, due: date) -> None:
    assert promised(line, TODAY) == (text, due)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("修好路灯", "没有写日期"),
        ("三天内修好", "没有写日期"),
        ("3-5 天内修好", "没有写日期"),
        ("2-30 修好", "没有「2-30」这一天"),
        ("2026-13-01 修好", "没有「2026-13-01」这一天"),
        ("11-28 前", "只有日期"),
        ("（11-28）", "只有日期"),
        ("2026-11-19 修好", "2026-11-19 已经过去"),
        ("2028-11-21 修好", "2028-11-21 太远"),
        ("9999-12-31 修好", "太远"),
    ],
)
def test_what_is_no_promise_is_refused_with_how_to_write_it(line: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        promised(line, TODAY)
    assert said in refused.value.message.plain()


def test_two_years_ahead_is_the_furthest() -> None:
    assert promised("2028-11-20 修好", TODAY)[1] == date(2028, 11, 20)


@given(
    st.text(alphabet="0123456789-/.年月日号前修，。 ０１　于到", max_size=60),
    st.dates(date(2020, 1, 1), date(9990, 1, 1)),
)
def test_any_line_is_read_or_refused(line: str, today: date) -> None:
    read = None
    with suppress(InputError):
        read = promised(line, today)
    if read is not None:
        text, due = read
        assert text.strip()
        assert today <= due <= today + timedelta(days=731)


def promise(number: int = 1, due: date = date(2026, 11, 28), **changes: Any) -> Promise:
    base = Promise(number=number, text="修好路灯", due=due, owner=LIN, by=LIN, at=NOON)
    return replace(base, **changes)


def test_a_promise_names_its_owner_and_the_department_that_handles_it() -> None:
    subject = at_status(Status.HANDLING, handler=HE, promises=(promise(3),))
    _, one = done("pm", subject, HE, words="修好路灯，11-28 前").promises
    assert one == Promise(
        number=4,
        text="修好路灯",
        due=date(2026, 11, 28),
        owner=HE,
        department="市政科",
        by=HE,
        at=NOON + timedelta(minutes=1),
    )
    (change,) = do("pm", subject, HE).changes
    assert change.event.type == "promise"
    assert change.event.decision == (0, 0)


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.MERGED])
def test_a_promise_is_legal_in_any_status_but_where_the_matter_went_elsewhere(status: Status) -> None:
    assert done("pm", at_status(status), BAI).promises
    merged = at_status(Status.MERGED, merged_into=8)
    with pytest.raises(Refused) as refused:
        do("pm", merged, BAI)
    assert "#0008" in refused.value.message.plain()


def test_a_line_without_a_day_is_asked_for_again() -> None:
    with pytest.raises(Refused) as refused:
        do("pm", incident(), BAI, words="修好路灯")
    assert refused.value.code == "no_due"
    assert "11-28 前" in refused.value.message.plain()
    (ask,) = refused.value.asks
    assert (ask.action, ask.person) == ("pm", BAI)


def test_the_day_is_the_organisations_not_the_worlds() -> None:
    late = NOON.replace(hour=17)  # 01:00 of the next day there
    assert done("pm", incident(), BAI, words="补坑 11-20 前", now=late).promises[0].due == date(2027, 11, 20)
    assert done("pm", incident(), BAI, words="补坑 11-20 前", now=NOON).promises[0].due == TODAY


def test_twenty_may_wait_and_kept_ones_make_room() -> None:
    waiting = tuple(promise(number) for number in range(1, MOST + 1))
    with pytest.raises(Refused) as refused:
        do("pm", incident(promises=waiting), BAI)
    assert refused.value.code == "enough"
    kept = replace(waiting[0], state=PromiseState.KEPT)
    assert done("pm", incident(promises=(kept, *waiting[1:])), BAI).promises[-1].number == MOST + 1


def test_a_promise_is_kept_with_its_proof_a_missed_one_too() -> None:
    for state in (PromiseState.OPEN, PromiseState.MISSED):
        after = done(
            "kp", at_status(Status.CLOSED, promises=(promise(state=state), promise(2))), SU, words="已修好，见照片"
        )
        assert after.promises == (
            promise(state=PromiseState.KEPT, proof="已修好，见照片", kept_by=SU, kept_at=NOON + timedelta(minutes=1)),
            promise(2),
        )
        assert after.status is Status.CLOSED


@pytest.mark.parametrize(
    ("promises", "arg", "code"),
    [
        ((), "", "no_promise"),
        ((), "1", "no_promise"),
        ((promise(state=PromiseState.KEPT, kept_by=LIN, kept_at=NOON),), "", "no_promise"),
        ((promise(state=PromiseState.KEPT, kept_by=LIN, kept_at=NOON),), "1", "kept"),
        ((promise(),), "2", "argument"),
    ],
)
def test_what_is_not_to_be_kept_is_refused(promises: tuple[Promise, ...], arg: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        do("kp", incident(promises=promises), BAI, arg=arg)
    assert refused.value.code == code
    assert "林晓 已于 12:00" in refused.value.message.plain() or code != "kept"


def test_the_picker_names_the_waiting_promises_the_nearest_first() -> None:
    subject = incident(
        promises=(promise(1, date(2027, 1, 5)), promise(2), promise(3, state=PromiseState.KEPT), promise(4, TODAY))
    )
    card = shared_card(subject, AROUND, TEXTS, now=NOON, picker="kp.0")
    labels = [button.label for row in card.keyboard for button in row]
    assert labels == ["11-20 修好路灯", "11-28 修好路灯", "2027-01-05 修好路灯", "← 返回"]
    outcome = do("kp", subject, BAI, arg="4", words="")
    assert isinstance(outcome, Outcome)
    assert "兑现的情况" in outcome.asks[0].text.plain()


def final(**changes: Any) -> Statement:
    base = Statement(
        number=1, kinds=(Kind.FINAL,), stand=Stand.PUBLISHED, hash="0", author=LIN, editor=LIN, edited_at=NOON
    )
    return replace(base, published_at=NOON, **changes)


def test_the_last_promise_kept_after_the_final_answer_begins_the_following() -> None:
    """Lifecycle §2: looked at on publish, keep, miss."""
    waiting = at_status(Status.HANDLING, handler=HE, promises=(promise(1), promise(2)), statements=(final(),))
    first = done("kp", waiting, HE, arg="1")
    assert first.status is Status.HANDLING
    assert done("kp", first, HE, arg="2").status is Status.FOLLOWING
    unanswered = replace(waiting, statements=(), promises=(promise(1),))
    assert done("kp", unanswered, HE, arg="1").status is Status.HANDLING


@pytest.mark.parametrize(
    ("promises", "line"),
    [
        ((), ""),
        ((promise(state=PromiseState.KEPT),), ""),
        ((promise(),), "🤝 修好路灯 11-28 前"),
        ((promise(due=date(2027, 1, 5)),), "🤝 修好路灯 2027-01-05 前"),
        ((promise(), promise(2, date(2026, 11, 21), text="补<b>坑")), "🤝 补&lt;b&gt;坑 11-21 前 等 2 项"),
        ((promise(), promise(2, TODAY, state=PromiseState.MISSED)), "🤝 修好路灯 11-20 前 ❗ 等 2 项"),
        ((promise(text="打 13812345678"),), "🤝 打 138****5678 11-28 前"),
    ],
)
@pytest.mark.parametrize("status", [Status.HANDLING, Status.CLOSED])
def test_the_card_tells_the_promise_that_is_due_next(status: Status, promises: tuple[Promise, ...], line: str) -> None:
    assert promise_line(at_status(status, promises=promises), POLICY, TEXTS) == line


def test_the_details_tell_what_waits_then_what_was_kept() -> None:
    kept = promise(1, state=PromiseState.KEPT, proof="见照片")
    lines = promise_lines(incident(promises=(kept, promise(2))), POLICY, TEXTS)
    assert lines == ("承诺 修好路灯 11-28 前 林晓 待兑现", "承诺 修好路灯 11-28 前 林晓 已兑现：见照片")


def buttons(subject: Incident, person: int) -> set[str]:
    actor = Actor.of(POLICY.members[person])
    cards = [menu_card(subject, actor, AROUND, TEXTS, now=NOON, picker=page) for page in ("", "zz.0")]
    return {button.label for card in cards for row in card.keyboard for button in row}


def test_the_buttons_stand_where_they_make_sense() -> None:
    assert "🤝 承诺" in buttons(at_status(Status.CLOSED), BAI)
    assert "✅ 已兑现" not in buttons(at_status(Status.CLOSED), BAI)
    assert {"🤝 承诺", "✅ 已兑现", "✏️ 更正请求"} <= buttons(at_status(Status.CLOSED, promises=(promise(),)), BAI)
    assert "🤝 承诺" not in buttons(at_status(Status.INVALID), BAI)
    assert not {"✏️ 更正请求", "📬 更正答复"} & buttons(incident(), BAI)
    for phase, row in ((Phase.HANDLING, 2), (Phase.FOLLOWING, 3)):
        assert BY_CODE["pm"].places[phase] == row


def test_a_correction_is_asked_for_and_answered() -> None:
    asked = done("cq", at_status(Status.CLOSED), BAI, words="海棠论坛，把停工改为检修")
    (one,) = asked.corrections
    assert one == Correction(number=1, publisher="海棠论坛，把停工改为检修", by=BAI, at=NOON + timedelta(minutes=1))
    assert correction_lines(asked, POLICY, TEXTS) == ("更正请求 11-20 海棠论坛，把停工改为检修：待答复",)
    answered = done("ca", asked, LIN, arg="1", words="已更正")
    assert correction_lines(answered, POLICY, TEXTS) == ("更正请求 11-20 海棠论坛，把停工改为检修：已更正",)
    for arg, code in (("1", "answered"), ("2", "argument"), ("", "no_request")):
        with pytest.raises(Refused) as refused:
            do("ca", answered, LIN, arg=arg)
        assert refused.value.code == code


def test_there_are_only_so_many_corrections() -> None:
    many = tuple(Correction(number=at, publisher="论坛", by=LIN, at=NOON) for at in range(1, 51))
    with pytest.raises(Refused) as refused:
        do("cq", incident(corrections=many), BAI)
    assert refused.value.code == "enough"
    assert len(correction_lines(incident(corrections=many), POLICY, TEXTS)) == 50


def test_the_lines_are_said_in_english_too() -> None:
    english = texts_in("en")
    subject = incident(
        promises=(promise(), promise(2)), corrections=(Correction(number=1, publisher="A", by=1, at=NOON),)
    )
    told = (
        promise_line(subject, POLICY, english),
        *promise_lines(subject, POLICY, english),
        *correction_lines(subject, POLICY, english),
    )
    assert all(one and "{" not in one for one in told)
    assert len(unkept(subject.promises)) == 2
