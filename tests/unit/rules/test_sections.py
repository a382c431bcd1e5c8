"""A rule file comes apart into pieces and together again, and what is written is looked at among the others."""

import pytest

from core.rules import RuleSet
from core.rules.editing import Mistakes, assembled, excluding, linted, with_sections
from core.rules.sections import Kind, Rule, Section, State, compose, split

FILE = """\
# 文件说明

$小区 = 锦绣花园|和美家园

[全局排除]
招聘

# 水
[停水]
# 组内说明
停水|断水
$管 = 水管|管道
+$小区

［全局排除］
租房
[停电]
停电
"""


def kept(text: str = FILE, resting: str = "") -> tuple[Rule, ...]:
    return tuple(
        Rule(id=n, section=one, state=State.PAUSED if one.name == resting else State.ACTIVE)
        for n, one in enumerate(split(text), 1)
    )


def mistakes(text: str, rules: tuple[Rule, ...] | None = None, only: str = "") -> list[str]:
    with pytest.raises(Mistakes) as caught:
        linted(text, kept() if rules is None else rules, only)
    return [error.plain() for error in caught.value.errors]


def test_the_pieces_of_a_file() -> None:
    found = {(one.kind, one.name): one.text for one in split(FILE)}
    assert found == {
        (Kind.NAME, "小区"): "# 文件说明\n$小区 = 锦绣花园|和美家园",
        (Kind.GLOBAL, "全局排除"): "[全局排除]\n招聘\n租房",
        (Kind.GROUP, "停水"): "# 水\n[停水]\n# 组内说明\n停水|断水\n+$小区",
        (Kind.NAME, "管"): "$管 = 水管|管道",
        (Kind.GROUP, "停电"): "[停电]\n停电",
    }


def test_together_again_they_mean_the_same() -> None:
    again, first = RuleSet.parse(compose(split(FILE))), RuleSet.parse(FILE)
    assert [group.name for group in again.groups] == [group.name for group in first.groups]
    assert [(g.any, g.must, g.unless) for g in again.groups] == [(g.any, g.must, g.unless) for g in first.groups]
    assert again.banned == first.banned
    assert split(compose(split(FILE))) == split(FILE)


def test_what_rests_is_not_used() -> None:
    assert [group.name for group in assembled(kept(resting="停水")).groups] == ["停电"]
    assert not assembled(kept(resting="全局排除")).banned


def test_a_new_group_may_use_the_names_that_are_there() -> None:
    (section,) = linted("［停气］\n停气｜断气\n＋$小区", kept())
    assert (section.kind, section.name) == (Kind.GROUP, "停气")
    assert [one.name for one in with_sections(kept(), (section,))][-1] == "停气"
    (other,) = linted("[停电]\n停电|断电", kept())
    assert [one.text for one in with_sections(kept(), (other,)) if one.name == "停电"] == ["[停电]\n停电|断电"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[停气]\n停气|$没有", "第 2 行第 4 列：$没有 没有定义"),
        ("[停气]\n!演练", "第 1 行第 1 列：组“停气”只有排除词"),
        ("[停气]\n停气\n+气", "第 3 行第 2 列：“气”只有一个字"),
        ("停气", "第 1 行第 1 列：这一行不属于任何组"),
        ("[停气]\n" + r"/(气)\1/", "第 2 行第 1 列：不支持反向引用"),
        ("# 只有说明", "没有写规则"),
        ("[停气]\n停气\n\n[停气]\n断气", "第 4 行第 1 列：组名“停气”重复，第 1 行已经用过"),
        ("$甲 = $乙\n$乙 = $甲\n[停气]\n$甲", "绕回了自己"),
        ("[停气]\n" + "停气|" * 1500 + "断气", "一次最多写 3000 个字"),
    ],
)
def test_a_mistake_has_its_place_in_what_was_written(text: str, says: str) -> None:
    assert any(says in one for one in mistakes(text))


def test_a_name_that_would_break_others_names_the_rule() -> None:
    rules = kept(FILE.replace("+$小区", "停水~5$小区"))
    assert mistakes("$小区 = 锦绣~3花园", rules) == [
        "规则「停水」第 5 行第 1 列：~ 的一边已经含有 ~；应只写两个词，例如 医院~10收费"
    ]


def test_edited_words_need_no_name_but_may_have_it() -> None:
    assert linted("停电|断电", kept(), "停电") == (Section(kind=Kind.GROUP, name="停电", text="[停电]\n停电|断电"),)
    assert linted("[停电]\n断电", kept(), "停电")[0].text == "[停电]\n断电"
    assert mistakes("停电\n电", only="停电") == ["第 2 行第 1 列：“电”只有一个字，会命中太多帖文；应至少两个字"]
    assert mistakes("!演练", only="停电") == ["组“停电”只有排除词，永远不会命中；应至少有一行普通词或 + 必须词"]
    assert mistakes("[停气]\n停气", only="停电") == ["修改「停电」时只能写这一组，名称不变"]


def test_names_and_the_global_part_are_edited_as_what_they_are() -> None:
    (name,) = linted("$小区 = 锦绣花园|滨湖新苑", kept(), "$小区")
    assert (name.kind, name.handle) == (Kind.NAME, "$小区")
    for text in ("招聘|租房", "[全局排除]\n招聘|租房"):
        assert linted(text, kept(), "全局排除") == (
            Section(kind=Kind.GLOBAL, name="全局排除", text="[全局排除]\n招聘|租房"),
        )
    assert "这一行不属于任何组" in mistakes("锦绣花园|滨湖新苑", only="$小区")[0]
    assert mistakes("[小区]\n锦绣花园", only="$小区") == ["修改「$小区」时只能写这一组，名称不变"]


def test_a_word_that_cancels_is_one_line_more() -> None:
    rule = kept()[-1]
    assert excluding(rule, "演练").text == "[停电]\n停电\n!演练"
