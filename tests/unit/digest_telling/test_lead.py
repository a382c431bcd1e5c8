"""The lead message holds its 15 lines and Telegram's limits, whatever the week was."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.digest.details import THEMES, details
from core.digest.figures import Burden, Bypass, Late, Named, Rate, Summary
from core.digest.lines import foremost, is_empty
from core.digest.periods import Span, containing
from core.digest.telling import LINES, LISTED, lead
from core.showing import utf16
from core.texts import Texts
from core.timer import Clock
from tests.conftest import FANG, LIN
from tests.unit.digest_telling.making import AS_OF, BAD, BEFORE, EMPTY, MONDAY, NORMAL, late, of
from tests.unit.making import POLICY

TEXTS = Texts()


def told(summary: Summary, before: Summary | None = None, **options: bool) -> str:
    return TEXTS.say(lead(summary, before, POLICY, TEXTS, **options).text)


@pytest.mark.parametrize("summary", [NORMAL, EMPTY, BAD])
def test_at_most_fifteen_lines_with_the_head_of_the_audit_last(summary: Summary) -> None:
    lines = told(summary, BEFORE).splitlines()
    assert len(lines) <= LINES
    assert lines[-1] == "留痕 #1234:9f86d081"
    assert sum("特批签发" in line for line in lines) == 1


lates = st.builds(
    Late,
    incident=st.integers(1, 10**6),
    title=st.text(max_size=200),
    clock=st.none() | st.sampled_from(Clock),
    due_at=st.timedeltas(timedelta(0), timedelta(days=900)).map(lambda ago: AS_OF - ago),
    person=st.none() | st.sampled_from([LIN, 999]),
    department=st.text(max_size=80),
    promise=st.integers(0, 3),
)


@given(
    st.lists(lates, max_size=40),
    st.lists(st.text(min_size=1, max_size=300), max_size=60),
    st.lists(st.builds(Bypass, incident=st.integers(1, 99), statement=st.just(1), by=st.just(FANG), reason=st.text())),
)
def test_whatever_comes_from_outside_it_fits(late_: list[Late], names: list[str], bypasses: list[Bypass]) -> None:
    hostile = replace(
        BAD,
        late=tuple(late_),
        bypasses=tuple(bypasses),
        unreachable=tuple(names),
        blind=tuple((name, 3.0) for name in names),
        departments=tuple(Named(name=name, rate=Rate(part=1, whole=2)) for name in names),
        burdens=tuple(Burden(person=1, name=name, taken=1) for name in names),
    )
    assert len(told(hostile, late=True).splitlines()) <= LINES
    assert utf16(told(hostile)) < 3800
    assert all(utf16(TEXTS.say(one.text)) < 3800 for one in details(hostile, POLICY, TEXTS))


def test_personal_numbers_are_masked() -> None:
    whole = told(BAD) + "".join(TEXTS.say(one.text) for one in details(BAD, POLICY, TEXTS))
    assert "13812345678" not in whole
    assert "138**" in whole


def test_arrows_only_where_there_are_ten_in_both() -> None:
    assert "新增 12 件↑ · 办结 9 件 ·" in told(NORMAL, BEFORE)
    assert not {"↑", "↓"} & set(told(NORMAL))
    assert not {"↑", "↓"} & set(told(replace(NORMAL, new=9, on_time=Rate(part=1, whole=1)), of(new=9)))


def test_one_line_and_one_key_for_each_late_matter() -> None:
    """Several clocks of one incident ask for one next act; two promises are two."""
    found = foremost(BAD.late)
    assert [one.incident for one in found] == [70, 131, 128, 127, 126]
    assert found[1].clock is Clock.CLAIM, "what ran out first"
    two = (late(5, Clock.PROMISE, timedelta(days=2), promise=1), late(5, Clock.PROMISE, timedelta(days=1), promise=2))
    assert foremost(two) == two
    keys = lead(BAD, None, POLICY, TEXTS).keys
    assert [TEXTS.say(row[0].label) for row in keys] == ["#0070 发布回应", "#0131 尽快认领", "#0128 给出核实结论"]
    assert len(keys) == LISTED
    assert lead(BAD, None, replace(POLICY, username=""), TEXTS).keys == ()


def test_a_late_digest_says_so() -> None:
    assert "（补发）" in told(NORMAL, late=True)
    assert "（补发）" not in told(NORMAL)


@pytest.mark.parametrize(
    ("span", "title"),
    [
        (Span.MONTH, "📊 月报 2026年11月"),
        (Span.YEAR, "📊 年报 2026年"),
        (Span.WEEK, "📊 2026年第46周周报 11-09 至 11-15\n"),
    ],
)
def test_what_it_is_called(span: Span, title: str) -> None:
    assert told(of(containing(span, MONDAY), new=1)).startswith(title)


def test_a_period_of_its_own_says_that_only_whole_days_count() -> None:
    period = containing(Span.WEEK, MONDAY).cut(MONDAY + timedelta(days=3))
    assert told(of(period, new=1)).startswith("📊 2026-11-09 至 11-11（只算已过完的日子）")


@pytest.mark.parametrize(
    "changes",
    [
        {"new": 1},
        {"carried": 1},
        {"late": NORMAL.late},
        {"bypasses": BAD.bypasses},
        {"promises": 1},
        {"on_time": Rate(part=0, whole=1)},
        {"open": NORMAL.open},
        {"reopened": 1},
    ],
)
def test_a_week_is_empty_only_when_nothing_happened_and_nothing_waits(changes: dict[str, object]) -> None:
    assert is_empty(EMPTY)
    assert not is_empty(replace(EMPTY, **changes))  # type: ignore[arg-type]


def test_a_quiet_week_that_was_not_seen_says_so() -> None:
    assert "安静不等于没事" in told(of(blind_hours=3.0, healthy=5, failing=1))
    assert "安静不等于没事" not in told(EMPTY)


def test_details_hold_what_the_lead_leaves_out() -> None:
    said = [TEXTS.say(one.text) for one in details(NORMAL, POLICY, TEXTS)]
    assert len(said) == len(THEMES) == 4
    for words in (
        "部门及时率",
        "改判率",
        "误报最多的规则",
        "漏报",
        "归并：41 条",
        "久未处理",
        "每人工作量",
        "机器人发出通知 86 条",
    ):
        assert sum(words in text for text in said) >= 1, words


def test_every_bypass_is_told_with_its_reason() -> None:
    said = TEXTS.say(details(BAD, POLICY, TEXTS)[0].text)
    assert "· #0120 方正：会前必须回应" in said
    assert "· #0131 方正：审签人联系不上" in said
