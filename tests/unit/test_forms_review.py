"""The review of what was serious (A9): filled from the log, asked for once, reminded once."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.axes import PHASE_LABELS, Phase
from core.dossier import LastAct
from core.forms.review import ASK_WITHIN, REMIND_AFTER, review_asked, review_record
from core.incident import Incident, Status
from core.response import Review
from core.severity import Severity
from core.statement import Kind, Stand
from core.texts import Message, Texts
from core.timer import Clock, Timer, TimerState
from core.told import Told
from core.workflow import Refused
from tests.conftest import BAI, FANG, GU, LIN, NOON
from tests.unit.making import POLICY, at_status, do, done
from tests.unit.speaking import statement

TEXTS = Texts()
ENDED = NOON + timedelta(hours=6)


def closed(**changes: Any) -> Incident:
    base: dict[str, Any] = {
        "severity": Severity.MAJOR,
        "no_response": "已当面答复",
        "last": LastAct(type="close", by=FANG, at=ENDED),
        "reasons": (Message("出现A类风险词：塌方"),),
    }
    return replace(at_status(Status.CLOSED), **(base | changes))


def keys(subject: Incident, now: datetime) -> list[str]:
    return [notice.key for notice in review_asked(subject, POLICY, now)]


def test_the_leads_are_asked_once_and_reminded_once() -> None:
    soon, later = keys(closed(), ENDED), keys(closed(), ENDED + REMIND_AFTER)
    assert soon == keys(closed(), ENDED + timedelta(days=2, hours=23))
    assert later == keys(closed(), ENDED + timedelta(days=6))
    assert soon == [f"review:127:0:{person}" for person in (FANG, GU)]
    assert later == [f"review-again:127:0:{person}" for person in (FANG, GU)]


def test_it_rings_by_day_only_and_opens_by_one_tap() -> None:
    by_day, by_night = (review_asked(closed(), POLICY, now)[0] for now in (ENDED, NOON.replace(hour=18)))
    assert (by_day.loud, by_night.loud) == (True, False)
    assert by_day.chat == FANG
    assert [key.data for row in by_day.keys for key in row] == ["v1:rv:3j:0", "v1:rw:3j:0"]


@pytest.mark.parametrize(
    ("changes", "now"),
    [
        ({"severity": Severity.SIGNIFICANT}, ENDED),
        ({"status": Status.INVALID}, ENDED),
        ({"review": Review(text="早报", by=FANG, at=ENDED)}, ENDED),
        ({"review": Review(text="早报", by=FANG, at=ENDED)}, ENDED + REMIND_AFTER),
        ({"last": None}, ENDED),
        ({}, ENDED + ASK_WITHIN + timedelta(seconds=1)),
    ],
)
def test_nobody_is_asked_for_what_is_small_open_done_or_old(changes: dict[str, Any], now: datetime) -> None:
    assert keys(closed(**changes), now) == []


def test_a_review_of_the_first_time_is_none_of_the_second() -> None:
    again = closed(review=Review(text="早报", by=FANG, at=NOON), reopened=1, reopened_at=NOON + timedelta(hours=1))
    assert keys(again, ENDED) == [f"review:127:1:{person}" for person in (FANG, GU)]


def test_a_drill_is_asked_for_as_a_drill() -> None:
    assert all(one.text.plain().startswith("【演练】") for one in review_asked(closed(drill=True), POLICY, ENDED))


def test_the_record_tells_what_when_why_and_what_was_late() -> None:
    late = Timer(
        clock=Clock.CLAIM,
        generation=1,
        started_at=NOON,
        due_at=NOON + timedelta(minutes=15),
        state=TimerState.MET,
        ended_at=NOON + timedelta(minutes=40),
        why=Message(""),
    )
    story = (
        Told(at=NOON + timedelta(minutes=40), type="claim", name="林晓"),
        Told(at=NOON + timedelta(hours=3), type="assign", name="林晓"),
        Told(at=NOON + timedelta(hours=5), type="withdraw", name="方正"),
        Told(at=ENDED, type="close", name="方正", new={"status": Status.CLOSED}),
    )
    notice = statement(Stand.WITHDRAWN, kinds=(Kind.AUTHORITATIVE,), published_at=NOON + timedelta(hours=4))
    subject = closed(clocks=(late,), published_at=NOON - timedelta(hours=1), outcome="已复工", statements=(notice,))
    text = review_record(done("rv", subject, FANG, words="值班要早报"), story, POLICY, TEXTS)
    for words in (
        "11-20 11:00 发帖",
        "11-20 12:00 发现",
        "11-20 12:40 认领（发现后 40 分钟）",
        "11-20 15:00 交办（发现后 3 小时 0 分）",
        "11-20 16:00 权威发布（发现后 4 小时 0 分）",
        "11-20 17:00 已撤回发布（发现后 5 小时 0 分）",
        "11-20 18:00 办结（发现后 6 小时 0 分）",
        "出现A类风险词：塌方",
        "核实依据：现场核实",
        "结果：已复工",
        "❗ 超时：认领",
        "💡 值班要早报",
        "方正 11-20 12:01",
    ):
        assert words in text
    assert text.index("发帖") < text.index("认领（") < text.index("办结（")


def test_an_unwritten_record_says_so() -> None:
    assert "还没有写经验教训" in review_record(closed(), (), POLICY, TEXTS)


def test_a_lead_reviews_and_nobody_else_and_only_what_was_serious() -> None:
    written = done("rv", closed(), GU, words="值班要早报")
    assert written.review is not None
    assert (written.review.text, written.review.by) == ("值班要早报", GU)
    for person in (LIN, BAI):
        with pytest.raises(Refused):
            do("rv", closed(), person)
    with pytest.raises(Refused) as refused:
        do("rv", closed(severity=Severity.SIGNIFICANT), FANG)
    assert refused.value.code == "level"
    with pytest.raises(Refused, match=PHASE_LABELS[Phase.HANDLING]):
        do("rv", at_status(Status.HANDLING, severity=Severity.MAJOR), FANG)
