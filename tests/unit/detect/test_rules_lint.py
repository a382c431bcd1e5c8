"""Mistakes are refused with line, column and what was expected; nothing is half-parsed."""

import pytest

from core.rules import RuleErrors, RuleSet


def mistakes(text: str) -> list[tuple[int, int, str, str]]:
    with pytest.raises(RuleErrors) as caught:
        RuleSet.parse(text)
    return [(e.line, e.column, e.problem.plain(), e.expected.plain()) for e in caught.value.errors]


@pytest.mark.parametrize(
    ("text", "line", "column", "problem", "expected"),
    [
        ("[甲]\n!日电", 1, 1, "只有排除词", "普通词"),
        ("[甲]\n?维权", 1, 1, "只有弱信号", "普通词"),
        ("[甲]\n:部门 供水科", 1, 1, "没有词", "普通词"),
        ("[甲]\n停水|$本院", 2, 4, "$本院 没有定义", "$本院 = "),
        ("[甲]\n停水\n+死", 3, 2, "只有一个字", "至少两个字"),
        ("[甲]\n停水|——", 2, 4, "没有文字", "应含汉字"),
        ("[甲]\n停水|停电*", 2, 4, "* 没有用处", "去掉 *"),
        ("[甲]\n" + r"/(a)\1/", 2, 1, "反向引用", "RE2"),
        ("[甲]\n/(?=a)b/", 2, 1, "环视", "RE2"),
        ("[甲]\n/(停水/", 2, 1, "括号没有成对", "RE2"),
        ("[甲]\n/(a{900}){900}/", 2, 1, "重复次数太大", "RE2"),
        ("[甲]\n/((a{30}){30}){30}/", 2, 1, "", "RE2"),
        ("[甲]\n/" + "停水" * 200 + "/", 2, 1, "太长", "RE2"),
        ("[甲]\n/.*/", 2, 1, "所有帖文", "RE2"),
        ("[甲]\n/停水", 2, 1, "没有成对", "同一行"),
        ('[甲]\n停水|"停电', 2, 4, "没有成对", "同一行"),
        ("[甲]\n停水||停电", 2, 4, "缺一个词", "应为词"),
        ("[甲]\n停水|", 2, 4, "缺一个词", "应为词"),
        ("[甲]\n+", 2, 2, "缺一个词", "应为词"),
        ("[甲]\n自来 水", 2, 4, "多出内容", "加引号"),
        ("[甲]\n题目：停水", 2, 1, "没有“题目”这个范围", "标题、正文"),
        ("[甲]\n停水~收费", 2, 4, "可用的字数", "1 到 1000"),
        ("[甲]\n停水~0收费", 2, 4, "可用的字数", "1 到 1000"),
        ("[甲]\n停水~9999收费", 2, 4, "可用的字数", "1 到 1000"),
        ("停水", 1, 1, "不属于任何组", "先写组名"),
        ("[甲]\n停水\n\n停电", 4, 1, "不属于任何组", "先写组名"),
        ("[甲\n停水", 1, 1, "组名没有写完整", "独占一行"),
        ("[]\n停水", 1, 1, "组名没有写完整", "独占一行"),
        ("[甲] 停水\n停电", 1, 4, "组名没有写完整", "独占一行"),
        ("[甲]\n停水\n\n[甲]\n停电", 4, 1, "第 1 行已经用过", "换一个组名"),
        ("[甲]\n停水\n:级别 很高", 3, 5, "很高", "特别重大"),
        ("[甲]\n停水\n:级别", 3, 5, "级别", "特别重大"),
        ("[甲]\n停水\n:颜色 红", 3, 2, "没有“颜色”这一项", "级别、部门"),
        ("[甲]\n停水\n:上限 3\n:上限 4", 4, 2, "写了两次", "只留一行"),
        ("[甲]\n停水\n:上限 0", 3, 5, "0", "1 到 9999"),
        ("[甲]\n停水\n:静默 23:00", 3, 5, "23:00", "23:00-07:00"),
        ("[甲]\n停水\n:到期 2026-02-30", 3, 5, "2026-02-30", "2026-12-31"),
        ("[甲]\n停水\n:分类 别的", 3, 5, "别的", "咨询诉求"),
        ("[甲]\n停水\n:主体 否", 3, 5, "否", "应为 是"),
        ("[甲]\n停水\n:来源 论坛|", 3, 5, "论坛|", "名称"),
        ("$本院 = \n[甲]\n停水", 1, 7, "缺一个词", "应为词"),
        ("$ = 停水\n[甲]\n停水", 1, 2, "没有名称", "词组名称"),
        ("$甲 = 停水\n$甲 = 停电\n[组]\n$甲", 2, 1, "第 1 行已经定义过", "换一个名称"),
        ("$甲 = 停水~3停电\n[组]\n$甲~4停气", 3, 1, "已经含有 ~", "两个词"),
    ],
)
def test_each_mistake_has_its_place(text: str, line: int, column: int, problem: str, expected: str) -> None:
    ((at_line, at_column, said, should),) = mistakes(text)
    assert (at_line, at_column) == (line, column)
    assert problem in said
    assert expected in should


def test_a_circle_of_names_is_refused_once() -> None:
    ((line, column, problem, _),) = mistakes("$甲 = $乙\n$乙 = 停水|$甲\n\n[组]\n$甲\n")
    assert (line, column) == (2, 9)
    assert "甲 → 乙 → 甲" in problem


def test_a_long_chain_of_names_is_refused_without_a_crash() -> None:
    chain = "".join(f"$n{i} = $n{i + 1}\n" for i in range(5000)) + "$n5000 = 停水\n"
    assert "层" in mistakes(chain)[0][2]


def test_names_that_double_themselves_stay_small() -> None:
    doubled = "".join(f"$n{i} = $n{i + 1}|$n{i + 1}\n" for i in range(18)) + "$n18 = 停水\n\n[组]\n$n0\n"
    assert RuleSet.parse(doubled).terms == 1


def test_every_mistake_is_told_at_once_in_reading_order() -> None:
    places = [(line, column) for line, column, _, _ in mistakes("停水\n\n[甲]\n死|活\n:颜色 红\n\n[乙]\n!停电\n")]
    assert places == [(1, 1), (4, 1), (5, 2), (7, 1)]


def test_a_broken_definition_is_not_blamed_on_its_users() -> None:
    assert len(mistakes("$坏 = 死\n\n[甲]\n$坏\n\n[乙]\n停水|$坏\n")) == 1


def test_the_first_mistake_is_in_the_sentence() -> None:
    with pytest.raises(RuleErrors, match="第 2 行第 1 列"):
        RuleSet.parse("[甲]\n死\n")


@pytest.mark.parametrize(
    "text", ["[甲]\n停水|停电", "$词 = 停水\n\n[甲]\n$词", "[全局排除]\n招聘\n\n[甲]\n停水", "[甲]\nC++|5G|A股"]
)
def test_good_rules_are_taken(text: str) -> None:
    assert [group.name for group in RuleSet.parse(text).groups] == ["甲"]
