"""/ledger: days, filters and form as people write them, and what nobody understands."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import texts_in
from core.digest.days import read_days
from core.digest.periods import Span, containing
from core.errors import InputError
from core.ledger.asking import names, read_wish
from core.ledger.wish import Wish
from core.ledger.words import caption, file_name, nothing
from core.people import Department
from core.texts import Texts
from tests.unit.making import POLICY, replace

TODAY = date(2026, 11, 20)
TEXTS = Texts()
KNOWN = names(replace(POLICY, departments=(*POLICY.departments, Department(id=3, name="Café 路"))), TEXTS)


def wish(words: str) -> Wish:
    return read_wish(words, KNOWN, TODAY)


@pytest.mark.parametrize(
    ("word", "begin", "last", "key"),
    [
        ("9月", (2026, 9, 1), (2026, 9, 30), "2026-09"),
        ("9月份", (2026, 9, 1), (2026, 9, 30), "2026-09"),
        ("12月", (2025, 12, 1), (2025, 12, 31), "2025-12"),
        ("11月", (2026, 11, 1), (2026, 11, 30), "2026-11"),
        ("2026-09", (2026, 9, 1), (2026, 9, 30), "2026-09"),
        ("2025年9月", (2025, 9, 1), (2025, 9, 30), "2025-09"),
        ("本月", (2026, 11, 1), (2026, 11, 30), "2026-11"),
        ("上月", (2026, 10, 1), (2026, 10, 31), "2026-10"),
        ("上周", (2026, 11, 9), (2026, 11, 15), "2026-W46"),
        ("本周", (2026, 11, 16), (2026, 11, 22), "2026-W47"),
        ("第47周", (2026, 11, 16), (2026, 11, 22), "2026-W47"),
        ("2026-W01", (2025, 12, 29), (2026, 1, 4), "2026-W01"),
        ("2026年", (2026, 1, 1), (2026, 12, 31), "2026"),
        ("2026", (2026, 1, 1), (2026, 12, 31), "2026"),
        ("去年", (2025, 1, 1), (2025, 12, 31), "2025"),
        ("昨天", (2026, 11, 19), (2026, 11, 19), "2026-11-19"),
        ("9月3日", (2026, 9, 3), (2026, 9, 3), "2026-09-03"),
        ("2月29日", (2024, 2, 29), (2024, 2, 29), "2024-02-29"),
        ("9月1日至9月15日", (2026, 9, 1), (2026, 9, 15), "2026-09-01..2026-09-15"),
        ("９月１日－９月１５日", (2026, 9, 1), (2026, 9, 15), "2026-09-01..2026-09-15"),
        ("9月1日 至 9月15日", (2026, 9, 1), (2026, 9, 15), "2026-09-01..2026-09-15"),
        ("2026-09-01..2026-09-15", (2026, 9, 1), (2026, 9, 15), "2026-09-01..2026-09-15"),
        ("12月20日至1月5日", (2025, 12, 20), (2026, 1, 5), "2025-12-20..2026-01-05"),
    ],
)
def test_days(word: str, begin: tuple[int, int, int], last: tuple[int, int, int], key: str) -> None:
    period = wish(word).period
    assert (period.begin, period.last, period.key) == (date(*begin), date(*last), key)


@pytest.mark.parametrize(
    "word",
    [
        *("13月", "0月", "2月30日", "1999年", "2101年", "99999年", "至"),
        *("9月15日至9月1日", "9月1日至", "2026-W60", "2025年2月29日"),
    ],
)
def test_what_are_no_days(word: str) -> None:
    assert read_days(word, TODAY) is None
    with pytest.raises(InputError) as caught:
        wish(word)
    assert word in caught.value.say(TEXTS)


def test_without_words_it_is_the_running_month() -> None:
    assert wish("") == wish("  ") == Wish(period=containing(Span.MONTH, TODAY))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("重大", {"severity": "major"}),
        ("特别重大 csv", {"severity": "extreme", "form": "csv"}),
        ("CSV", {"form": "csv"}),
        ("excel", {"form": "xlsx"}),
        ("市政科", {"department": "市政科"}),
        ("Café 路 重大", {"department": "Café 路", "severity": "major"}),
        ("在办", {"status": "open"}),
        ("已办结", {"status": "closed"}),
        ("办结", {"status": "closed"}),
        ("无效", {"status": "invalid"}),
        ("待签收", {"status": "assigned"}),
        ("major open", {"severity": "major", "status": "open"}),
        ("重大,市政科、在办", {"severity": "major", "department": "市政科", "status": "open"}),
        ("csv 重大 重大", {"severity": "major", "form": "csv"}),
    ],
)
def test_filters_in_any_order(words: str, expected: dict[str, str]) -> None:
    period = containing(Span.MONTH, TODAY)
    assert wish(words) == Wish(period=period, **expected)
    turned = " ".join(reversed(words.split())) if "路" not in words else words
    assert wish(turned) == wish(words)


def test_every_level_and_state_has_a_word_in_both_languages() -> None:
    for texts in (TEXTS, texts_in("en")):
        known = names(POLICY, texts)
        assert set(known.levels.values()) == {"general", "significant", "major", "extreme"}
        assert len(set(known.statuses.values())) == 10


def test_unknown_words_are_named_with_examples() -> None:
    with pytest.raises(InputError) as caught:
        wish("9月 园林科 胡说")
    said = caught.value.say(TEXTS)
    for word in ("园林科", "胡说", "市政科", "/ledger 9月"):
        assert word in said
    assert len(said) < 300


@pytest.mark.parametrize("words", ["9月 10月", "重大 一般", "在办 无效", "市政科 物业科"])
def test_two_of_a_kind_contradict_each_other(words: str) -> None:
    with pytest.raises(InputError) as caught:
        wish(words)
    assert words.split()[1] in caught.value.say(TEXTS)


@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_words_are_a_wish_or_an_error_that_can_be_said(words: str, today: date) -> None:
    try:
        found = read_wish(words, KNOWN, today)
    except InputError as error:
        said, days = error.say(TEXTS), 1
    else:
        said, days = "", (found.period.end - found.period.begin).days
    assert len(said) < 400
    assert days > 0


def test_what_stands_under_the_file() -> None:
    plain, some = wish("9月"), wish("9月 重大 市政科 在办 csv")
    assert TEXTS.say(caption(plain, 12)) == "📒 台账 2026年9月：共 12 件"
    assert TEXTS.say(caption(some, 2)) == "📒 台账 2026年9月：共 2 件（重大、在办、市政科）"
    assert TEXTS.say(nothing(plain)) == "2026年9月 没有舆情"
    assert TEXTS.say(nothing(some)) == "2026年9月 没有符合「重大、在办、市政科」的舆情"
    assert TEXTS.say(file_name(some)) == "舆情台账_2026-09.csv"


@pytest.mark.parametrize("name", ["宣传、网信办", "Street A", "Street A B", "Street A B C"])
def test_a_department_may_hold_what_divides_words_and_begin_another(name: str) -> None:
    called = ("Street A", "Street A B", "宣传、网信办", "Street A B C")
    units = tuple(replace(POLICY.departments[0], id=90 + at, name=one) for at, one in enumerate(called))
    known = names(replace(POLICY, departments=units), Texts())
    assert read_wish(f"9月 {name}", known, date(2026, 11, 20)).department == name
