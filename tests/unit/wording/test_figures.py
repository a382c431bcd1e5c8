"""What a statement counts: nouns, numbers and units as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wording.figures import differing, figures


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("3 人受伤", [("受伤", "人", 3)]),
        ("受伤人数为 12 人", [("受伤", "人", 12)]),
        ("2 名学生当场死亡", [("死亡", "人", 2)]),
        ("遇难十二人", [("死亡", "人", 12)]),
        ("三人失踪，疏散群众 120 余人", [("失联", "人", 3), ("疏散", "人", 120)]),
        ("送医二百零五人", [("送医", "人", 205)]),
        ("无人员伤亡", [("伤亡", "人", 0), ("受伤", "人", 0), ("死亡", "人", 0)]),
        ("面积约1.2万平方米", [("面积", "平方米", 12000)]),
        ("总投资 3,000 万元", [("总投资", "元", 30_000_000)]),
        ("全长 3 千米", [("全长", "公里", 3)]),
        ("１２人受伤", [("受伤", "人", 12)]),
        ("有无人员伤亡正在核实", []),
        ("三人行，11 月 20 日，第 3 号公告", []),
    ],
)
def test_figures_are_read_with_what_they_count(text: str, read: list[tuple[str, str, int]]) -> None:
    assert sorted((one.noun, one.unit, int(one.value)) for one in figures(text)) == sorted(read)
    assert all(text[one.begin : one.end] for one in figures(text))


@pytest.mark.parametrize(
    ("text", "earlier", "differs"),
    [
        ("受伤 5 人", "3 人受伤", True),
        ("受伤 3 人", "无人员伤亡", True),
        ("遇难 3 人", "死亡 2 人", True),
        ("投资 2 亿元", "投资 1.5 亿元", True),
        ("受伤 3 人", "三人受伤", False),
        ("投资 1 亿元", "投资 10000 万元", False),
        # another thing, or another unit
        ("受伤 3 人", "死亡 2 人", False),
        ("影响 3 户", "影响 5 人", False),
        ("补助 500 元", "补助 300 元，补助 500 元", False),
        ("", "受伤 3 人", False),
    ],
)
def test_only_the_same_thing_with_another_number_differs(text: str, earlier: str, differs: bool) -> None:
    assert (differing(text, earlier) is not None) == differs


@given(st.text(alphabet="受伤死亡人名面积元0１2,，.十百三无约 ", max_size=300))
def test_any_text_can_be_read_and_agrees_with_itself(text: str) -> None:
    assert all(0 <= one.begin < one.end <= len(text) and one.value >= 0 for one in figures(text))
    assert differing(text, text) is None
