"""Lifecycle §3.5, §4, §5: who is told of an act and how loudly, by day and by night; what the menu offers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.cards.card import FURTHER, menu_card
from core.cards.details import details
from core.cards.proposals import proposal_card
from core.cards.views import timeline
from core.changes import Change
from core.dossier import Proposal, Proposed
from core.followup import woken
from core.incident import Incident, Status, Verdict
from core.intake import attached, grown
from core.outgoing import Notice, Show
from core.people import Actor, Member, Role
from core.severity import Severity
from core.team.handover import moved
from core.texts import Message, Texts
from core.told import Told
from core.workflow import Around, Refused
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, NOON
from tests.unit.making import POLICY, at_status, do, done, found, incident, turn
from tests.unit.test_intake import WEIBO, prepared, seen

NIGHT = NOON + timedelta(hours=14)
VERIFIED = at_status(Status.CLAIMED, verdict=Verdict.TRUE, basis="现场核实")
RISING = [seen(0), seen(1, WEIBO, 150)]


def shows(change: Change) -> list[tuple[int, bool]]:
    return [(one.chat, one.loud) for one in change.outgoing if isinstance(one, Show)]


@pytest.mark.parametrize(
    ("level", "now", "loud"),
    [
        (Severity.GENERAL, NOON, True),
        (Severity.SIGNIFICANT, NIGHT, False),
        (Severity.MAJOR, NIGHT, True),
    ],
)
def test_what_is_assigned_or_reopened_rings_at_night_from_major_on(level: Severity, now: object, loud: bool) -> None:
    (assigned,) = do("ag", replace(VERIFIED, severity=level), LIN, now=now).changes
    assert shows(assigned) == [(HE, loud)]
    (again,) = do("ro", at_status(Status.CLOSED, severity=level), FANG, now=now).changes
    (notice,) = again.outgoing
    assert isinstance(notice, Notice)
    assert notice.loud is loud


def test_a_department_without_anybody_is_the_leads_to_look_after() -> None:
    """Lifecycle §4: nobody in a role → the lead, and it is logged."""
    without = replace(POLICY, members={m.id: m for m in POLICY.members.values() if m.id != HE})
    (change,) = do("ag", VERIFIED, LIN, policy=without).changes
    assert shows(change) == [(FANG, True), (GU, True)]
    assert change.event.notes == {"no_contact": True}
    (usual,) = do("ag", VERIFIED, LIN).changes
    assert usual.event.notes == {}


def system(changes: tuple[Change, ...]) -> list[str]:
    return [change.event.type for change in changes]


@pytest.mark.parametrize("code", ["lv", "ye"])
def test_the_system_asks_instead_of_overriding_a_lead_within_a_minute(code: str) -> None:
    """Lifecycle §3.5; what is seen meanwhile is not lost: the leads are asked."""
    serious = incident(severity=Severity.MAJOR)
    if code == "ye":
        serious = done("pl", serious, BAI, arg="general")
    lowered = done(code, serious, FANG, arg="general" if code == "lv" else "1", now=NOON)
    assert lowered.severity is Severity.GENERAL
    soon, later = NOON + timedelta(seconds=59), NOON + timedelta(seconds=60)
    for came in (
        attached(lowered, prepared(), found(prepared()), RISING, POLICY, soon),
        grown(lowered, RISING, POLICY, soon),
    ):
        _, asked = came
        assert asked.event.type == "propose_raise"
        assert asked.subject.severity is Severity.GENERAL
        assert asked.subject.proposals[-1].severity is Severity.MAJOR
        assert shows(asked) == [(GROUP, True)]
    twice = attached(asked.subject, prepared(), found(prepared()), RISING, POLICY, soon)
    assert system(twice) == ["add_post"]
    assert system(attached(lowered, prepared(), found(prepared()), RISING, POLICY, later)) == ["add_post", "severity"]


def test_another_act_within_the_minute_does_not_keep_the_level_down() -> None:
    claimed = done("cl", incident(), LIN, now=NOON)
    assert system(attached(claimed, prepared(), found(prepared()), RISING, POLICY, NOON)) == ["add_post", "severity"]


def test_whoever_agrees_to_close_is_asked_for_the_outcome() -> None:
    ready = at_status(Status.HANDLING, no_response="已当面答复")
    one = Proposal(number=1, what=Proposed.CLOSE, by=0, at=NOON, reason=Message("没有新帖"))
    outcome = do("ye", replace(ready, proposals=(one,)), FANG)
    assert [ask.action for ask in outcome.asks] == ["oc"]
    raising = replace(one, what=Proposed.RAISE, severity=Severity.MAJOR)
    assert do("ye", replace(ready, proposals=(raising,)), FANG).asks == ()


def test_the_lease_of_what_came_back_begins_when_it_came_back() -> None:
    gone = done("tx", VERIFIED, FANG)
    back = done("tb", gone, FANG, now=NOON + timedelta(days=2))
    assert back.owner == LIN
    # it came back on Sunday: eight working hours end on Tuesday at 10:00
    with pytest.raises(Refused, match="林晓"):
        do("to", back, BAI, now=datetime(2026, 11, 24, 1, 59, tzinfo=UTC))
    assert done("to", back, BAI, now=datetime(2026, 11, 24, 2, tzinfo=UTC)).owner == BAI


def test_a_latecomer_is_told_since_when_it_is_whose() -> None:
    taken = done("to", VERIFIED, FANG, now=NOON + timedelta(hours=3))
    with pytest.raises(Refused, match="已由 方正 于 15:00 认领"):
        do("cl", taken, BAI, now=NOON + timedelta(hours=4))
    gone = replace(done("tx", VERIFIED, FANG), owner=99)
    with pytest.raises(Refused, match="已由 顾远 于 16:00 认领"):
        do("cl", done("tb", gone, GU, now=NOON + timedelta(hours=4)), BAI, now=NOON + timedelta(hours=5))
    kept = done("tb", done("tx", VERIFIED, FANG), GU, now=NOON + timedelta(hours=4))
    with pytest.raises(Refused, match="已由 林晓 于 12:00 认领"):
        do("cl", kept, BAI, now=NOON + timedelta(hours=5))


@pytest.mark.parametrize(("level", "loud"), [(Severity.GENERAL, False), (Severity.MAJOR, True)])
def test_work_that_moves_at_night_rings_from_major_on_and_is_owned_from_then(level: Severity, loud: bool) -> None:
    helper = Member(id=31, name="丁一", roles=frozenset({Role.HANDLER}), department="市政科")
    policy = replace(POLICY, members={FANG: POLICY.members[FANG], 31: helper})
    work = at_status(Status.HANDLING, severity=level, handler=HE)
    (taken, handed), _ = moved([work], [work], POLICY.members[HE], turn(FANG, now=NIGHT, policy=policy))
    assert (taken.subject.owner, taken.subject.claimed_at) == (FANG, NIGHT)
    assert shows(handed) == [(31, loud)]


def test_in_a_drill_every_word_says_so() -> None:
    """Product §1.9: 【演练】 on every message."""
    for drill, begins in ((True, "【演练】"), (False, "🔴")):
        (raised,) = do("lv", incident(drill=drill), FANG, words="").changes
        (notice,) = raised.outgoing
        assert isinstance(notice, Notice)
        assert notice.text.plain().startswith(begins)
    asked = do("pl", incident(drill=True), BAI).changes[0]
    assert proposal_card(asked.subject, "p1", POLICY, Texts()).html.startswith("【演练】")
    assert details(asked.subject, (), POLICY, Texts()).startswith("【演练】")
    notes = [one for one in asked.outgoing if isinstance(one, Notice)]
    assert len(notes) == 2
    assert all(one.text.plain().startswith("【演练】📋") for one in notes)


def menu(subject: Incident, person: int) -> set[str]:
    """The codes of every button in this person's menu."""
    actor = Actor.of(POLICY.members[person])
    pages = [
        menu_card(subject, actor, Around(policy=POLICY), Texts(), now=NOON, picker=picker).keyboard
        for picker in ("", FURTHER)
    ]
    return {key.data.split(":")[1] for page in pages for row in page for key in row}


