"""Facts, the report upward, the notice form and the chief's word (A3, A4): who may, what is said, how loudly."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.actions import BY_CODE
from core.cards.details import details
from core.changes import Change
from core.forms.facts import REQUIRED, Fact, by_need, missing
from core.forms.notice import form_text
from core.forms.report import report_sheet, report_state
from core.incident import Incident, Status, Verdict
from core.outgoing import QUOTED, Enclosure, Notice
from core.people import Role
from core.response import Instruction
from core.severity import Severity
from core.showing import parts, utf16
from core.statement import Kind, Stand
from core.texts import Texts
from core.workflow import Outcome, Refused, act
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, NOON
from tests.unit.making import POLICY, at_status, do, done, incident, turn
from tests.unit.speaking import statement

TEXTS = Texts()
FACTS = {fact.value: f"{fact.value}说明" for fact in REQUIRED}
MAJOR = {"severity": Severity.MAJOR}
NIGHT = NOON.replace(hour=18)


def pressed(subject: Incident, person: int, **options: Any) -> Outcome:
    """The bare press of 抄告单, once."""
    return act(BY_CODE["nf"], subject, turn(person, **options), known=BY_CODE)


def said(change: Change) -> dict[int, Notice]:
    """What each chat is told."""
    return {one.chat: one for one in change.outgoing if isinstance(one, Notice)}


def test_a_fact_is_kept_under_its_key_and_a_later_one_replaces_it() -> None:
    first = done("fa", incident(), BAI, arg="place", words="望江西路")
    second = done("fa", first, LIN, arg="place", words="望江东路")
    assert (first.facts, second.facts) == ({"place": "望江西路"}, {"place": "望江东路"})
    assert missing(second) == REQUIRED[1:]
    assert by_need(second)[:4] == REQUIRED[1:]
    assert set(by_need(second)) == set(Fact)


def test_after_a_fact_the_next_missing_one_is_asked_for_by_name() -> None:
    outcome = do("fa", incident(), BAI, arg="place", words="望江西路")
    (asked,) = outcome.asks
    assert (asked.action, asked.arg) == ("fa", "units")
    assert asked.text.plain() == "请回复 #0127 的「涉及单位」"
    last = incident(facts={fact.value: "有" for fact in REQUIRED[:-1]})
    assert do("fa", last, BAI, arg=REQUIRED[-1].value, words="平稳").asks == ()


def test_the_report_has_every_field_and_names_what_is_missing() -> None:
    subject = incident(facts={"place": "望江西路"}, published_at=NOON - timedelta(hours=2))
    sheet = report_sheet(subject, turn(BAI), TEXTS)
    for field in (
        "时间：",
        "地点：望江西路",
        "涉及单位：",
        "事件经过：",
        "目前情况：",
        "评论倾向：",
        "来源与链接：",
        "报送：",
    ):
        assert field in sheet.text
    assert "https://forum.example/1" in sheet.text
    assert "白露" in sheet.text
    assert "2026-11-20 10:00 发帖；2026-11-20 12:00 发现" in sheet.text
    assert "2026-11-20 12:01" in sheet.text
    above = TEXTS.say(sheet.above)
    assert all(name in above for name in ("涉及单位", "事件经过", "目前情况", "评论倾向"))
    assert "地点" not in above
    data = [key.data for row in sheet.keys for key in row]
    assert data == [f"v1:fa:3j:0:{fact.value}" for fact in REQUIRED[1:]]


def test_a_whole_report_asks_for_nothing_and_tells_what_was_done() -> None:
    subject = at_status(Status.HANDLING, facts=FACTS, handler=HE, verdict=Verdict.PARTLY, basis="到过现场")
    sheet = report_sheet(done("ru", subject, LIN), turn(LIN), TEXTS)
    assert sheet.keys == ()
    assert "还缺" not in TEXTS.say(sheet.above)
    for clause in ("由 林晓 负责", "经核实部分属实（到过现场）", "已交市政科办理", "已上报县委网信办", "（续报1）"):
        assert clause in sheet.text


def test_what_was_done_stands_in_its_order_and_what_was_withdrawn_says_so() -> None:
    public = (
        statement(Stand.WITHDRAWN, published_at=NOON - timedelta(hours=1)),
        statement(Stand.PUBLISHED, number=2, kinds=(Kind.FIRST,), published_at=NOON + timedelta(hours=1)),
    )
    subject = at_status(Status.HANDLING, facts=FACTS, handler=HE, statements=public)
    text = report_sheet(done("ru", subject, LIN), turn(LIN), TEXTS).text
    clauses = ("11:00 已发布办结答复，后已撤回", "已上报县委网信办", "13:00 已发布首次回应")
    places = [text.index(clause) for clause in clauses]
    assert places == sorted(places)
    assert "已发布首次回应，后" not in text


def test_a_report_masks_numbers_and_keeps_the_lines_of_the_course() -> None:
    subject = incident(facts=FACTS | {"course": "第一天停工\n第二天电话13812345678"})
    text = report_sheet(subject, turn(BAI), TEXTS).text
    assert "第一天停工\n第二天电话138****5678" in text


def test_a_drill_is_marked_in_the_report_and_in_the_form() -> None:
    subject = incident(drill=True, facts=FACTS)
    assert report_sheet(subject, turn(BAI), TEXTS).text.startswith("【演练】")
    (change,) = do("nf", subject, FANG).changes
    assert all(one.text.plain().startswith("【演练】") for one in change.outgoing)  # type: ignore[union-attr]


def test_a_group_is_told_what_is_missing_within_a_box() -> None:
    for facts in ({}, FACTS):
        assert utf16(report_state(incident(facts=facts), (), POLICY, TEXTS)) <= 200


def test_the_first_press_names_what_is_missing_and_asks_for_the_first_of_it() -> None:
    with pytest.raises(Refused) as refused:
        pressed(incident(facts={"place": "望江西路"}), FANG)
    assert refused.value.code == "missing"
    assert refused.value.again
    words = refused.value.message.plain()
    assert all(name in words for name in ("涉及单位", "事件经过", "目前情况", "评论倾向"))
    assert utf16(words) <= 200
    (asked,) = refused.value.asks
    assert (asked.action, asked.arg, asked.person) == ("fa", "units", FANG)


def test_the_second_press_sends_it_as_it_is_and_the_form_remembers() -> None:
    (change,) = pressed(incident(facts={"place": "望江西路"}), FANG, confirmed=True).changes
    (form,) = change.subject.forms
    assert form.missing == tuple(fact.value for fact in REQUIRED[1:])
    assert "（待补充）" in said(change)[GU].text.plain()


def test_a_whole_form_goes_at_once_loudly_to_the_chief_by_night_too() -> None:
    (change,) = pressed(incident(facts=FACTS), FANG, now=NIGHT).changes
    assert change.event.type == "notice"
    assert change.event.notes["to"] == [GU]
    assert "no_chief" not in change.event.notes
    told = said(change)
    assert told.keys() == {GU, GROUP}
    assert told[GU].loud
    assert not told[GROUP].loud
    assert [key.data for row in told[GU].keys for key in row] == ["v1:in:3j:0"]
    (file,) = [one for one in change.outgoing if isinstance(one, Enclosure)]
    assert (file.chat, file.loud, file.incident) == (GU, False, 127)
    assert change.subject.forms[0].missing == ()


def test_without_a_chief_the_leads_get_it_and_cannot_instruct() -> None:
    policy = replace(POLICY, members={i: m for i, m in POLICY.members.items() if i != GU})
    (change,) = pressed(incident(facts=FACTS), FANG, policy=policy).changes
    assert change.event.notes["no_chief"] is True
    assert said(change)[FANG].keys == ()


def test_a_form_goes_once_in_a_minute_and_anew_after_it() -> None:
    sent = done("nf", incident(facts=FACTS), FANG)
    with pytest.raises(Refused, match="刚由") as refused:
        do("nf", sent, GU, now=NOON + timedelta(seconds=90))
    assert refused.value.code == "sent"
    again = done("nf", sent, GU, now=NOON + timedelta(minutes=3))
    assert [form.number for form in again.forms] == [1, 2]
    text = form_text(again, turn(FANG), 2)
    assert "编号：0127-2" in text.plain()


def test_the_message_holds_the_whole_form_however_much_was_written() -> None:
    facts = {fact.value: "泥" * 900 for fact in Fact}
    subject = at_status(
        Status.HANDLING, handler=HE, facts=facts, title="泥" * 300, excerpt="泥" * 300, url="https://a.b/" + "x" * 900
    )
    text = TEXTS.say(form_text(subject, turn(FANG), 1))
    assert utf16(text) < 3500
    assert "报送时间" in text


def test_a_report_of_any_length_is_cut_into_messages_that_fit() -> None:
    facts = {fact.value: "泥\n" * 400 for fact in Fact}
    text = report_sheet(incident(facts=facts), turn(BAI), TEXTS).text
    pieces = parts(text, QUOTED)
    assert all(utf16(piece) <= QUOTED for piece in pieces)
    assert "".join(pieces) == text


def test_an_instruction_is_heard_by_owner_department_and_leads_by_night_too() -> None:
    subject = at_status(Status.HANDLING, handler=HE)
    (change,) = do("in", subject, GU, words="今天修好", now=NIGHT).changes
    assert change.event.role is Role.CHIEF
    told = said(change)
    assert told.keys() == {LIN, HE, FANG, GROUP}
    assert all(told[person].loud for person in (LIN, HE, FANG))
    assert not told[GROUP].loud
    answering = {person for person in (LIN, HE, FANG) if told[person].keys}
    assert answering == {LIN, FANG}
    assert [key.data for row in told[LIN].keys for key in row] == ["v1:ia:3j:0:1"]


@pytest.mark.parametrize("person", [LIN, BAI, HE, FANG])
def test_nobody_but_the_chief_instructs(person: int) -> None:
    with pytest.raises(Refused) as refused:
        do("in", at_status(Status.HANDLING, handler=HE), person)
    assert refused.value.code == "role"


def test_an_answer_reaches_the_chief_who_asked_and_is_given_once() -> None:
    given = done("in", at_status(Status.HANDLING, handler=HE), GU, words="今天修好")
    (change,) = do("ia", given, LIN, arg="1", words="已修好").changes
    (instruction,) = change.subject.instructions
    assert (instruction.answer, instruction.answered_by) == ("已修好", LIN)
    told = said(change)
    assert told.keys() == {GU}
    assert not told[GU].loud
    with pytest.raises(Refused) as refused:
        do("ia", change.subject, FANG, arg="1")
    assert refused.value.code == "answered"
    with pytest.raises(Refused) as refused:
        do("ia", change.subject, FANG, arg="")
    assert refused.value.code == "nothing"


def test_the_details_tell_what_went_up_and_what_came_back() -> None:
    given = done(
        "in", done("nf", at_status(Status.HANDLING, handler=HE, facts=FACTS, **MAJOR), FANG), GU, words="今天修好"
    )
    shown = details(given, (), POLICY, TEXTS)
    assert "抄告单第 1 份 12:01 方正" in shown
    assert "批示 12:01 顾远：今天修好（待反馈）" in shown
    after = done("bd", done("ia", given, LIN, arg="1", words="已修好"), BAI, words="https://gov.example/1")
    shown = details(after, (), POLICY, TEXTS)
    assert "批示 12:01 顾远：今天修好（反馈：已修好）" in shown
    assert "已通报 12:01：https://gov.example/1" in shown


def test_the_answer_to_a_chief_who_left_goes_to_the_chief_of_today() -> None:
    old = Instruction(number=1, text="今天修好", by=99, at=NOON)
    (change,) = do("ia", at_status(Status.HANDLING, handler=HE, instructions=(old,)), LIN, arg="1").changes
    assert said(change).keys() == {GU}


def test_a_briefing_is_for_serious_ones_and_keeps_its_first_time() -> None:
    with pytest.raises(Refused) as refused:
        do("bd", at_status(Status.HANDLING, handler=HE), BAI)
    assert refused.value.code == "level"
    first = done("bd", at_status(Status.HANDLING, handler=HE, **MAJOR), BAI, words="https://gov.example/1")
    second = done("bd", first, BAI, words="https://gov.example/2", now=NOON + timedelta(hours=1))
    assert second.briefed_at == first.briefed_at == NOON + timedelta(minutes=1)
    assert second.briefing == "https://gov.example/2"
