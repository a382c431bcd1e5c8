"""Templates (S1): three parts, filled from the incident, gaps where nobody knows; our own before the built-in."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.dossier import Category
from core.incident import Status, Verdict
from core.policy import Policy
from core.response import Promise, PromiseState
from core.severity import Severity
from core.statement import Kind, Stand, Statement
from core.templating import TemplateEntry
from core.wording.check import DraftRule, checked
from core.wording.templates import GAP, filled, kinds_for, template
from tests.conftest import LIN, NOON
from tests.unit.making import POLICY, at_status, incident


def policy(*own: TemplateEntry, organisation: str = "海棠县住建局") -> Policy:
    return replace(POLICY, figures=replace(POLICY.figures, organisation=organisation, templates=own))


def promise(number: int, due: date, state: PromiseState = PromiseState.OPEN) -> Promise:
    return Promise(number=number, text="修好路灯", due=due, owner=LIN, by=LIN, at=NOON, state=state)


def public(*kinds: Kind, **changes: Any) -> Statement:
    base = Statement(
        number=1,
        kinds=kinds,
        stand=Stand.PUBLISHED,
        hash="0",
        author=LIN,
        editor=LIN,
        edited_at=NOON,
        published_at=NOON,
    )
    return replace(base, **changes)


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("verdict", Verdict)
def test_every_built_in_one_passes_our_own_check_but_for_its_gaps(
    kind: Kind, category: Category, verdict: Verdict
) -> None:
    subject = incident(category=category, verdict=verdict, department="市政科", platform="论坛")
    text = template(kind, subject, policy())
    assert {one.rule for one in checked(text, subject, ())} == {DraftRule.GAP}
    assert "{" not in text
    assert "海棠县住建局" in text
    assert "望江西路改建拖延" in text


def test_a_holding_statement_is_ready_before_anything_is_known() -> None:
    """S1: no owner, no department, no verdict, no time."""
    text = template(Kind.HOLDING, incident(source=""), policy(organisation=""))
    assert text.splitlines()[0].startswith("感谢")
    assert "正在了解情况" in text
    assert "经核实" not in text
    assert GAP in text


def test_what_everybody_is_told_does_not_speak_to_the_one_who_wrote() -> None:
    subject = at_status(Status.HANDLING, category=Category.INQUIRY, verdict=Verdict.TRUE)
    assert template(Kind.FIRST, subject, policy()).startswith("感谢您反映")
    told = template(Kind.AUTHORITATIVE, subject, policy())
    assert told.startswith("感谢大家对")
    assert "您" not in told
    assert "经核实，反映的情况属实" in told


def test_the_gaps_are_filled_from_the_incident() -> None:
    subject = at_status(
        Status.HANDLING,
        title="路灯坏了，打 13812345678",
        platform="微博",
        published_at=NOON,
        promises=(
            promise(1, date(2026, 12, 9)),
            promise(2, date(2026, 11, 28)),
            promise(3, date(2026, 11, 21), PromiseState.KEPT),
        ),
    )
    text = (
        "{organisation}|{title}|{published}|{platform}|{department}|{verdict}|{date}|{contact}|{nobody knows}|{ title }"
    )
    assert filled(text, subject, policy()).split("|") == [
        *("海棠县住建局", "路灯坏了，打 138****5678", "11月20日", "微博", "市政科", "属实", "11月28日", GAP, GAP),
        "路灯坏了，打 138****5678",
    ]


def test_what_a_title_holds_is_never_taken_for_a_blank_of_ours() -> None:
    subject = incident(title="{organisation} {0} %s {title}")
    assert filled("{title}", subject, policy()) == "{organisation} {0} %s {title}"


@pytest.mark.parametrize("text", ["{", "}", "{}", "{{title}}", "{0}", "{title!r}", "{a.b[0]}", "{\n}", "{" * 5000])
def test_no_template_of_somebodys_own_can_break(text: str) -> None:
    own = TemplateEntry(kind=Kind.FIRST, text=text)
    assert isinstance(template(Kind.FIRST, incident(), policy(own)), str)


def test_our_own_stand_before_the_built_in_and_the_nearer_one_before_the_other() -> None:
    every = TemplateEntry(kind=Kind.FIRST, text="通用 {title}")
    inquiry = TemplateEntry(kind=Kind.FIRST, category=Category.INQUIRY, text="咨询 {title}")
    asked = incident(category=Category.INQUIRY)
    assert template(Kind.FIRST, asked, policy(every, inquiry)) == "咨询 望江西路改建拖延"
    assert template(Kind.FIRST, asked, policy(every)) == "通用 望江西路改建拖延"
    assert template(Kind.FIRST, incident(), policy(inquiry)).startswith("感谢大家")
    assert template(Kind.FINAL, asked, policy(every, inquiry)).startswith("感谢您反映")


MAJOR = {"severity": Severity.MAJOR}


@pytest.mark.parametrize(
    ("subject", "kinds"),
    [
        (incident(), (Kind.HOLDING, Kind.FIRST)),
        (incident(**MAJOR), (Kind.HOLDING, Kind.AUTHORITATIVE, Kind.FIRST)),
        (at_status(Status.CLAIMED, verdict=Verdict.FALSE), (Kind.CORRECTION, Kind.FIRST, Kind.FINAL)),
        (at_status(Status.HANDLING), (Kind.FINAL, Kind.FIRST)),
        (at_status(Status.HANDLING, **MAJOR), (Kind.AUTHORITATIVE, Kind.FINAL, Kind.FIRST)),
        (at_status(Status.HANDLING, verdict=Verdict.PARTLY), (Kind.FINAL, Kind.FIRST, Kind.CORRECTION)),
        (at_status(Status.CLAIMED, verdict=Verdict.TRUE), (Kind.FIRST, Kind.FINAL, Kind.HOLDING)),
        # what was said already comes last
        (incident(statements=(public(Kind.HOLDING),)), (Kind.FIRST, Kind.HOLDING)),
        # what was withdrawn, or published before it was reopened, was not said
        (incident(statements=(public(Kind.HOLDING, stand=Stand.WITHDRAWN),)), (Kind.HOLDING, Kind.FIRST)),
    ],
)
def test_the_likeliest_kind_is_offered_first(subject: Any, kinds: tuple[Kind, ...]) -> None:
    assert kinds_for(subject) == kinds
