"""Lifecycle §1–§3: the gate, its order, and every action in both directions (A1)."""

from datetime import timedelta
from itertools import product

import pytest

from core.actions import ACTIONS, BY_CODE
from core.incident import OPEN, Incident, Phase, Status, Verdict, phase
from core.outgoing import Ask, Notice, Show
from core.people import Role
from core.severity import Severity
from core.workflow import Outcome, Refused, act
from tests.conftest import BAI, FANG, GU, HE, LIN, NOON, SU
from tests.unit.making import at_status, do, done, incident, turn

#: eight working hours after Friday 12:00: Monday 14:30
TWICE = NOON + timedelta(days=3, hours=2, minutes=30)


def test_phase_is_total() -> None:
    for status, verdict in product(Status, Verdict):
        assert phase(incident(status=status, verdict=verdict)) in Phase


def test_every_code_is_unique_and_two_letters() -> None:
    assert len(BY_CODE) == len(ACTIONS)
    assert all(len(code) == 2 and code.isalpha() for code in BY_CODE)


def attempt(code: str, subject: Incident, person: int) -> Outcome | Refused:
    try:
        return do(code, subject, person)
    except Refused as refused:
        return refused


@pytest.mark.parametrize("code", sorted(BY_CODE))
@pytest.mark.parametrize("person", [LIN, BAI, HE, SU, FANG, GU])
@pytest.mark.parametrize("status", sorted(Status))
@pytest.mark.parametrize("verdict", [Verdict.UNVERIFIED, Verdict.FALSE])
def test_matrix(code: str, person: int, status: Status, verdict: Verdict) -> None:
    """State × action × person: either words, or exactly one change with its event and the right numbers."""
    before = at_status(status, verdict=verdict)
    outcome = attempt(code, before, person)
    if isinstance(outcome, Refused):
        assert outcome.code
        assert outcome.message.plain()
        return
    if not outcome.changes:
        # what it is about has still to be chosen
        assert outcome.picker
        return
    change = outcome.changes[0]
    after, event = change.subject, change.event
    assert event.role in {Role.MEMBER, Role.HANDLER, Role.LEAD, Role.APPROVER, Role.CHIEF}
    assert after.revision == before.revision + 1
    assert after.decision == before.decision + (0 if BY_CODE[code].commutes else 1)
    assert event.revision == (before.revision, after.revision)
    assert event.diffs or event.reason, "an act that changes nothing and says nothing is no act"
    for name, (old, new) in event.diffs.items():
        assert getattr(before, name) == old
        assert getattr(after, name) == new
    if after.status in OPEN - {Status.SUSPECTED}:
        assert after.owner is not None


def test_claim_gives_one_owner_and_tells_the_second_who() -> None:
    claimed = done("cl", incident(), LIN)
    assert (claimed.status, claimed.owner) == (Status.CLAIMED, LIN)
    with pytest.raises(Refused, match="已由 林晓 于 12:01 认领"):
        do("cl", claimed, BAI)
    with pytest.raises(Refused, match="您已认领"):
        do("cl", claimed, LIN)


def test_the_specific_guard_speaks_before_staleness() -> None:
    claimed = done("cl", incident(), LIN)
    with pytest.raises(Refused, match="已由 林晓"):
        do("cl", claimed, BAI, seen=0)


def test_a_stale_decision_is_refused_with_what_happened() -> None:
    claimed = done("cl", incident(), LIN)
    with pytest.raises(Refused, match="林晓 12:01 已操作") as caught:
        do("vt", claimed, LIN, seen=0)
    assert caught.value.code == "stale"
    assert done("vt", claimed, LIN, seen=1).verdict is Verdict.TRUE


def test_a_commuting_act_is_never_stale() -> None:
    claimed = done("cl", incident(), LIN)
    assert done("as", claimed, BAI, seen=0).assistants == (BAI,)


def test_a_new_post_does_not_void_a_button() -> None:
    assert done("cl", incident(revision=9), LIN, seen=0).owner == LIN


def test_role_is_checked_first_and_names_who_holds_it() -> None:
    with pytest.raises(Refused, match="需要「带班领导」才能操作，现为：方正、顾远"):
        do("ro", at_status(Status.CLOSED), LIN)
    with pytest.raises(Refused, match="承办人"):
        do("ac", at_status(Status.ASSIGNED), LIN)


def test_verdict_on_suspected_claims_in_the_same_event() -> None:
    (change,) = do("vf", incident(), BAI).changes
    assert (change.subject.status, change.subject.owner, change.subject.verdict) == (Status.CLAIMED, BAI, Verdict.FALSE)
    assert {"status", "owner", "verdict"} <= change.event.diffs.keys()


