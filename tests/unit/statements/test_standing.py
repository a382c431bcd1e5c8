"""What a publication does to the status, what answers an incident, and what waits (lifecycle §2)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.actions import BY_CODE
from core.dossier import Category
from core.incident import Incident, Status, Verdict
from core.response import Promise, PromiseState
from core.statement import Kind, Stand
from core.statements.places import link_in, platform_of, stands_on
from core.statements.standing import adopted, answered, arg_of, named
from core.workflow import Outcome, Refused
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, NOON
from tests.unit.law import Kind as Person
from tests.unit.making import POLICY, at_status, do, done, turn
from tests.unit.matrix import judged
from tests.unit.matrix import turn as whole
from tests.unit.speaking import CHANNEL, TEXT, statement

OPEN_PROMISE = Promise(number=1, text="修好路灯", due=NOON.date(), owner=LIN, by=LIN, at=NOON)
KEPT_PROMISE = replace(OPEN_PROMISE, state=PromiseState.KEPT)


def published(status: Status, kind: Kind, **changes: Any) -> Status:
    """The status after a statement of this kind was published there."""
    one = statement(Stand.APPROVED, kinds=(kind,))
    subject = at_status(status, statements=(one,), handler=HE if status is Status.HANDLING else None, **changes)
    return done("pb", subject, BAI, arg=arg_of(one), words="https://weibo.com/1/a").status


JUDGED = {"verdict": Verdict.TRUE, "basis": "现场核实"}


@pytest.mark.parametrize(
    ("status", "kind", "changes", "after"),
    [
        (Status.SUSPECTED, Kind.FIRST, {}, Status.SUSPECTED),
        (Status.CLAIMED, Kind.FIRST, {}, Status.CLAIMED),
        (Status.CLAIMED, Kind.FIRST, JUDGED, Status.FOLLOWING),
        (Status.CLAIMED, Kind.HOLDING, JUDGED, Status.CLAIMED),
        (Status.ASSIGNED, Kind.FINAL, {}, Status.ASSIGNED),
        (Status.HANDLING, Kind.FIRST, {}, Status.HANDLING),
        (Status.HANDLING, Kind.FIRST, {"no_response": "当面答复"}, Status.FOLLOWING),
        (Status.HANDLING, Kind.FINAL, {}, Status.FOLLOWING),
        (Status.HANDLING, Kind.FINAL, {"promises": (OPEN_PROMISE,)}, Status.HANDLING),
        (
            Status.HANDLING,
            Kind.FINAL,
            {"promises": (KEPT_PROMISE,)},
            Status.FOLLOWING,
        ),
        (Status.HANDLING, Kind.CORRECTION, {}, Status.HANDLING),
        (Status.HANDLING, Kind.CORRECTION, {"verdict": Verdict.FALSE}, Status.FOLLOWING),
        (Status.FOLLOWING, Kind.FIRST, {}, Status.FOLLOWING),
    ],
)
def test_where_a_publication_leads(status: Status, kind: Kind, changes: dict[str, Any], after: Status) -> None:
    assert published(status, kind, **changes) is after


def closable(*statements: Any, **changes: Any) -> bool:
    subject = at_status(Status.FOLLOWING, statements=statements, **changes)
    outcome = judged("fi", subject, turn(LIN, confirmed=True))
    return isinstance(outcome, Outcome) or outcome.code not in ("no_answer", "pending")


def test_what_closes_an_incident() -> None:
    public = statement(Stand.PUBLISHED)
    assert closable(public)
    assert not closable(statement(Stand.WITHDRAWN))
    assert not closable(statement(Stand.PUBLISHED, kinds=(Kind.FIRST,)))
    assert not closable(public, reopened_at=NOON + timedelta(hours=1))
    assert not closable(statement(Stand.PUBLISHED, kinds=(Kind.CORRECTION,)))
    assert closable(statement(Stand.PUBLISHED, kinds=(Kind.CORRECTION,)), verdict=Verdict.FALSE)
    for stand in (Stand.SUBMITTED, Stand.APPROVED, Stand.SENDING, Stand.UNKNOWN):
        assert not closable(public, statement(stand, number=2))
    suggestion = {"category": Category.SUGGESTION, "ticked": ("s_weigh",), "promises": (OPEN_PROMISE,)}
    assert closable(**suggestion)
    assert not closable(**{**suggestion, "ticked": ()})
    assert not closable(**{**suggestion, "promises": ()})
    assert not closable(**{**suggestion, "category": Category.INQUIRY})


def test_closing_discards_drafts_and_says_which() -> None:
    subject = at_status(
        Status.FOLLOWING,
        statements=(statement(Stand.PUBLISHED), statement(number=2, version=3), statement(Stand.RETURNED, number=3)),
    )
    (change,) = do("fi", subject, LIN).changes
    assert [one.stand for one in change.subject.statements] == [Stand.PUBLISHED, Stand.DISCARDED, Stand.DISCARDED]
    assert change.event.notes["discarded"] == ["s2 v3", "s3 v1"]


@pytest.mark.parametrize("stand", [Stand.SUBMITTED, Stand.APPROVED])
@pytest.mark.parametrize(("code", "arg"), [("iv", "f"), ("tx", "")])
def test_without_an_open_incident_nothing_is_signed(stand: Stand, code: str, arg: str) -> None:
    subject = at_status(Status.CLAIMED, statements=(statement(stand),))
    after = done(code, subject, FANG, arg=arg)
    assert (after.statements[0].stand, after.statements[0].signed) == (Stand.DRAFT, ())


@pytest.mark.parametrize("stand", [Stand.SENDING, Stand.UNKNOWN])
@pytest.mark.parametrize(("code", "arg"), [("iv", "f"), ("tx", ""), ("nr", "")])
def test_what_is_on_its_way_to_the_public_keeps_its_incident(stand: Stand, code: str, arg: str) -> None:
    with pytest.raises(Refused) as refused:
        do(code, at_status(Status.CLAIMED, statements=(statement(stand),)), FANG, arg=arg)
    assert refused.value.code == "pending"


def test_reopening_asks_for_a_new_answer() -> None:
    subject = at_status(Status.CLOSED, statements=(statement(Stand.PUBLISHED),), judged_at=NOON, accepted=True)
    assert answered(subject)
    after = done("ro", subject, FANG)
    assert not answered(replace(after, verdict=Verdict.TRUE))
    assert (after.judged_at, after.accepted) == (None, False)
    assert after.reopened_at is not None


def test_a_bypass_is_never_forgotten() -> None:
    one = statement(Stand.DRAFT)
    subject = at_status(Status.CLAIMED, statements=(one,))
    signed = done("by", subject, GU, arg=arg_of(one), words="会前必须回应")
    back = done("wa", signed, FANG, arg=arg_of(signed.statements[0]), words="数字有误")
    assert back.statements[0].bypass == "会前必须回应"
    assert back.statements[0].stand is Stand.DRAFT


@pytest.mark.parametrize(
    "arg", ["", "1.1", "1.1.xyz", "1.1.0123456", "１.1.01234567", "1.1.01234567.", "99999.1.01234567"]
)
def test_an_argument_that_nobody_drew_names_nothing(arg: str) -> None:
    assert named(arg) is None


def test_the_argument_comes_back() -> None:
    one = statement(Stand.SUBMITTED, number=12, version=3, stage=2)
    found = named(arg_of(one, stage=True))
    assert found is not None
    assert (found.number, found.version, found.stage) == (12, 3, 2)
    assert one.hash.startswith(found.hash)


@pytest.mark.parametrize(
    ("words", "link", "platform"),
    [
        ("已发 https://weibo.com/2803301701/Nabc 请看", "https://weibo.com/2803301701/Nabc", "微博"),
        ("https://m.weibo.cn/status/1。", "https://m.weibo.cn/status/1", "微博"),
        ("https://mp.weixin.qq.com/s/abc", "https://mp.weixin.qq.com/s/abc", "微信公众号"),
        ("http://www.haitang.gov.cn/a/1.html", "http://www.haitang.gov.cn/a/1.html", "政务网站"),
        ("https://www.notgov.cn/1", "https://www.notgov.cn/1", "notgov.cn"),
        ("发好了", "", ""),
        ("javascript:alert(1)", "", ""),
        ("ftp://x.example/1", "", ""),
        ("http://", "", ""),
        ("http://[1", "", ""),
    ],
)
def test_a_link_and_its_platform(words: str, link: str, platform: str) -> None:
    assert link_in(words) == link
    assert platform_of(link) == platform


def test_a_page_holds_the_text_or_not() -> None:
    assert stands_on(TEXT, f"首页 > 公告\n{TEXT}\n上一篇")
    assert stands_on(TEXT, TEXT.replace("，", "，\n ").replace("。", "。  "))
    assert not stands_on(TEXT, "今天天气很好。如有疑问请致电")
    assert stands_on("已修好。", "通知：已修好。")
    assert not stands_on("已修好。", "还没有")


def test_a_suggestion_counts_as_answered_only_when_it_was_adopted() -> None:
    subject: Incident = at_status(Status.HANDLING, category=Category.SUGGESTION, ticked=("s_weigh",), handler=HE)
    assert not adopted(subject)
    assert adopted(replace(subject, promises=(OPEN_PROMISE,)))


@pytest.mark.parametrize("inside", [GROUP, -77])
def test_a_chat_of_ours_is_no_public_channel(inside: int) -> None:
    """代发 into the group or a department's chat would publish nothing, and stop the clocks."""
    subject = at_status(Status.FOLLOWING, statements=(statement(Stand.APPROVED),))
    units = (replace(POLICY.departments[0], chat=-77), *POLICY.departments[1:])
    for channel in (inside, CHANNEL):
        policy = replace(POLICY, departments=units, channel=channel)
        outcome = judged("sd", subject, whole("sd", Person.MEMBER, policy=policy))
        offered = BY_CODE["sd"].offered(subject, turn(BAI, policy=policy))
        assert (isinstance(outcome, Outcome), offered) == (channel == CHANNEL,) * 2
        assert isinstance(outcome, Outcome) or outcome.code == "inside"
