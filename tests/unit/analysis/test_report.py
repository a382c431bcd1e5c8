"""The report as message, picture and document, of any number of posts whatever they say."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.shared import Cm
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.curve import curve
from core.analysis.essay import essay
from core.analysis.findings import findings
from core.analysis.matter import Matter, Seen
from core.analysis.message import message
from core.analysis.report import report
from core.analysis.story import Kept, clocks
from core.forms.essay import Essay, Section
from core.incident import Status, Verdict
from core.outgoing import Enclosure, Notice
from core.pictures.charts import Curve, Mood
from core.response import Review
from core.severity import Severity
from core.showing import utf16
from core.statement import Kind, Stand, Statement
from core.texts import Message, Texts
from core.timer import Clock, Timer, TimerState
from core.told import Told
from core.tone import Tone
from jobs.drawing import pictures
from jobs.drawing.essays import drawn
from storage.pieces import read_content, stored_content
from tests.conftest import GROUP, LIN, NOON
from tests.properties.making import HOSTILE
from tests.unit.analysis.making import LEXICON, matter, seen
from tests.unit.making import POLICY

TEXTS = Texts()
HEADINGS = [
    "概况",
    "传播走势与阶段",
    "时间线",
    "平台与层级分布",
    "情绪变化",
    "谁在发声",
    "热词",
    "主要观点",
    "我方应对",
    "经验教训",
]


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def timer(clock: Clock, due: float, state: TimerState, ended: float | None = None, **changes: Any) -> Timer:
    end = None if ended is None else NOON + hours(ended)
    base: dict[str, Any] = {"generation": 1, "started_at": NOON, "why": Message("")}
    return Timer(clock=clock, due_at=NOON + hours(due), state=state, ended_at=end, **(base | changes))


def said(number: int, at: float, *kinds: Kind, **changes: Any) -> Statement:
    base: dict[str, Any] = {"hash": "", "author": LIN, "editor": LIN, "edited_at": NOON, "stand": Stand.PUBLISHED}
    return Statement(number=number, kinds=kinds, published_at=NOON + hours(at), **(base | changes))


def busy(**changes: Any) -> Matter:
    """A matter of sixty posts, answered late and closed."""
    posts = [seen(n, n if n < 15 else 60 + n * 2, text=f"小区停暖三天没人管 {n % 4}") for n in range(1, 61)]
    posts = [replace(post, tone=Tone.NEGATIVE) if post.id % 3 else post for post in posts]
    base: dict[str, Any] = {
        "title": "小区停暖三天",
        "severity": Severity.MAJOR,
        "status": Status.CLOSED,
        "verdict": Verdict.TRUE,
        "owner": LIN,
        "claimed_at": NOON + hours(0.2),
        "statements": (said(1, 3.5, Kind.FIRST),),
        "clocks": (timer(Clock.FIRST_RESPONSE, 3, TimerState.MET, 3.5), timer(Clock.REPORT_UP, 4, TimerState.MET, 2)),
        "story": (Told(at=NOON + hours(0.2), type="claim", name="林晓"),),
    }
    told = base | changes
    return matter(posts, **told)


def told(of: Matter) -> str:
    return message(findings(of, LEXICON, POLICY), POLICY, TEXTS)


def written(of: Matter) -> Essay:
    return essay(findings(of, LEXICON, POLICY), POLICY, TEXTS)


def picture(of: Matter) -> Curve | None:
    return curve(findings(of, LEXICON, POLICY), POLICY, TEXTS)


def words_of(content: Essay) -> str:
    cells = (cell for section in content.sections for row in section.table for cell in row)
    return "\n".join([*(line for section in content.sections for line in section.lines), *cells])


def test_the_message_reads_as_a_lead_reads() -> None:
    assert told(busy()).splitlines() == [
        "📊 #0127 事件分析报告：小区停暖三天",
        "🔴 重大 · 属实 · 已办结",
        "📝 11-20 12:01 至 15:00，共 60 帖",
        "📈 11-20 12:05 达到峰值（每 5 分钟 5 帖），3 小时后首次回应",
        "🌊 爆发期 11-20 12:00 至 11-20 12:15，现为消退期",
        "📍 论坛 60",
        "🔁 原发 60 帖，转载转发 0 帖",
        "🎭 情绪：负面 67%、中性 33%、正面 0%（词表初判）",
        "🗣 发声：普通用户 60 帖",
        "🔥 热词：三天 60、停暖 60、小区 60",
        "💬 60 帖：「小区停暖三天没人管 1」",
        "📣 发现后 3 小时首次回应",
        "⏰ 时限按时 1 项，超时 1 项：首次回应",
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 5, 60, 5000])
def test_any_number_of_posts_makes_a_report(count: int) -> None:
    posts = [seen(n, n * 7 % 4000, text=f"停暖{n % 50}天没人管") for n in range(1, count + 1)]
    of = matter(posts)
    text = told(of)
    assert len(text.splitlines()) <= 15
    assert utf16(text) <= 3800
    assert (f"共 {count} 帖" in text) is bool(count)
    assert ("没有可以分析的帖文" in text) is not count
    assert (picture(of) is None) is not count
    assert [section.heading.split("、")[1] for section in written(of).sections] == HEADINGS
    assert (RULE_WORDS in words_of(written(of))) is (count >= 10)
    assert ("不划分阶段" in words_of(written(of))) is (0 < count < 10)


RULE_WORDS = "阶段划分规则：把全程等分成若干段"


def test_the_picture_has_the_phases_and_our_acts_on_it() -> None:
    drawing = picture(busy())
    assert drawing is not None
    assert sum(drawing.values) == 60
    assert [phase.name for phase in drawing.phases] == ["爆发期", "延续期", "消退期"]
    assert [(mark.said, mark.mood) for mark in drawing.marks] == [("认领", Mood.PLAIN), ("首次回应", Mood.BAD)]
    assert pictures.drawn(drawing).startswith(b"\x89PNG")


def test_an_answer_on_time_is_no_bad_mark_and_a_withdrawn_one_says_so() -> None:
    kept = busy(clocks=(timer(Clock.FIRST_RESPONSE, 4, TimerState.MET, 3.5),))
    drawing = picture(kept)
    assert drawing is not None
    assert {mark.mood for mark in drawing.marks} == {Mood.PLAIN}
    assert "时限按时 1 项，没有超时" in told(kept)
    gone = busy(statements=(said(1, 3.5, Kind.FIRST, stand=Stand.WITHDRAWN),))
    assert "首次回应（后已撤回）" in words_of(written(gone))


def test_what_is_not_verified_has_no_verdict_and_few_posts_no_peak() -> None:
    lines = told(matter([seen(1), seen(2, 60 * 24)])).splitlines()
    assert lines[1:4] == ["🔵 一般 · 待认领", "📝 11-20 12:00 至 11-21 12:00，共 2 帖", "📈 未形成高峰，不划分阶段"]


def test_without_an_answer_it_says_so_and_a_waiver_is_told() -> None:
    assert "尚未公开回应" in told(busy(statements=()))
    assert "已定为无需公开回应" in told(busy(statements=(), no_response="现场已公告"))


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (timer(Clock.FINAL, 2, TimerState.MET, 1), Kept.ON_TIME),
        (timer(Clock.FINAL, 2, TimerState.MET, 3), Kept.LATE),
        (timer(Clock.FINAL, 2, TimerState.RUNNING), Kept.LATE),
        (timer(Clock.FINAL, 200, TimerState.RUNNING), Kept.RUNNING),
        (timer(Clock.FINAL, 2, TimerState.ENDED, 3), Kept.LATE),
        (timer(Clock.FINAL, 2, TimerState.ENDED, 1), Kept.ENDED),
        (timer(Clock.FINAL, 2, TimerState.WAIVED, 3), Kept.WAIVED),
        (timer(Clock.FINAL, 2, TimerState.PAUSED), Kept.PAUSED),
    ],
)
def test_each_clock_is_told_with_what_became_of_it(row: Timer, kept: Kept) -> None:
    (one,) = clocks(matter(clocks=(row,)))
    assert one.kept is kept
    assert kept.value in words_of(written(matter(clocks=(row,))))


@pytest.mark.parametrize("state", [TimerState.SUPERSEDED, TimerState.VOID, TimerState.BOUNCED, TimerState.MERGED])
def test_a_clock_that_came_to_nothing_is_not_told(state: TimerState) -> None:
    lease = timer(Clock.LEASE, 2, TimerState.MET, 1)
    assert clocks(matter(clocks=(timer(Clock.FINAL, 2, state, 1), lease))) == ()


def test_lessons_come_from_the_review() -> None:
    assert "还没有写复盘" in words_of(written(busy()))
    review = Review(text="巡查要覆盖管网\n夜间要有人", by=LIN, at=NOON)
    lines = written(busy(review=review)).sections[-1].lines
    assert lines == ("巡查要覆盖管网", "夜间要有人", "（林晓 11-20 12:00）")


def test_a_drill_says_so_everywhere() -> None:
    sent = report(busy(drill=True), "k", GROUP, LEXICON, POLICY, TEXTS)
    assert all(TEXTS.say(one.text).startswith("【演练】") for one in sent)
    assert TEXTS.say(sent[0].text).count("【演练】") == 1
    assert written(busy(drill=True)).title.startswith("【演练】")
    drawing = picture(busy(drill=True))
    assert drawing is not None
    assert drawing.title.startswith("【演练】")
    assert "【演练】" not in told(busy())


def test_three_messages_follow_each_other_silently_and_are_kept_as_values() -> None:
    text, image, file = report(busy(), "k", GROUP, LEXICON, POLICY, TEXTS)
    assert isinstance(text, Notice)
    assert isinstance(image, Enclosure)
    assert isinstance(file, Enclosure)
    # a picture that cannot be drawn holds back no document
    assert (image.after, file.after) == (text.key, text.key)
    assert not any(one.loud for one in (text, image, file))
    for one in (image, file):
        assert read_content(stored_content(one.content)) == one.content
    # nothing to draw: the file follows the message
    text, file = report(matter(), "k", GROUP, LEXICON, POLICY, TEXTS)
    assert isinstance(file, Enclosure)
    assert file.after == "k"


def opened(content: Essay) -> Any:
    return Document(BytesIO(drawn(content, pictures.drawn)))


def test_the_document_opens_on_a4_with_headings_tables_and_the_picture() -> None:
    sheet = opened(written(busy()))
    assert [p.text.split("、")[1] for p in sheet.paragraphs if p.style.name == "Heading 1"] == HEADINGS
    assert sheet.paragraphs[0].text == "事件分析报告：小区停暖三天"
    assert round(sheet.sections[0].page_width / Cm(1)) == 21
    assert len(sheet.inline_shapes) == 1
    cells = {cell.text for table in sheet.tables for row in table.rows for cell in row.cells}
    assert {"爆发期", "首次回应", "超时", "负面", "普通用户"} <= cells


@pytest.mark.parametrize(
    "table", [(), (("一",),), (("一", "二"), ("三",)), tuple(("甲" * 300, str(n)) for n in range(500))]
)
def test_tables_of_any_shape_are_drawn(table: tuple[tuple[str, ...], ...]) -> None:
    section = Section(heading="\x00标题\ud800", lines=("\x0b行",), table=table)
    content = Essay(title="\x1f", organisation="", sections=(section,), file="a.docx", made_at=NOON)
    sheet = opened(content)
    assert [p.text for p in sheet.paragraphs if p.style.name == "Heading 1"] == ["标题"]
    assert len(sheet.tables) == bool(table)


SEEN = st.builds(
    Seen,
    id=st.integers(1, 40),
    at=st.integers(0, 10**7).map(lambda second: NOON + timedelta(seconds=second)),
    platform=HOSTILE,
    source=HOSTILE,
    tier=st.sampled_from(list(seen(1).tier.__class__)),
    title=HOSTILE,
    text=HOSTILE,
    author=HOSTILE,
    duplicate_of=st.none() | st.integers(1, 40),
    tone=st.sampled_from(Tone),
)


@settings(max_examples=60)
@given(st.lists(SEEN, max_size=30), HOSTILE)
def test_whatever_posts_say_the_report_is_bounded_and_opens(posts: Iterable[Seen], title: str) -> None:
    of = matter(sorted(posts, key=lambda post: post.at), title=title, excerpt=title, basis=title)
    text = told(of)
    assert len(text.split("\n")) <= 15
    assert utf16(text) <= 3800
    content = written(of)
    assert len(content.sections) == len(HEADINGS)
    assert len(Document(BytesIO(drawn(content, lambda _: PIXEL))).paragraphs) > len(HEADINGS)


PIXEL = pictures.drawn(Curve(title="", steps=(NOON,), values=(1.0,)))