def test_the_menu_hides_nothing_that_may_be_done() -> None:
    assert {"as", "cm", "ru", "pl"} <= menu(incident(), BAI)
    assert "as" not in menu(VERIFIED, LIN)
    assert "cm" not in menu(at_status(Status.CLOSED), BAI)


def test_an_owner_is_offered_only_what_an_owner_may_merge_with() -> None:
    others = (at_status(Status.CLAIMED, id=8, owner=LIN), at_status(Status.CLAIMED, id=9, owner=BAI))
    around = Around(policy=POLICY, others=others, now=NOON)

    def offered(person: int) -> set[str]:
        actor = Actor.of(POLICY.members[person])
        card = menu_card(VERIFIED, actor, around, Texts(), now=NOON, picker="mg.0")
        return {key.data.split(":")[4] for row in card.keyboard for key in row if ":mg:" in key.data}

    assert offered(LIN) == {"8"}
    assert offered(FANG) == {"8", "9"}


@pytest.mark.parametrize(("status", "type_"), [(Status.CLAIMED, "wake"), (Status.CLOSED, "unsnooze")])
def test_a_reminder_that_nobody_heard_is_not_told_as_one(status: Status, type_: str) -> None:
    asleep = replace(at_status(status), snoozed_until=NOON)
    (change,) = woken(asleep, POLICY, NOON, reachable=True)
    assert change.event.type == type_
    told = Told(at=NOON, type=type_, name="")
    last = timeline(change.subject, (told,), POLICY, Texts()).splitlines()[-1]
    assert last.endswith("系统 提醒" if status is Status.CLAIMED else "系统 取消提醒")
