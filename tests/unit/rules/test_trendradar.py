"""TrendRadar's word file becomes ours, and every line whose meaning differs is named."""

import pytest

from core.errors import InputError
from core.rules import RuleSet
from core.rules.trendradar import converted

THEIRS = r"""# 说明
[GLOBAL_FILTER]
广告
/震惊|必看/
!不起作用

[WORD_GROUPS]

[华为系]
/华为|鸿蒙/ => 华为
余承东
!水果
@5

ai
/(?<![a-zA-Z])gpt(?![a-zA-Z])/i => GPT
/\bAI\b/

A股
+涨跌
A股

雷

+必须
iPhone 16
/(?=x)y/
@很多

!只有
"""
OURS = """\
[全局排除]
广告
/震惊|必看/

[华为系]
/华为|鸿蒙/
余承东
!水果
:上限 5

[ai GPT AI]
ai
gpt
AI

[A股 涨跌 A股]
A股
+涨跌
A股

[必须 iPhone 16]
+必须
"iPhone 16"
"""


def warned(text: str) -> dict[int, str]:
    return {one.line: one.message.plain() for one in converted(text)[1]}


def test_the_whole_file() -> None:
    text, _ = converted(THEIRS)
    assert text == OURS
    assert len(RuleSet.parse(text).groups) == 4


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (1, "只看标题"),
        (5, "不起作用"),
        (12, "拦下所有组"),
        (13, "每天最多几张卡片"),
        (15, "只命中整个单词"),
        (23, "没有会命中的词"),
        (27, "不支持环视"),
        (28, "没有导入"),
        (30, "没有会命中的词"),
    ],
)
def test_what_differs_has_its_line(line: int, says: str) -> None:
    assert says in warned(THEIRS)[line]


def test_what_means_the_same_is_not_warned_about() -> None:
    assert set(warned(THEIRS)) == {1, 5, 12, 13, 15, 23, 27, 28, 30}
    assert set(warned("停水\n停电\n+小区\n")) == {1}


def test_names_are_made_and_no_two_are_alike() -> None:
    text, _ = converted("停水\n\n停水\n+小区\n\n[停水]\n断水\n\n[全局排除]\n停电\n")
    assert [group.name for group in RuleSet.parse(text).groups] == ["停水", "停水 小区", "停水2", "全局排除2"]


def test_signs_of_ours_in_their_words_are_quoted() -> None:
    text, _ = converted("A|B小区\n$本院\n热线:12345\n停水*\n")
    (group,) = RuleSet.parse(text).groups
    assert [near.left[0].text for near in group.any] == ["a|b小区", "$本院", "热线:12345", "停水*"]


def test_an_edge_that_is_no_whole_word_goes_with_a_warning() -> None:
    text, warnings = converted(r"/\bAI.{0,3}芯片/")
    assert "/AI.{0,3}芯片/" in text
    assert "词边界已去掉" in warnings[-1].message.plain()


@pytest.mark.parametrize("text", ["", "# 说明", "!只有排除", "雷"])
def test_a_file_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        converted(text)


def test_wide_brackets_in_a_name_are_brackets() -> None:
    """TrendRadar's alias becomes the group's name; our own parser reads ［］ as []."""
    text, _ = converted("[WORD_GROUPS]\n医院 => 市［一］院\n")
    assert [group.name for group in RuleSet.parse(text).groups] == ["市 一 院"]
    text, _ = converted("[［重点］]\n医院\n\n学校\n")
    assert [group.name for group in RuleSet.parse(text).groups] == ["重点", "学校"]
