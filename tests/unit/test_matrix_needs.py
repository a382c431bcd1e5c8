"""What an act needs beside its status: time, level, owners, a reason, a proper choice (lifecycle §2, "needs")."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.dossier import Answered, Transfer
from core.incident import Incident, Status, Verdict
from core.severity import Severity
from core.workflow import Outcome, Refused
from tests.conftest import BAI, LIN, NOON
from tests.unit.law import C, Kind, L, M, Place, S, permitted
from tests.unit.matrix import ARGUMENTS, LANGUAGES, OTHER, beside, judged, said, situation, turn


def who_can(code: str, place: Place, *, others: tuple[Incident, ...] = (), **changes: Any) -> set[Kind]:
    """The kinds of people for whom the act comes through there, with something about the incident changed."""
    now = changes.pop("now", turn(code, Kind.MEMBER).now)
    before = situation(code, place, **changes)
    turns = {kind: turn(code, kind, now=now, others=others or beside(code)) for kind in Kind}
    return {kind for kind, one in turns.items() if not isinstance(judged(code, before, one), Refused)}


MAJOR = {"severity": Severity.MAJOR}
SIGNED = Transfer(unit="县教育局", by=15, at=NOON, receipt="1号", received_at=NOON)


@pytest.mark.parametrize(
    ("code", "place", "changes", "who"),
    [
        # any M from twice the lease; the owner has it already
        ("to", (C, False), {"now": NOON + timedelta(days=3, hours=2, minutes=30)}, M - {Kind.OWNER}),
        ("to", (Status.HANDLING, True), {"now": NOON + timedelta(days=3, hours=2, minutes=30)}, M - {Kind.OWNER}),
        ("to", (C, False), {"now": NOON + timedelta(days=3, hours=2, minutes=29)}, L),
        # 重大 and above are a lead's to throw away
        ("iv", (S, False), MAJOR, L),
        ("iv", (C, True), MAJOR, L),
        # the owner of one alone does not merge it into another's
        ("mg", (C, False), {"others": beside("mg", owner=BAI)}, L),
        ("mg", (C, False), {"owner": BAI}, L),
        ("mg", (C, False), {"others": (replace(beside("mg")[0], id=127),)}, set()),
        ("mg", (C, False), {"others": (replace(beside("mg")[0], status=Status.CLOSED),)}, set()),
        ("mg", (C, False), {"others": (replace(beside("mg")[0], status=Status.MERGED, merged_into=5),)}, set()),
        ("um", (C, False), {"now": NOON + timedelta(hours=24)}, L),
        ("um", (C, False), {"now": NOON + timedelta(hours=24, seconds=1)}, set()),
        # close needs its verdict, its basis, and the answer or its waiver
        ("fi", (C, True), {"no_response": ""}, set()),
        ("fi", (C, True), {"basis": ""}, set()),
        ("fi", (C, True), {"basis": "", "verdict": Verdict.UNDETERMINABLE}, {Kind.OWNER} | L),
        ("fi", (C, False), {}, set()),
        # once is enough
        ("as", (C, False), {"assistants": (BAI,)}, M - {Kind.OWNER, Kind.MEMBER}),
        ("nr", (C, False), {"no_response": "已当面答复"}, set()),
        ("rc", (Status.TRANSFERRED, True), {"transfer": SIGNED}, set()),
        # to what it is already
        ("ag", (Status.HANDLING, True), {"department": "物业科"}, set()),
        ("lv", (C, False), MAJOR, set()),
        ("pl", (C, False), MAJOR, set()),
        # an undo: in time, with nothing decided since
        ("un", (C, False), {"now": NOON + timedelta(seconds=30)}, {Kind.OWNER}),
        ("un", (C, False), {"now": NOON + timedelta(seconds=31)}, set()),
        ("un", (C, False), {"decision": 1}, set()),
    ],
)
def test_what_an_act_needs_beside_its_status(code: str, place: Place, changes: dict[str, Any], who: set[Kind]) -> None:
    assert who_can(code, place, **changes) == who


def test_a_lower_level_wants_a_reason_and_a_higher_one_none() -> None:
    before = situation("lv", (C, True), severity=Severity.EXTREME)
    asked = judged("lv", before, turn("lv", Kind.LEAD, words=""))
    assert isinstance(asked, Outcome)
    assert asked.asks
    assert not asked.changes
    told = judged("lv", before, turn("lv", Kind.LEAD))
    assert isinstance(told, Outcome)
    assert told.changes[0].event.reason


@pytest.mark.parametrize("answer", [Answered.AGREED, Answered.DECLINED, Answered.VOID])
@pytest.mark.parametrize("code", ["ye", "no"])
def test_a_proposal_is_answered_once(code: str, answer: Answered) -> None:
    (proposal,) = situation(code, (C, True)).proposals
    done = replace(proposal, answer=answer, answered_by=LIN, answered_at=NOON)
    assert who_can(code, (C, True), proposals=(done,)) == set()


@pytest.mark.parametrize("code", ARGUMENTS)
@pytest.mark.parametrize("arg", ["x", "99", "-1", "zzzzzzzz", "٣", "0"])
def test_a_forged_choice_changes_nothing(code: str, arg: str) -> None:
    """Anybody can send any argument; what the picker never offers is refused with words or asks again."""
    if (code, arg) == ("ru", "0"):
        return
    for place, kind in permitted(code):
        outcome = judged(code, situation(code, place), turn(code, kind, arg=arg, others=()))
        assert isinstance(outcome, Refused), (place, kind)
        assert all(said(texts, outcome.message) for texts in LANGUAGES)


def test_the_other_incident_is_the_one_that_the_choice_names() -> None:
    assert (ARGUMENTS["mg"], ARGUMENTS["um"]) == (str(OTHER), str(OTHER))
    assert [one.id for code in ("mg", "um") for one in beside(code)] == [OTHER, OTHER]
