"""What people write after /week, and the keys under its answer."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.callback import LIMIT
from core.digest.asking import PAGES, Wanted, decode_wanted, encode_wanted, read_period
from core.digest.leafing import answer
from core.digest.periods import Span, before, containing
from core.errors import InputError
from core.texts import Texts
from tests.unit.digest_telling.making import BEFORE, MONDAY, NORMAL, WEEK, of
from tests.unit.making import POLICY

#: a Friday
TODAY = date(2026, 11, 20)
TEXTS = Texts()


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("", "2026-W47"),
        ("本周", "2026-W47"),
        ("上周", "2026-W46"),
        ("last week", "2026-W46"),
        ("W46", "2026-W46"),
        ("w46", "2026-W46"),
        ("第46周", "2026-W46"),
        ("46周", "2026-W46"),
        ("2025-W46", "2025-W46"),
        ("2025年第3周", "2025-W03"),
        ("Ｗ４６", "2026-W46"),
        ("W53", "2020-W53"),
        ("2020W53", "2020-W53"),
        ("W50", "2025-W50"),
        ("11月", "2026-11"),
        ("本月", "2026-11"),
        ("上月", "2026-10"),
        ("12月", "2025-12"),
        ("2026-11", "2026-11"),
        ("2025年7月", "2025-07"),
        ("2026年", "2026"),
        ("2025", "2025"),
        ("今年", "2026"),
        ("去年", "2025"),
        ("13月", None),
        ("0月", None),
        ("W0", None),
        ("W54", None),
        ("11", None),
        ("1999年", None),
        ("2027年", None),
        ("2026-12", None),
        ("下周", None),
        ("上周 市政科", None),
        ("x" * 5000, None),
    ],
)
def test_which_period_is_meant(words: str, key: str | None) -> None:
    if key is None:
        with pytest.raises(InputError):
            read_period(words, TODAY)
    else:
        assert read_period(words, TODAY).key == key


def test_without_a_word_the_running_week_and_on_its_monday_the_one_before() -> None:
    monday = date(2026, 11, 23)
    assert read_period("", monday).key == "2026-W47"
    assert read_period("", monday + timedelta(days=1)).key == "2026-W48"
    with pytest.raises(InputError, match="还不满一天"):
        read_period("本周", monday)


@given(st.text(max_size=80))
def test_whatever_is_written_it_is_a_period_or_an_error(words: str) -> None:
    try:
        period = read_period(words, TODAY)
    except InputError:
        return
    assert period.begin < TODAY


@given(
    st.sampled_from([Span.WEEK, Span.MONTH, Span.YEAR]), st.dates(date(2001, 1, 1), TODAY), st.integers(0, PAGES - 1)
)
def test_a_key_comes_back_as_it_was(span: Span, day: date, page: int) -> None:
    period = containing(span, day - timedelta(days=400))
    wanted = Wanted(period=period, page=page)
    assert len(encode_wanted(wanted)) <= LIMIT
    if period.begin.year >= 2000:
        assert decode_wanted(encode_wanted(wanted), TODAY) == wanted


@pytest.mark.parametrize(
    "data",
    [
        "w1:w:2026-11-16:5",
        "w1:d:2026-11-16:0",
        "w1:w:2026-02-30:0",
        "w1:w:0001-01-01:0",
        "w1:w:2026-11-20:0",
        "w1:y:9999-12-31:0",
        "w1:w:2026-11-16:0:",
        "w1:w:" + "1" * 100,
        "",
    ],
)
def test_a_forged_key_is_no_key(data: str) -> None:
    with pytest.raises(InputError):
        decode_wanted(data, TODAY)


def labels(page: int, *, began: date, today: date) -> list[list[str]]:
    wanted = Wanted(period=WEEK, page=page)
    said = answer(wanted, NORMAL, BEFORE, POLICY, TEXTS, began=began, today=today)
    return [[TEXTS.say(key.label) for key in row] for row in said.keys if not row[0].url]


def test_keys_lead_to_the_themes_and_to_other_weeks() -> None:
    assert labels(0, began=date(2026, 1, 1), today=TODAY) == [
        ["办理", "舆情", "在办", "监测"],
        ["‹ 上一周", "下一周 ›"],
    ]
    assert labels(3, began=date(2026, 1, 1), today=TODAY)[0] == ["总览", "办理", "舆情", "监测"]


def test_no_key_leads_before_the_installation_or_to_a_week_without_a_whole_day() -> None:
    assert labels(0, began=MONDAY, today=WEEK.end) == [["办理", "舆情", "在办", "监测"]]
    assert labels(0, began=MONDAY + timedelta(days=3), today=WEEK.end + timedelta(days=1))[1] == ["下一周 ›"]


def test_a_theme_says_of_which_period_it_is() -> None:
    wanted = Wanted(period=before(WEEK), page=2)
    said = answer(wanted, of(before(WEEK), new=3), None, POLICY, TEXTS, began=MONDAY, today=TODAY)
    assert TEXTS.say(said.text).startswith("📊 2026年第45周周报 11-02 至 11-08\n【舆情与误报】\n")
