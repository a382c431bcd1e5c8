"""Lifecycle §2: levels by hand and asked for, who may and who may not (A1)."""

from datetime import timedelta

import pytest

from core.actions import BY_CODE
from core.dossier import Answered, Proposed
from core.incident import OPEN, Status, Verdict
from core.outgoing import Lane, Notice, Show
from core.people import Role
from core.severity import Severity
from core.workflow import Refused, act
from tests.conftest import BAI, FANG, GROUP, GU, LIN, NOON
from tests.unit.making import at_status, do, done, incident, turn

NIGHT = NOON + timedelta(hours=14)
MAJOR = incident(severity=Severity.MAJOR)
WAIVED = at_status(Status.CLAIMED, verdict=Verdict.UNDETERMINABLE, no_response="玩笑")
ENDED = sorted(set(Status) - OPEN)


def test_a_lead_raises_loudly_without_a_reason() -> None:
    (change,) = do("lv", incident(), FANG, arg="major", words="").changes
    assert change.subject.severity is Severity.MAJOR
    assert (change.event.type, change.event.role, change.subject.decision) == ("severity", Role.LEAD, 1)
    (notice,) = change.outgoing
    assert isinstance(notice, Notice)
    assert (notice.chat, notice.lane, notice.loud) == (GROUP, Lane.ESCALATION, True)
    assert "方正 升为「重大」" in notice.text.plain()


@pytest.mark.parametrize(("level", "loud"), [("significant", False), ("major", True), ("extreme", True)])
def test_at_night_only_major_and_above_ring(level: str, loud: bool) -> None:
    (notice,) = do("lv", incident(), FANG, arg=level, now=NIGHT).changes[0].outgoing
    assert isinstance(notice, Notice)
    assert notice.loud is loud


def test_lowering_asks_a_reason_and_is_a_silent_line() -> None:
    asking = act(BY_CODE["lv"], MAJOR, turn(FANG, arg="general"), known=BY_CODE)
    assert not asking.changes
    assert (asking.asks[0].action, asking.asks[0].arg) == ("lv", "general")
    (change,) = do("lv", MAJOR, FANG, arg="general", words="已核实为旧闻").changes
    assert (change.subject.severity, change.event.reason) == (Severity.GENERAL, "已核实为旧闻")
    (notice,) = change.outgoing
    assert isinstance(notice, Notice)
    assert not notice.loud
    assert "降为「一般」：已核实为旧闻" in notice.text.plain()


def test_a_level_is_for_leads_and_another_than_it_has() -> None:
    with pytest.raises(Refused, match="带班领导"):
        do("lv", incident(), LIN)
    with pytest.raises(Refused, match="等级已是这一级"):
        do("lv", MAJOR, FANG)
    with pytest.raises(Refused, match="没有这个选项"):
        do("lv", incident(), FANG, arg="huge")
    assert done("lv", incident(), GU).severity is Severity.MAJOR


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize(("code", "person"), [("lv", FANG), ("pl", BAI)])
def test_what_has_ended_keeps_its_level(status: Status, code: str, person: int) -> None:
    with pytest.raises(Refused, match="不能这样操作"):
        do(code, at_status(status), person)


def test_a_member_proposes_with_a_card_and_a_word_to_each_lead() -> None:
    asking = act(BY_CODE["pl"], incident(), turn(BAI, arg="major"), known=BY_CODE)
    assert asking.asks
    assert not asking.changes
    (change,) = do("pl", incident(), BAI, words="转得很快").changes
    (asked,) = change.subject.proposals
    assert (asked.what, asked.severity, asked.by, asked.answer) == (Proposed.RAISE, Severity.MAJOR, BAI, Answered.OPEN)
    assert (change.event.type, change.subject.decision) == ("propose_raise", 0)
    show, *words = change.outgoing
    assert show == Show(chat=GROUP, about="p1", loud=True)
    assert [(w.chat, w.loud) for w in words if isinstance(w, Notice)] == [(FANG, True), (GU, True)]


def test_lowering_at_night_waits_for_the_morning_and_raising_does_not() -> None:
    for subject, arg, loud in ((MAJOR, "general", False), (incident(), "major", True)):
        show = do("pl", subject, BAI, arg=arg, now=NIGHT).changes[0].outgoing[0]
        assert isinstance(show, Show)
        assert show.loud is loud


def test_one_proposal_of_a_kind_at_a_time_and_none_by_who_decides() -> None:
    asked = done("pl", MAJOR, BAI, arg="general")
    with pytest.raises(Refused, match="已有同样的提议"):
        do("pl", asked, LIN, arg="significant")
    assert len(done("pl", asked, LIN, arg="extreme").proposals) == 2
    with pytest.raises(Refused, match="可以直接调整"):
        do("pl", MAJOR, FANG, arg="general")
    with pytest.raises(Refused, match="等级已是这一级"):
        do("pl", MAJOR, BAI, arg="major")
