"""处置要点 (A2): four checklists whose points tick themselves where the incident shows it, else by hand."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.texts import texts_in
from core.callback import to_36
from core.cards.card import shared_card
from core.cards.playbook import playbook
from core.cards.views import VIEWS_BY_CODE
from core.dossier import Category, LastAct, Report
from core.incident import Incident, Status, Verdict
from core.playbooks import PLAYBOOKS, by_hand, checklist
from core.response import Correction, Promise, PromiseState
from core.statement import Kind, Stand, Statement
from core.texts import Texts
from core.workflow import Refused
from tests.conftest import BAI, HE, LIN, NOON
from tests.unit.making import AROUND, POLICY, at_status, do, done, incident

KINDS = [one for one in Category if one is not Category.NONE]
TEXTS = Texts()


def public(kind: Kind, **changes: Any) -> Statement:
    base = Statement(number=1, kinds=(kind,), stand=Stand.PUBLISHED, hash="0", author=LIN, editor=LIN, edited_at=NOON)
    return replace(base, **({"published_at": NOON} | changes))


def ticked(subject: Incident) -> set[str]:
    return {point.code for point in checklist(subject) if point.done}


@pytest.mark.parametrize("category", KINDS)
def test_every_kind_has_a_short_list_of_its_own(category: Category) -> None:
    points = checklist(incident(category=category))
    assert 5 <= len(points) <= 7
    assert len({point.code for point in points}) == len(points)
    assert 2 <= sum(point.by_hand for point in points) < len(points)
    assert not any(point.done for point in points)
    hands = [one.code for other in KINDS for one in by_hand(incident(category=other))]
    assert len(set(hands)) == len(hands), "what was ticked under one category must not tick another's point"


def test_without_a_category_there_is_none_and_the_view_says_how_to_get_one() -> None:
    assert checklist(incident()) == ()
    assert "🏷 分类" in playbook(incident(), (), POLICY, TEXTS)


KEPT = Promise(
    number=1, text="修灯", due=date(2026, 11, 28), owner=LIN, by=LIN, at=NOON, state=PromiseState.KEPT, kept_at=NOON
)
ASKED = Correction(number=1, publisher="论坛", by=LIN, at=NOON)


@pytest.mark.parametrize(
    ("category", "changes", "code"),
    [
        (Category.INQUIRY, {"verdict": Verdict.TRUE}, "judged"),
        (Category.INQUIRY, {"department": "市政科"}, "assigned"),
        (Category.INQUIRY, {"promises": (replace(KEPT, state=PromiseState.OPEN),)}, "promised"),
        (Category.INQUIRY, {"statements": (public(Kind.HOLDING),)}, "answered"),
        (Category.HYPE, {"reports": (Report(to="县委网信办", how="", by=LIN, at=NOON),)}, "reported"),
        (Category.HYPE, {"evidence": 1}, "evidence"),
        (Category.HYPE, {"statements": (public(Kind.AUTHORITATIVE),)}, "official"),
        (Category.FABRICATION, {"verdict": Verdict.FALSE, "basis": "现场核实"}, "grounded"),
        (Category.FABRICATION, {"verdict": Verdict.UNDETERMINABLE}, "grounded"),
        (Category.FABRICATION, {"statements": (public(Kind.CORRECTION),)}, "refuted"),
        (Category.FABRICATION, {"corrections": (ASKED,)}, "asked"),
        (Category.SUGGESTION, {"statements": (public(Kind.FINAL),)}, "answered"),
    ],
)
def test_what_the_incident_shows_ticks_itself(category: Category, changes: dict[str, Any], code: str) -> None:
    before = incident(category=category)
    assert code in {point.code for point in checklist(before) if not point.by_hand}
    assert ticked(replace(before, **changes)) == {code}


@pytest.mark.parametrize(
    ("category", "changes", "codes"),
    [
        (Category.FABRICATION, {"verdict": Verdict.FALSE}, set()),
        (Category.HYPE, {"statements": (public(Kind.HOLDING),)}, set()),
        (Category.INQUIRY, {"statements": (public(Kind.FIRST, stand=Stand.APPROVED, published_at=None),)}, set()),
        (Category.INQUIRY, {"statements": (public(Kind.FIRST, stand=Stand.WITHDRAWN),)}, set()),
        # only what was published after a reopening counts
        (
            Category.INQUIRY,
            {"statements": (public(Kind.FIRST),), "reopened_at": NOON + timedelta(hours=1)},
            set(),
        ),
        (
            Category.FABRICATION,
            {"corrections": (replace(ASKED, answered_at=NOON), replace(ASKED, number=2))},
            {"asked"},
        ),
        (Category.FABRICATION, {"corrections": (replace(ASKED, answered_at=NOON),)}, {"asked", "corrected"}),
        (Category.SUGGESTION, {"promises": (KEPT, replace(KEPT, state=PromiseState.MISSED))}, {"promised"}),
        (Category.SUGGESTION, {"promises": (KEPT,)}, {"promised", "kept"}),
    ],
)
def test_what_it_does_not_show_stays_open(category: Category, changes: dict[str, Any], codes: set[str]) -> None:
    assert ticked(incident(category=category, **changes)) == codes


def test_a_fact_cannot_be_ticked_by_hand() -> None:
    subject = incident(category=Category.INQUIRY, ticked=("judged", "answered"))
    assert not ticked(subject)


def test_points_are_ticked_by_anybody_and_stay_ticked() -> None:
    subject = at_status(Status.CLAIMED, category=Category.INQUIRY)
    first = done("tk", subject, BAI, arg="1")
    assert first.ticked == ("q_call",)
    (change,) = do("tk", first, HE, arg=to_36(0b101)).changes
    assert change.subject.ticked == ("q_call", "q_alike")
    assert change.event.type == "tick"
    assert change.event.reason == "排查同类问题"
    assert change.event.notes == {"points": ["q_alike"]}
    assert change.event.decision == (0, 0)
    with pytest.raises(Refused) as refused:
        do("tk", change.subject, HE, arg="1")
    assert refused.value.code == "same"


@pytest.mark.parametrize("arg", ["8", "zz", "0", "-1"])
def test_a_point_that_is_not_there_cannot_be_ticked(arg: str) -> None:
    with pytest.raises(Refused) as refused:
        do("tk", incident(category=Category.INQUIRY), BAI, arg=arg)
    assert refused.value.code == "argument"


def test_only_an_open_incident_with_a_category_has_points_to_tick() -> None:
    for subject, code in ((incident(), "no_category"), (at_status(Status.CLOSED, category=Category.HYPE), "phase")):
        with pytest.raises(Refused) as refused:
            do("tk", subject, BAI, arg="1")
        assert refused.value.code == code


def test_ticks_meant_for_another_category_are_refused() -> None:
    last = LastAct(type="set_category", by=LIN, at=NOON)
    subject = at_status(Status.CLAIMED, category=Category.HYPE, decision=3, last=last)
    with pytest.raises(Refused) as refused:
        do("tk", subject, BAI, arg="1", seen=2)
    assert refused.value.code == "moved"
    assert done("tk", subject, BAI, arg="1", seen=3).ticked == ("h_course",)
    # any other decision leaves the points as they are
    claimed = replace(subject, last=replace(last, type="claim"))
    assert done("tk", claimed, BAI, arg="1", seen=2).ticked == ("h_course",)


def test_the_picker_keeps_every_place_and_says_what_is_done() -> None:
    subject = incident(category=Category.INQUIRY, ticked=("q_back",))
    card = shared_card(subject, AROUND, TEXTS, now=NOON, picker="tk.0.1")
    labels = [button.label for row in card.keyboard for button in row]
    assert labels == [
        "☑ 联系反映人，听清诉求",
        "☐ 把办理结果告诉反映人（已完成）",
        "☐ 排查同类问题",
        "☑ 勾选要点（1 项）",
        "← 返回",
    ]


def test_the_view_shows_the_whole_list() -> None:
    subject = at_status(Status.HANDLING, category=Category.SUGGESTION, ticked=("s_thank",))
    assert VIEWS_BY_CODE["pk"].show(subject, (), POLICY, TEXTS).splitlines() == [
        "#0127 建设性意见要点 2/6",
        "☑ 感谢提出意见的人",
        "☑ 交承办部门研究",
        "☐ 研究是否采纳，写明理由",
        "☐ 公开答复",
        "☐ 采纳的定下完成日期，记为承诺",
        "☐ 承诺全部兑现",
    ]


def test_it_is_said_in_english_too() -> None:
    for category in PLAYBOOKS:
        assert "{" not in playbook(incident(category=category), (), POLICY, texts_in("en"))
