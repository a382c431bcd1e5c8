"""Telephone and identity numbers never reach a screen whole, however they are written (product.md)."""

from hypothesis import given
from hypothesis import strategies as st

from core.cards.text import card_text
from core.policy import Policy
from core.showing import mask, shown
from core.texts import Texts
from tests.unit.making import incident

DIGITS = st.integers(0, 9).map(str)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
AROUND = st.sampled_from(
    ["", "电话", "电话：", "tel:", "，", " ", "（", "）", "（家长）", "X", "qq", "+", "速回", "。"]
)
MOBILE = st.tuples(st.sampled_from("3456789"), st.text("0123456789", min_size=9, max_size=9)).map(
    lambda p: f"1{p[0]}{p[1]}"
)
PREFIX = st.sampled_from(["", "+86", "86", "0086", "+86 ", "+86-"])
GAP = st.sampled_from(["", "-", " "])
AREA = st.sampled_from(["110101", "420102", "652901"])
BORN = st.dates().filter(lambda d: d.year >= 1900).map(lambda d: d.strftime("%Y%m%d"))
REST = st.tuples(st.text("0123456789", min_size=3, max_size=3), st.sampled_from("0123456789Xx")).map("".join)


@given(MOBILE, PREFIX, GAP, AROUND, AROUND, st.booleans())
def test_the_middle_of_a_mobile_number_is_hidden(
    number: str, prefix: str, gap: str, before: str, after: str, full_width: bool
) -> None:
    written = f"{prefix}{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}"
    written = written.translate(FULL_WIDTH) if full_width else written
    hidden = mask(f"{before}{written}{after}")
    assert "****" in hidden
    assert sum(c.isdigit() for c in hidden) == sum(c.isdigit() for c in written) - 4
    assert hidden.startswith(before)
    assert hidden.endswith(after)


@given(AREA, BORN, REST, GAP, AROUND, AROUND, st.booleans())
def test_the_birthday_in_an_identity_number_is_hidden(
    area: str, born: str, rest: str, gap: str, before: str, after: str, full_width: bool
) -> None:
    written = f"{area}{gap}{born}{gap}{rest}"
    written = written.translate(FULL_WIDTH) if full_width else written
    hidden = mask(f"{before}{written}{after}")
    assert "********" in hidden
    assert sum(c.isdigit() for c in hidden) == sum(c.isdigit() for c in written) - 8
    assert written not in hidden


@given(
    st.sampled_from(["010", "021", "0551", "０５５１"]),
    st.sampled_from(["", "-", " "]),
    st.text("0123456789", min_size=7, max_size=8),
)
def test_the_middle_of_a_landline_number_is_hidden(area: str, gap: str, number: str) -> None:
    hidden = mask(f"电话{area}{gap}{number}。")
    assert number not in hidden
    assert "****" in hidden


@given(
    st.sampled_from(
        ["2026年11月20日", "第12345号", "110", "12345热线", "每平方米13800元", "¥1380000", "20261120", "3.1415926"]
    )
)
def test_what_is_no_number_of_a_person_stays(text: str) -> None:
    assert mask(text) == text


@given(st.integers(0, 11), st.sampled_from(["\u200b", "\u2060", "\ufeff", "\x00"]))
def test_invisible_signs_do_not_help(place: int, sign: str) -> None:
    number = "13812345678"
    assert shown(number[:place] + sign + number[place:], 60) == "138****5678"


@given(st.integers(0, 100))
def test_a_card_masks_before_it_clips(padding: int) -> None:
    text = "望" * padding + "13812345678"
    card = card_text(incident(title=text, excerpt=text, source=text), Policy(), Texts())
    assert "1381" not in card
    assert "12345" not in card
