"""What hits and what does not, case by case."""

from datetime import UTC, datetime, time

import pytest

from core.rules import Field, RuleSet
from core.severity import Severity
from tests.unit.detect.making import groups, matched, said, source


@pytest.mark.parametrize(
    ("rules", "text", "hit"),
    [
        ("ai", "Restraint and training with a chair", False),
        ("mac", "a new machine arrived", False),
        ("ai", "这个AI真聪明", True),
        ("mac*", "MacBook 又降价了", True),
        ("mac*", "an iMac", False),
        ("=UN", "UN 发布报告", True),
        ("=UN", "un deux trois", False),
        ("移民\n+特朗普|美国", "美国又收紧移民政策", True),
        ("移民\n+特朗普|美国", "某国收紧移民政策", False),
        ("某县医院\n+乱收费", "某 縣 醫 院 亂 收 費", True),
        ("＋乱收费\n某县医院", "某县医院乱收费", True),
        ("某县医院\n!演练", "某县医院举行火灾演练", False),
        ("某县医院\n！演练", "某县医院发生火灾", True),
        ("center", '<p class="center-wrap">门诊</p>', False),
        ("标题:停电", "转载：昨晚停电", False),
        ("作者:停电", "昨晚停电", False),
        ('"某县 人民医院"', "某县人民医院", True),
        ("“门诊部”", "门诊部搬迁", True),
        ("医院~5收费", "医院门诊又收费", True),
        ("医院~5收费", "收费的医院", True),
        ("医院～5收费", "医院离这里很远很远但收费合理", False),
        ("停水\n?维权", "大家去维权", False),
        (r"/停(水|电)\d+小时/", "停水12小时了", True),
        (r"/停(水|电)\d+小时/", "停水很久了", False),
        ("/停電/", "昨晚停电", True),
        ("/（公告）/", "发布（公告）", True),
        ("停水|停电｜停气", "今天停气", True),
    ],
)
def test_line_by_line(rules: str, text: str, hit: bool) -> None:
    assert bool(groups(f"[组]\n{rules}\n", text)) is hit


def test_a_field_looks_only_there() -> None:
    rules = "[题]\n标题:停电\n\n[人]\n作者:小喇叭\n\n[源]\n来源:青禾论坛|来源:论坛\n\n[链]\n链接:forum.example\n"
    assert groups(rules, "正文", "全城停电", author="小喇叭") == ["题", "人", "源", "链"]
    assert groups(rules, "停电 小喇叭 青禾论坛 forum.example", url="", where=source("别处", platform="微博")) == []


def test_a_local_exclusion_spares_other_groups_and_says_why() -> None:
    found = matched("[甲]\n某县医院\n!演练\n\n[乙]\n医院\n", "某县医院演练")
    assert [hit.group for hit in found.hits] == ["乙"]
    assert "甲" in said(found.excluded)
    assert "演练" in said(found.excluded)


def test_a_global_exclusion_kills_every_hit() -> None:
    rules = "[全局排除]\n招聘|拼团\n\n[甲]\n医院\n"
    assert groups(rules, "医院招聘护士") == []
    assert groups(rules, "医院排长队") == ["甲"]
    assert "招聘" in said(matched(rules, "医院招聘护士").excluded)


def test_names_stand_for_their_words() -> None:
    rules = "$本院 = 某县医院|县医\n$处 = $本院|门诊~3大厅\n\n[甲]\n$处\n\n[乙]\n标题:$本院\n"
    assert groups(rules, "县医今天休息") == ["甲"]
    assert groups(rules, "门诊的大厅漏雨") == ["甲"]
    assert groups(rules, "", "县医今天休息") == ["甲", "乙"]
    assert groups(rules, "别家医院") == []


def test_a_name_may_stand_on_one_side_of_near() -> None:
    rules = "$本院 = 某县医院|县医\n\n[甲]\n$本院~4收费\n"
    assert groups(rules, "县医又在收费") == ["甲"]
    assert groups(rules, "县医门前的小店也开始收费") == []


def test_near_never_reaches_from_title_to_text() -> None:
    assert groups("[甲]\n医院~50收费\n", "收费很高", "县里的医院") == []


def test_offsets_point_into_the_tidy_text() -> None:
    (hit,) = matched("[甲]\n乱收费\n", "某 縣 醫 院 亂 收 費").hits
    (found,) = hit.terms
    assert (found.field, found.start, found.end) == (Field.TEXT, 4, 7)


def test_weak_words_are_told_beside_a_hit() -> None:
    (hit,) = matched("[甲]\n停水\n?维权\n", "停水三天，业主维权").hits
    assert [found.term for found in hit.weak] == ["维权"]
    assert "弱信号" in hit.message.plain()


def test_the_keys_of_a_group_come_with_the_hit() -> None:
    rules = "[甲]\n停水\n:级别 重大\n:部门 供水科\n:分类 咨询诉求\n:主体 是\n:上限 5\n:静默 23:00-07:00\n:说明 试用\n"
    (hit,) = matched(rules, "停水").hits
    assert (hit.level, hit.department, hit.category, hit.subject) == (Severity.MAJOR, "供水科", "inquiry", True)
    assert (hit.limit, hit.quiet) == (5, (time(23), time(7)))


def test_a_group_ends_with_its_last_day() -> None:
    rules = "[甲]\n停水\n:到期 2026-03-02\n"
    assert groups(rules, "停水", at=datetime(2026, 3, 2, 23, 59, tzinfo=UTC)) == ["甲"]
    assert groups(rules, "停水", at=datetime(2026, 3, 3, 0, 0, tzinfo=UTC)) == []


def test_sources_by_name_or_platform() -> None:
    only, never = "[甲]\n停水\n:来源 青禾論壇|微博\n", "[甲]\n停水\n:排除来源 微博\n"
    weibo, other = source("某账号", platform="微博"), source("晚报", platform="新闻")
    assert [bool(groups(only, "停水", where=where)) for where in (source(), weibo, other)] == [True, True, False]
    assert [bool(groups(never, "停水", where=where)) for where in (source(), weibo, other)] == [True, False, True]


def test_a_hostile_text_meets_a_bounded_engine() -> None:
    assert groups("[甲]\n/(a+)+$/\n", "a" * 10_000 + "b") == []
    assert groups("[甲]\n/(a+)+$/\n", "b" + "a" * 10_000) == ["甲"]


def test_many_hits_make_a_short_reason() -> None:
    words = [f"词语{chr(0x4E00 + i)}" for i in range(2000)]
    (hit,) = matched("[甲]\n" + "|".join(words) + "\n", "，".join(words)).hits
    assert len(hit.terms) == 2000
    assert len(hit.message.plain()) < 300


def test_no_rules_hit_nothing() -> None:
    assert RuleSet.empty().groups == ()
    assert groups("", "停水停电") == []


def test_comments_windows_lines_and_a_byte_order_mark() -> None:
    assert groups("\ufeff# 说明\r\n[甲]\r\n# 组内说明\r\n停水\r\n\r\n", "停水") == ["甲"]
