"""Whatever stands in an incident, its sheets fit, hide numbers, and hold nothing invisible (A3, A4, A9, O7)."""

import unicodedata
from dataclasses import replace
from datetime import date
from io import BytesIO

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.texts import texts_in
from core.dossier import Report
from core.forms.facts import LONGEST, Fact
from core.forms.notice import form_paper, form_text
from core.forms.report import report_sheet, report_state
from core.forms.review import review_record
from core.incident import Incident, Status
from core.outgoing import QUOTED
from core.response import Promise, Review
from core.showing import parts, utf16
from core.texts import Message, Texts
from jobs.drawing.forms import drawn
from tests.conftest import FANG, LIN, NOON
from tests.properties.making import HOSTILE, incidents
from tests.unit.making import POLICY, incident, turn

LANGUAGES = (Texts(), texts_in("en"))
#: one message, its mentions and keys left out
MESSAGE = 3800
PHONE = "13812345678"


def texts_of(subject: Incident, texts: Texts) -> tuple[str, ...]:
    asked = turn(FANG)
    form = texts.say(form_text(subject, asked, 1))
    return report_sheet(subject, asked, texts).text, form, review_record(subject, (), POLICY, texts)


def hidden(text: str) -> list[str]:
    return [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn")]


@settings(max_examples=60)
@given(incidents(), HOSTILE)
def test_anything_makes_sheets_that_fit_and_hide_nothing(subject: Incident, text: str) -> None:
    facts = {fact.value: text for fact in Fact}
    # the sentence of a reason is ours, what fills it is not
    reasons = (Message("出现A类风险词：{words}", {"words": text}),)
    subject = replace(subject, facts=facts, reasons=reasons, review=Review(text=text, by=LIN, at=NOON))
    for texts in LANGUAGES:
        report, form, review = texts_of(subject, texts)
        assert all(not hidden(one) for one in (report, form, review))
        assert all(utf16(piece) <= QUOTED for piece in parts(report, QUOTED))
        assert utf16(form) <= MESSAGE
        assert utf16(review) <= MESSAGE
        assert utf16(report_state(subject, (), POLICY, texts)) <= 250


@settings(max_examples=20)
@given(incidents())
def test_any_incident_makes_a_file_that_opens(subject: Incident) -> None:
    content = drawn(form_paper(subject, turn(FANG), 1), LANGUAGES[0])
    assert len(Document(BytesIO(content)).tables[0].rows) == 12


def test_no_number_of_a_person_leaves_in_any_sheet() -> None:
    said = f"联系 {PHONE} 或 420102199001011234"
    subject = incident(
        title=said,
        excerpt=said,
        basis=said,
        outcome=said,
        department=said,
        owner=LIN,
        claimed_at=NOON,
        facts={fact.value: said for fact in Fact},
        reports=(Report(to=said, how=said, by=LIN, at=NOON),),
        promises=(Promise(number=1, text=said, due=date(2026, 11, 28), owner=LIN, by=LIN, at=NOON),),
        review=Review(text=said, by=LIN, at=NOON),
        status=Status.CLOSED,
    )
    whole = "".join(texts_of(subject, LANGUAGES[0]))
    paper = form_paper(subject, turn(FANG), 1)
    whole += "".join(LANGUAGES[0].say(cell.value) for row in paper.rows for cell in row)
    assert "138****5678" in whole
    assert PHONE not in whole
    assert "420102199001011234" not in whole


@given(st.integers(1, 3000))
@settings(max_examples=20)
def test_a_fact_is_cut_at_its_longest(length: int) -> None:
    subject = incident(facts={Fact.PLACE.value: "泥" * length})
    line = next(one for one in texts_of(subject, LANGUAGES[0])[0].splitlines() if one.startswith("二、"))
    assert utf16(line) <= LONGEST + len("二、地点：")
