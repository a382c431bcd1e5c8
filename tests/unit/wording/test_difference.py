"""The difference of two versions loses nothing, is readable, and ends soon whatever is compared."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wording.difference import Fate, Passage, difference


def shown(passages: tuple[Passage, ...]) -> str:
    signs = {Fate.SAME: "{}", Fate.GONE: "[-{}-]", Fate.NEW: "[+{}+]"}
    return "".join(signs[one.kind].format(one.text) for one in passages)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", ""),
        ("甲。", "甲。", "甲。"),
        ("", "甲。", "[+甲。+]"),
        ("甲。", "", "[-甲。-]"),
        (
            "我局将尽快修复路灯，确保安全。电话 12345。",
            "我局将于 11 月 28 日前修复路灯。电话 12345。",
            "我局将[-尽快-][+于 11 月 28 日前+]修复路灯[-，确保安全-]。电话 12345。",
        ),
        ("3 人受伤，已送医。", "15 人受伤，已送医。", "[-3-][+15+] 人受伤，已送医。"),
        ("感谢关心。", "咨询请拨 12345！", "[-感谢关心。-][+咨询请拨 12345！+]"),
        ("一，二，三。", "一，三。", "一，[-二，-]三。"),
    ],
)
def test_changes_read_as_a_person_would_mark_them(old: str, new: str, told: str) -> None:
    assert shown(difference(old, new)) == told


TEXTS = st.text(alphabet="我局将于修复路灯，。；\n12 ab\ud800", max_size=120)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back(old: str, new: str) -> None:
    passages = difference(old, new)
    assert "".join(one.text for one in passages if one.kind is not Fate.NEW) == old
    assert "".join(one.text for one in passages if one.kind is not Fate.GONE) == new
    assert all(one.text for one in passages)
    assert all(one.kind is not other.kind for one, other in pairwise(passages))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("啊" * 4000, "啊" * 3999),
        ("，" * 4000, "。" * 4000),
        ("啊哦" * 2000, "啊啊" * 2000),
        ("a，b，" * 1000, "a，" * 2000),
        ("甲，乙，" * 100, "甲，" * 200),
        ("。".join(["ab" * 70] * 28), "。".join(["aa" * 70 + "c"] * 28)),
    ],
)
def test_texts_made_to_cost_time_are_compared_coarsely_and_whole(old: str, new: str) -> None:
    passages = difference(old, new)
    assert "".join(one.text for one in passages if one.kind is not Fate.NEW) == old
    assert "".join(one.text for one in passages if one.kind is not Fate.GONE) == new
