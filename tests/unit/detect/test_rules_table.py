"""The ten rows of the rule language's table, and what keeps it honest."""

import pytest

from core.rules import RuleErrors, RuleSet
from tests.unit.detect.making import groups

LOCAL = "[本院]\n某县医院\n!演练\n\n[医院]\n医院"


@pytest.mark.parametrize(
    ("rules", "text", "hit"),
    [
        ("[组]\nai", "Resistance training with a new machine", []),
        ("[组]\nmac", "Resistance training with a new machine", []),
        ("[组]\nmac*", "MacBook 降价", ["组"]),
        ("[组]\n移民\n+特朗普|美国", "美国男子遭移民执法人员射杀", ["组"]),
        ("[组]\n某县医院\n+乱收费", "某 縣 醫 院 亂收費", ["组"]),
        (LOCAL, "某县医院开展医患纠纷处置演练", ["医院"]),
        ("[组]\ncenter", '<div class="center-wrap">门诊</div>', []),
        ("[组]\n/(a+)+$/", "a" * 10_000 + "!", []),
        ("[组]\n标题:停电", "转：「昨晚停电」", []),
    ],
)
def test_row(rules: str, text: str, hit: list[str]) -> None:
    assert groups(rules + "\n", text) == hit


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (r"[组]" + "\n" + r"/(a)\1/", "反向引用"),
        ("[组]\n!日电", "只有排除词"),
        ("$甲 = $乙\n$乙 = $丙|停水\n$丙 = $甲\n[组]\n$甲", "绕回了自己"),
        ("$甲 = $甲\n[组]\n$甲", "绕回了自己"),
    ],
)
def test_refused_on_save(rules: str, says: str) -> None:
    with pytest.raises(RuleErrors) as caught:
        RuleSet.parse(rules)
    assert any(says in error.message.plain() for error in caught.value.errors)


def test_full_width_signs_are_the_same_signs() -> None:
    wide = "＄本院　＝　某县医院｜县医院\n\n［收费］\n＄本院～10收费\n＋乱收费｜多收\n！演练\n？维权\n"
    wide += "：级别　重大\n：上限　3\n"
    narrow = "$本院 = 某县医院|县医院\n\n[收费]\n$本院~10收费\n+乱收费|多收\n!演练\n?维权\n:级别 重大\n:上限 3\n"
    assert RuleSet.parse(wide).groups == RuleSet.parse(narrow).groups