def test_verdict_asks_for_its_basis_except_where_nothing_is_claimed() -> None:
    claimed = done("cl", incident(), LIN)
    (ask,) = do("vt", claimed, LIN).asks
    assert isinstance(ask, Ask)
    assert (ask.action, ask.person) == ("bs", LIN)
    assert do("vu", claimed, LIN).asks == ()


def test_a_new_verdict_needs_a_new_basis() -> None:
    claimed = done("bs", done("vt", incident(), LIN), LIN, words="看过现场")
    assert claimed.basis == "看过现场"
    assert done("vf", claimed, LIN).basis == ""


def test_only_owner_or_lead_changes_a_verdict() -> None:
    claimed = done("cl", incident(), LIN)
    with pytest.raises(Refused, match="由 林晓 负责"):
        do("vt", claimed, BAI)
    assert done("vt", claimed, FANG).verdict is Verdict.TRUE
    assert do("vt", claimed, FANG).changes[0].event.role is Role.LEAD


def test_invalid_needs_reason_then_second_press() -> None:
    action = BY_CODE["iv"]
    assert act(action, incident(), turn(LIN), known=BY_CODE).picker
    first = act(action, incident(), turn(LIN, arg="f"), known=BY_CODE)
    assert first.confirm
    assert not first.changes
    gone = done("iv", incident(), LIN)
    assert (gone.status, gone.invalid_reason) == (Status.INVALID, "误报")
    with pytest.raises(Refused, match="没有这个选项"):
        do("iv", incident(), LIN, arg="x")


def test_invalid_on_major_is_for_leads() -> None:
    serious = incident(severity=Severity.MAJOR)
    with pytest.raises(Refused, match="带班领导"):
        do("iv", serious, LIN)
    assert done("iv", serious, FANG).status is Status.INVALID


def test_release_keeps_how_long_it_was_held_and_forgets_the_verdict() -> None:
    held = done("vt", done("cl", incident(), LIN), LIN)
    (change,) = do("rl", held, LIN, words="下班交接", now=NOON + timedelta(minutes=11)).changes
    assert (change.subject.status, change.subject.owner) == (Status.SUSPECTED, None)
    assert change.subject.verdict is Verdict.UNVERIFIED
    assert change.event.reason == "下班交接"
    assert change.event.notes == {"held_seconds": 600}
    with pytest.raises(Refused):
        do("rl", held, BAI)


def test_acts_that_need_words_ask_for_them_first() -> None:
    claimed = done("cl", incident(), LIN)
    asking = act(BY_CODE["rl"], claimed, turn(LIN), known=BY_CODE)
    assert not asking.changes
    assert asking.asks[0].action == "rl"


def test_take_over_by_lead_at_once_by_anybody_after_twice_the_lease() -> None:
    claimed = done("cl", incident(), LIN)
    assert done("to", claimed, FANG).owner == FANG
    with pytest.raises(Refused, match="由 林晓 负责"):
        do("to", claimed, BAI, now=TWICE - timedelta(minutes=1))
    taken = do("to", claimed, BAI, now=TWICE).changes[0]
    assert taken.subject.owner == BAI
    assert taken.event.role is Role.MEMBER
    with pytest.raises(Refused, match="您已是负责人"):
        do("to", claimed, LIN)


def test_assign_needs_a_verdict_unless_a_lead_decides() -> None:
    claimed = done("cl", incident(), LIN)
    with pytest.raises(Refused, match="请先给出核实结论"):
        do("ag", claimed, LIN)
    assert done("ag", incident(), FANG).owner == FANG
    outcome = do("ag", done("vt", claimed, LIN), LIN)
    (change,) = outcome.changes
    assert (change.subject.status, change.subject.department) == (Status.ASSIGNED, "市政科")
    (shown,) = change.outgoing
    assert isinstance(shown, Show)
    assert (shown.person, shown.loud) == (HE, True)
    with pytest.raises(Refused, match="没有这个部门"):
        do("ag", done("vt", claimed, LIN), LIN, arg="99")


def test_accept_and_bounce_belong_to_the_department() -> None:
    assigned = at_status(Status.ASSIGNED)
    with pytest.raises(Refused, match="已交市政科办理，请找承办人（何建）"):
        do("ac", assigned, SU)
    handling = done("ac", assigned, HE)
    assert (handling.status, handling.handler) == (Status.HANDLING, HE)
    (change,) = do("bo", assigned, HE, words="属物业科").changes
    assert (change.subject.status, change.subject.department) == (Status.CLAIMED, "")
    (notice,) = change.outgoing
    assert isinstance(notice, Notice)
    assert "属物业科" in notice.text.plain()
    assert notice.mentions == (LIN,)


