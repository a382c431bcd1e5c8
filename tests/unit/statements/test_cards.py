"""What the cards say of statements (S3): by when one signs, which is meant, what still stands, nothing twice."""

from dataclasses import replace
from datetime import timedelta

from core.cards.statement_lines import response_line
from core.cards.statements import statement_card
from core.clocks.running import about_stage
from core.incident import Incident, Status
from core.statement import Kind, Stand, Statement
from core.statements.telling import approval_card
from core.texts import Message, Texts
from core.timer import Clock, Timer, TimerState
from tests.conftest import FANG, NOON
from tests.unit.making import POLICY, at_status
from tests.unit.speaking import statement, version

TEXTS = Texts()


def shown(subject: Incident, one: Statement) -> str:
    return statement_card(subject, approval_card(one), (version(),), POLICY, FANG, TEXTS).html


def boxed(one: Statement, state: TimerState) -> Timer:
    return Timer(
        clock=Clock.APPROVAL,
        generation=1,
        about=about_stage(one),
        started_at=NOON,
        due_at=NOON + timedelta(minutes=30),
        why=Message(""),
        state=state,
    )


def test_who_signs_reads_by_when() -> None:
    asked = statement(Stand.SUBMITTED)
    running = at_status(Status.HANDLING, statements=(asked,), clocks=(boxed(asked, TimerState.RUNNING),))
    assert "⏰ 请在 12:30 前审签" in shown(running, asked)
    assert "⏰" not in shown(replace(running, clocks=(boxed(asked, TimerState.MET),)), asked)


def test_why_it_was_withdrawn_is_said_once_beside_why_it_was_signed_by_the_chief() -> None:
    gone = statement(Stand.WITHDRAWN, bypass="会前必须回应", reason="数字有误", ruled_by=FANG, ruled_at=NOON)
    card = shown(at_status(Status.HANDLING, statements=(gone,)), gone)
    assert (card.count("数字有误"), card.count("会前必须回应")) == (1, 1)


def test_several_are_told_apart_by_their_kind() -> None:
    first = statement(Stand.PUBLISHED, kinds=(Kind.FIRST,))
    draft = statement(Stand.DRAFT, number=2)
    one = at_status(Status.HANDLING, statements=(replace(draft, number=1),))
    assert response_line(one, POLICY, TEXTS) == "📝 回应 v1 草稿（林晓）"
    both = at_status(Status.HANDLING, statements=(first, draft))
    assert response_line(both, POLICY, TEXTS) == "📝 回应 办结答复 v1 草稿（林晓） · 12:00 已发布 微博"


def test_a_withdrawn_one_does_not_hide_the_one_that_still_stands() -> None:
    stands = statement(Stand.PUBLISHED, kinds=(Kind.FIRST,))
    gone = statement(Stand.WITHDRAWN, number=2, ruled_at=NOON + timedelta(hours=1))
    line = response_line(at_status(Status.HANDLING, statements=(stands, gone)), POLICY, TEXTS)
    assert line == "📝 13:00 已撤回发布 · 12:00 已发布 微博"
    alone = response_line(at_status(Status.HANDLING, statements=(gone,)), POLICY, TEXTS)
    assert alone == "📝 13:00 已撤回发布"
