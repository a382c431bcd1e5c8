"""Lifecycle §2: report_up, category, jurisdiction, transfer and back, snooze: who may, and what is refused (A1)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.actions import BY_CODE
from core.dossier import Category, Jurisdiction
from core.incident import OPEN, Incident, Status, Verdict
from core.outgoing import Notice
from core.people import Role
from core.workflow import Around, Refused, act
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, NOON, SU
from tests.unit.making import AROUND, POLICY, at_status, do, done, incident, turn

EVERYBODY = {LIN, BAI, HE, SU, FANG, GU}
LEADS, OWNER = {FANG, GU}, {LIN}
#: who may on an open incident that 林晓 owns
MAY = {"ru": EVERYBODY, "ct": OWNER | LEADS, "jd": OWNER | LEADS, "sn": OWNER | LEADS, "tx": LEADS}
MAY_TRANSFERRED = {"rc": LEADS, "tb": LEADS}


def allowed(code: str, subject: Incident, person: int) -> bool:
    try:
        do(code, subject, person)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("status", sorted(Status))
@pytest.mark.parametrize("code", sorted(MAY))
def test_who_may_while_there_is_work(code: str, status: Status) -> None:
    may = (MAY[code] - (OWNER if status is Status.SUSPECTED and code != "ru" else set())) if status in OPEN else set()
    assert {person for person in EVERYBODY if allowed(code, at_status(status), person)} == may


@pytest.mark.parametrize("status", sorted(Status))
@pytest.mark.parametrize("code", sorted(MAY_TRANSFERRED))
def test_who_may_after_it_was_handed_on(code: str, status: Status) -> None:
    may = MAY_TRANSFERRED[code] if status is Status.TRANSFERRED else set()
    assert {person for person in EVERYBODY if allowed(code, at_status(status), person)} == may


def test_reporting_up_asks_to_whom_then_how() -> None:
    action = BY_CODE["ru"]
    assert act(action, incident(), turn(BAI), known=BY_CODE).picker
    assert action.choices is not None
    names = [choice.label.plain() for choice in action.choices(incident(), AROUND)]
    assert names == ["县委网信办", "县政府值班室", "上级主管部门"]
    asking = act(action, incident(), turn(BAI, arg="1"), known=BY_CODE)
    assert (asking.asks[0].action, asking.asks[0].arg) == ("ru", "1")
    assert not asking.changes


def test_reports_add_up_and_void_nobodys_button() -> None:
    once = done("ru", incident(), BAI, arg="1", words="电话")
    (change,) = do("ru", once, HE, arg="0", words="值班系统 12 号", seen=0).changes
    assert [(r.to, r.how, r.by) for r in change.subject.reports] == [
        ("县政府值班室", "电话", BAI),
        ("县委网信办", "值班系统 12 号", HE),
    ]
    assert (change.subject.decision, change.subject.status) == (0, Status.SUSPECTED)
    assert (change.event.type, change.event.role) == ("report_up", Role.MEMBER)


@pytest.mark.parametrize("arg", ["3", "99", "x", "-1"])
def test_reports_go_only_where_the_organisation_reports_to(arg: str) -> None:
    with pytest.raises(Refused, match="没有这个选项"):
        do("ru", incident(), BAI, arg=arg)


def test_reports_have_an_end() -> None:
    many = incident(reports=done("ru", incident(), BAI).reports * 50)
    with pytest.raises(Refused, match="已记下 50 次"):
        do("ru", many, BAI)


def test_category_and_jurisdiction_are_set_and_changed() -> None:
    owned = done("cl", incident(), LIN)
    sorted_out = done("jd", done("ct", owned, LIN), LIN)
    assert (sorted_out.category, sorted_out.jurisdiction) == (Category.INQUIRY, Jurisdiction.LOCAL)
    (change,) = do("ct", sorted_out, FANG, arg="hype").changes
    assert change.event.diffs == {"category": (Category.INQUIRY, Category.HYPE)}
    assert (change.event.type, change.event.role, change.subject.decision) == ("set_category", Role.LEAD, 4)
    assert done("jd", sorted_out, LIN, arg="outside").jurisdiction is Jurisdiction.OUTSIDE
    for code in ("ct", "jd"):
        with pytest.raises(Refused, match="已是这一项"):
            do(code, sorted_out, LIN)
        with pytest.raises(Refused, match="没有这个选项"):
            do(code, owned, LIN, arg="x")


def test_the_pickers_offer_what_it_is_not() -> None:
    subject = done("ct", done("cl", incident(), LIN), LIN)
    choices = BY_CODE["ct"].choices
    assert choices is not None
    assert [c.label.plain() for c in choices(subject, AROUND)] == ["炒作", "不实信息", "建设性意见"]
    assert [c.label.plain() for c in BY_CODE["jd"].choices(subject, AROUND)] == ["本地", "外地"]  # type: ignore[misc]
    assert len(BY_CODE["lv"].choices(subject, Around(policy=POLICY))) == 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("words", "unit", "why"),
    [
        ("县教育局，属校园管理", "县教育局", "属校园管理"),
        ("县教育局 属校园管理", "县教育局", "属校园管理"),
        ("，县教育局：属校园管理", "县教育局", "属校园管理"),
        ("县教育局", "县教育局", "县教育局"),
        ("局" * 100, "局" * 39 + "…", "局" * 100),
        ("，", "，", "，"),
    ],
)
def test_the_unit_stands_first_in_the_answer(words: str, unit: str, why: str) -> None:
    (change,) = do("tx", at_status(Status.HANDLING), FANG, words=words).changes
    assert change.subject.transfer is not None
    assert change.subject.transfer.unit == unit
    assert (change.subject.status, change.event.reason) == (Status.TRANSFERRED, words)
    (notice,) = change.outgoing
    assert isinstance(notice, Notice)
    assert notice.chat == GROUP
    assert notice.text.plain() == f"#0127 由 方正 转出至{unit}：{why}"


def test_a_receipt_is_kept_once() -> None:
    gone = done("tx", at_status(Status.CLAIMED), FANG)
    (change,) = do("rc", gone, FANG, words="教签 3 号", now=NOON + timedelta(hours=1)).changes
    transfer = change.subject.transfer
    assert transfer is not None
    assert (transfer.receipt, transfer.received_at) == ("教签 3 号", NOON + timedelta(hours=1))
    assert change.subject.decision == gone.decision
    with pytest.raises(Refused, match="对方已于 13:00 签收"):
        do("rc", change.subject, FANG, now=NOON + timedelta(hours=2))


def test_back_it_has_its_former_owner_and_no_department() -> None:
    gone = done("tx", at_status(Status.HANDLING, handler=HE), FANG)
    assert (gone.owner, gone.department) == (LIN, "市政科")
    (change,) = do("tb", gone, GU, words="对方说不归他们管").changes
    back = change.subject
    assert (back.status, back.owner, back.department, back.handler, back.transfer) == (
        Status.CLAIMED, LIN, "", None, None,
    )  # fmt: skip
    assert back.verdict is Verdict.TRUE
    (notice,) = change.outgoing
    assert isinstance(notice, Notice)
    assert notice.mentions == (LIN,)


def test_back_without_an_owner_it_is_whose_who_took_it() -> None:
    assert done("tb", done("tx", incident(), FANG), GU).owner == GU
    left = done("tx", at_status(Status.CLAIMED, owner=99), FANG)
    assert done("tb", left, GU).owner == GU


@pytest.mark.parametrize(
    ("arg", "until"),
    [
        ("30m", NOON + timedelta(minutes=31)),
        ("4h", NOON + timedelta(hours=4, minutes=1)),
        ("am", datetime(2026, 11, 21, 0, 30, tzinfo=UTC)),
    ],
)
def test_snoozing_until(arg: str, until: datetime) -> None:
    # nobody waits for a reply that is not needed
    owned = replace(done("cl", incident(), LIN), clocks=())
    (change,) = do("sn", owned, LIN, arg=arg).changes
    assert change.subject.snoozed_until == until
    assert change.subject.decision == owned.decision
    with pytest.raises(Refused, match="没有这个选项"):
        do("sn", owned, LIN, arg="1y")


def test_closing_does_not_end_a_snooze_and_a_new_one_replaces_it() -> None:
    waived = at_status(Status.CLAIMED, verdict=Verdict.UNDETERMINABLE, no_response="x")
    asleep = done("sn", waived, LIN, arg="4h")
    assert done("fi", asleep, LIN).snoozed_until == asleep.snoozed_until
    assert done("sn", asleep, LIN, arg="30m").snoozed_until == NOON + timedelta(minutes=31)