def test_close_names_the_one_thing_that_is_missing() -> None:
    claimed = done("cl", incident(), LIN)
    with pytest.raises(Refused, match="还没有核实结论"):
        do("fi", claimed, LIN)
    verified = done("vt", claimed, LIN)
    with pytest.raises(Refused, match="还缺核实依据") as caught:
        do("fi", verified, LIN)
    assert caught.value.asks[0].action == "bs"
    based = done("bs", verified, LIN)
    with pytest.raises(Refused, match="还没有发布办结答复"):
        do("fi", based, LIN)
    waived = done("nr", based, FANG)
    outcome = do("fi", waived, LIN)
    assert outcome.changes[0].subject.status is Status.CLOSED
    assert outcome.asks[0].action == "oc"


def test_close_without_verdict_that_needs_a_basis() -> None:
    waived = done("nr", done("vu", incident(), LIN), FANG)
    assert done("fi", waived, LIN).status is Status.CLOSED


def test_close_is_pressed_twice() -> None:
    waived = done("nr", done("vu", incident(), LIN), FANG)
    first = act(BY_CODE["fi"], waived, turn(LIN), known=BY_CODE)
    assert (first.confirm, first.alert, first.changes) == (True, True, ())


def test_no_response_only_once_and_only_by_a_lead() -> None:
    with pytest.raises(Refused):
        do("nr", incident(), LIN)
    waived = done("nr", incident(), FANG, words="网友玩笑")
    assert (waived.no_response, waived.owner, waived.status) == ("网友玩笑", None, Status.SUSPECTED)
    with pytest.raises(Refused, match="已定为无需回应"):
        do("nr", waived, FANG)


def test_reopen_starts_the_verdict_anew_and_is_loud() -> None:
    closed = at_status(Status.CLOSED, no_response="x", outcome="y")
    (change,) = do("ro", closed, FANG, words="又有新帖").changes
    after = change.subject
    assert (after.status, after.owner, after.verdict, after.reopened) == (Status.CLAIMED, FANG, Verdict.UNVERIFIED, 1)
    assert (after.no_response, after.basis, after.outcome) == ("", "", "")
    assert change.event.notes == {"old_verdict": "true"}
    (notice,) = change.outgoing
    assert isinstance(notice, Notice)
    assert notice.loud


UNDOABLE: list[tuple[str, Incident, int]] = [
    ("cl", incident(), LIN),
    ("vt", incident(), LIN),
    ("iv", incident(), LIN),
    ("ag", at_status(Status.CLAIMED, verdict=Verdict.TRUE), LIN),
]


@pytest.mark.parametrize(("code", "before", "person"), UNDOABLE)
def test_undo_restores_exactly(code: str, before: Incident, person: int) -> None:
    acted = done(code, before, person)
    (change,) = do("un", acted, person, now=NOON + timedelta(seconds=80)).changes
    after = change.subject
    same = {"status", "owner", "verdict", "claimed_at", "acted_at", "department", "handler", "basis", "invalid_reason"}
    assert {n: getattr(after, n) for n in same} == {n: getattr(before, n) for n in same}
    assert after.decision == before.decision + 2
    assert after.undo is None


def test_undo_is_refused_to_others_too_late_and_after_other_decisions() -> None:
    claimed = done("cl", incident(), LIN)
    with pytest.raises(Refused, match="只能撤销自己的操作"):
        do("un", claimed, BAI)
    with pytest.raises(Refused, match="已超过 30 秒"):
        do("un", claimed, LIN, now=NOON + timedelta(seconds=91))
    with pytest.raises(Refused, match="没有可以撤销"):
        do("un", done("nr", claimed, FANG), LIN)
    with pytest.raises(Refused, match="没有可以撤销"):
        do("un", incident(), LIN)


def test_an_assistant_between_does_not_keep_from_undo() -> None:
    claimed = done("as", done("cl", incident(), LIN), BAI)
    after = done("un", claimed, LIN)
    assert (after.owner, after.assistants) == (None, (BAI,))


def test_assist_once_and_not_by_the_owner() -> None:
    claimed = done("cl", incident(), LIN)
    with pytest.raises(Refused, match="不用再协助"):
        do("as", claimed, LIN)
    with pytest.raises(Refused, match="您已在协助"):
        do("as", done("as", claimed, BAI), BAI)
