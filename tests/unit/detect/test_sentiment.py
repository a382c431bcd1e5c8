"""How a text sounds: what words say, and what stands before and behind them."""

import sys
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.normalise import readable
from core.sentiment import judge
from core.sentiment.judging import LONGEST
from core.sentiment.lexicon import Part, wordbook
from tests.properties.making import HOSTILE


def negative(text: str) -> float:
    return judge(readable(text)).negative


@pytest.mark.parametrize(
    "text",
    [
        "小区停水三天没人管！",
        "还我血汗钱",
        "交了钱不给退，打电话没人接",
        "某县医院乱收费",
        "孩子在学校被打，老师不闻不问",
        "服务很好，但是排队太久没人管",
        "凭什么涨价？谁来管管？",
        "還我血汗錢，無良老闆",
    ],
)
def test_complaints(text: str) -> None:
    assert negative(text) >= 0.7


@pytest.mark.parametrize(
    "text",
    [
        "",
        "周末天气很好，适合爬山",
        "停水通知：明日8时至18时计划停水",
        "望江西路修好了，感谢市政科，效率很高",
        "没有不满",
        "今天没有投诉",
        "未造成人员伤亡",
        "居民满意度调查明天开始",
        "如有投诉请拨打投诉电话",
        "全县开展隐患排查，严厉打击诈骗",
    ],
)
def test_no_complaints(text: str) -> None:
    assert negative(text) < 0.5


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ("不是很满意", "很满意"),
        ("一点都不好", "很好"),
        ("太失望了", "有点失望"),
        ("失望", "不失望"),
        ("非常恶劣", "恶劣"),
        ("物业很好，但是电梯坏了", "电梯坏了，但是物业很好"),
        ("太差了！！！", "太差了"),
        ("太差了？？", "太差了"),
        ("服务贴心", "服务非常贴心"),
        ("希望改善", "改善"),
    ],
)
def test_what_stands_around_a_word_counts(worse: str, better: str) -> None:
    assert negative(worse) > negative(better)


def test_a_denial_does_not_reach_over_a_comma() -> None:
    assert negative("电话没有，态度恶劣") > negative("没有态度恶劣")


def test_the_words_are_named_with_their_sign() -> None:
    (said,) = judge(readable("服务很好，但是排队没人管")).reasons
    assert "没人管↑" in said.plain()
    assert "很好↓" in said.plain()
    assert judge("").reasons[0].plain() == "负面倾向 20%"


def test_a_denied_word_is_named_with_its_denial() -> None:
    assert "不是很满意↑" in judge("对这次处理不是很满意").reasons[0].plain()


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert judge("水" * LONGEST + "没人管" * 50).negative == judge("水" * LONGEST).negative


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("物业很好，但是小区不错，但是电梯坏了", "物业很好，但是小区不错，电梯坏了"),
        ("物业很好，但是电梯坏了", "物业很好。但是电梯坏了"),
        ("物业很好，但是电梯坏了", "物业很好，电梯坏了。但是"),
    ],
)
def test_praise_counts_less_for_each_but_behind_it_in_its_sentence(less: str, more: str) -> None:
    def praised(text: str) -> float:
        return next(value for word, value in judge(readable(text)).words if word == "很好")

    assert 0 < praised(less) < praised(more)


def steps(text: str) -> int:
    """Functions called to read a text, ours and Python's own: its work, whatever the machine does."""
    called: Counter[str] = Counter()

    def note(_: object, what: str, __: Any) -> None:
        called[what] += 1

    wordbook()
    sys.setprofile(note)
    try:
        judge(text)
    finally:
        sys.setprofile(None)
    return called["call"] + called["c_call"]


@pytest.mark.parametrize("bait", ["赞但是", "但是", "赞", "不", "很", "不赞", "希望赞", "差！但是", "很不", "赞，"])
def test_twice_the_text_is_twice_the_work(bait: str) -> None:
    text = (bait * LONGEST)[:LONGEST]
    half, whole = steps(text[: LONGEST // 2]), steps(text)
    assert whole < 2.2 * half
    assert whole < 40 * LONGEST


@given(st.one_of(HOSTILE, st.text()))
def test_any_text_has_a_probability(text: str) -> None:
    found = judge(readable(text))
    assert 0.0 < found.negative < 1.0 or found.odds > 30 or found.odds < -30
    assert judge(readable(text)) == found


def test_a_word_of_ours_wins_over_the_kept_list() -> None:
    """`满意度` says nothing whatever the other list thinks of 满意."""
    assert negative("满意度") == negative("")
    parts = {meaning.part for meaning in wordbook().meanings}
    assert parts == set(Part)
