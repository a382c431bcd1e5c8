"""Lifecycle §2: proposals are agreed to, declined or void; agreeing obeys the guard of what it does (A1)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.actions import BY_CODE
from core.cards.proposals import proposal_card
from core.dossier import Answered, Proposal, Proposed, Transfer
from core.incident import OPEN, Incident, Status, Verdict
from core.outgoing import Notice
from core.severity import Severity
from core.texts import Message, Texts
from core.workflow import Around, Refused, act
from tests.conftest import BAI, FANG, GU, LIN, NOON
from tests.unit.making import POLICY, at_status, do, done, incident, turn

NIGHT = NOON + timedelta(hours=14)
MAJOR = incident(severity=Severity.MAJOR)
WAIVED = at_status(Status.CLAIMED, verdict=Verdict.UNDETERMINABLE, no_response="玩笑")
ENDED = sorted(set(Status) - OPEN)


def with_proposal(subject: Incident, what: Proposed, severity: Severity | None = None) -> Incident:
    one = Proposal(number=1, what=what, by=BAI, at=NOON, reason=Message("转得很快"), severity=severity)
    return replace(subject, proposals=(one,))


def test_agreeing_does_it_in_the_same_event() -> None:
    asked = done("pl", incident(), BAI, words="转得很快")
    (change,) = do("ye", asked, FANG).changes
    assert change.subject.severity is Severity.MAJOR
    assert (change.event.type, change.event.reason) == ("agree", "转得很快")
    assert change.event.notes == {"proposal": 1, "act": "severity"}
    assert {"severity", "proposals"} <= change.event.diffs.keys()
    (asked_for,) = change.subject.proposals
    assert (asked_for.answer, asked_for.answered_by) == (Answered.AGREED, FANG)
    (notice,) = change.outgoing
    assert isinstance(notice, Notice)
    assert notice.loud


def test_declining_changes_nothing_but_the_answer() -> None:
    (change,) = do("no", done("pl", incident(), BAI), FANG).changes
    assert set(change.event.diffs) == {"proposals"}
    assert change.event.type == "decline"
    assert change.subject.proposals[0].answer is Answered.DECLINED
    assert change.outgoing == ()


@pytest.mark.parametrize("code", ["ye", "no"])
def test_answers_are_for_leads_on_what_waits(code: str) -> None:
    asked = done("pl", incident(), BAI)
    with pytest.raises(Refused, match="带班领导"):
        do(code, asked, LIN)
    with pytest.raises(Refused, match="没有这项提议"):
        do(code, asked, FANG, arg="7")
    with pytest.raises(Refused, match="没有这项提议"):
        do(code, incident(), FANG, arg="1")
    for answered in (done("no", asked, GU), done("ye", asked, GU)):
        with pytest.raises(Refused, match="已由 顾远 于 12:01 答复"):
            do(code, answered, FANG)
    with pytest.raises(Refused, match="已操作"):
        do(code, done("cl", asked, LIN), FANG, seen=0)


@pytest.mark.parametrize(
    ("subject", "what", "level", "code", "person", "arg"),
    [
        (incident(), Proposed.RAISE, Severity.MAJOR, "lv", FANG, "extreme"),
        (incident(), Proposed.RAISE, Severity.SIGNIFICANT, "lv", FANG, "significant"),
        (MAJOR, Proposed.LOWER, Severity.SIGNIFICANT, "lv", FANG, "general"),
        (incident(), Proposed.RAISE, Severity.MAJOR, "iv", LIN, "f"),
        (WAIVED, Proposed.CLOSE, None, "fi", LIN, ""),
        (WAIVED, Proposed.CLOSE, None, "tx", FANG, ""),
        (at_status(Status.CLOSED), Proposed.REOPEN, None, "ro", FANG, ""),
        (at_status(Status.TRANSFERRED), Proposed.REOPEN, None, "tb", FANG, ""),
    ],
)
def test_what_makes_no_sense_any_more_is_void_by_the_change(
    subject: Incident, what: Proposed, level: Severity | None, code: str, person: int, arg: str
) -> None:
    (change,) = do(code, with_proposal(subject, what, level), person, arg=arg).changes
    assert change.subject.proposals[0].answer is Answered.VOID
    assert "proposals" in change.event.diffs
    with pytest.raises(Refused, match="已不需要处理"):
        do("ye", change.subject, FANG)


def test_undo_brings_back_what_the_act_made_void() -> None:
    gone = done("iv", with_proposal(incident(), Proposed.RAISE, Severity.MAJOR), LIN)
    assert done("un", gone, LIN).proposals[0].answer is Answered.OPEN


def test_closing_by_proposal_obeys_closing_and_is_pressed_twice() -> None:
    ready = with_proposal(WAIVED, Proposed.CLOSE)
    first = act(BY_CODE["ye"], ready, turn(FANG, arg="1"), known=BY_CODE)
    assert first.confirm
    assert not first.changes
    (change,) = do("ye", ready, FANG).changes
    assert (change.subject.status, change.event.notes["act"]) == (Status.CLOSED, "close")
    with pytest.raises(Refused, match="还没有核实结论"):
        do("ye", with_proposal(incident(), Proposed.CLOSE), FANG)


def test_raising_by_proposal_is_pressed_once() -> None:
    asked = done("pl", incident(), BAI)
    assert act(BY_CODE["ye"], asked, turn(FANG, arg="1"), known=BY_CODE).changes


def test_reopening_by_proposal_is_reopening() -> None:
    after = done("ye", with_proposal(at_status(Status.CLOSED, no_response="x"), Proposed.REOPEN), FANG)
    assert (after.status, after.owner, after.verdict) == (Status.CLAIMED, FANG, Verdict.UNVERIFIED)
    assert (after.reopened, after.no_response) == (1, "")
    gone = at_status(Status.TRANSFERRED, transfer=Transfer(unit="县教育局", by=FANG, at=NOON))
    back = done("ye", with_proposal(gone, Proposed.REOPEN), FANG)
    assert (back.status, back.owner, back.transfer, back.reopened) == (Status.CLAIMED, LIN, None, 0)


def test_the_proposals_card_has_its_answers_until_somebody_gives_one() -> None:
    asked = done("pl", incident(), BAI, words="转得<很快>")
    card = proposal_card(asked, "p1", POLICY, Texts())
    assert "提议升为「重大」" in card.html
    assert "白露 12:01：转得&lt;很快&gt;" in card.html
    assert f'<a href="tg://user?id={FANG}">方正</a>' in card.html
    assert [b.label for row in card.keyboard for b in row] == ["👀 详情", "✅ 同意", "❌ 不同意"]
    for code, words in (("ye", "✔ 方正 12:01 同意"), ("no", "✖ 方正 12:01 不同意")):
        card = proposal_card(done(code, asked, FANG), "p1", POLICY, Texts())
        assert words in card.html
        assert [b.label for row in card.keyboard for b in row] == ["👀 详情"]
    void = proposal_card(done("lv", asked, FANG, arg="extreme"), "p1", POLICY, Texts())
    assert "已不需要处理" in void.html


def test_the_menu_opens_a_picker_of_what_waits() -> None:
    asked = done("pl", incident(), BAI)
    assert act(BY_CODE["ye"], asked, turn(FANG), known=BY_CODE).picker
    choices = BY_CODE["ye"].choices
    assert choices is not None
    (choice,) = choices(asked, Around(policy=POLICY))
    assert (choice.arg, choice.label.plain()) == ("1", "提议升为「重大」")
