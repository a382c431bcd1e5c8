"""What a text sounds like, by words, negation and degree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.matter import LONGEST, judged
from core.detect import Organisation, prepare
from core.posts import Post, Source
from core.rules import RuleSet
from core.sentiment import judge
from core.tone import Tone, tone
from tests.conftest import NOON
from tests.properties.making import HOSTILE
from tests.unit.analysis.making import LEXICON

BAD, NONE, GOOD = Tone.NEGATIVE, Tone.NEUTRAL, Tone.POSITIVE


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("小区没有暖气，老人受不了，打了很多电话还是没人管", BAD),
        ("对处理结果不满意", BAD),
        ("服务不够贴心", BAD),
        ("工地塌方，三人死亡", BAD),
        ("望江西路修好了，感谢市政科，效率很高", GOOD),
        ("不错，点赞", GOOD),
        ("一点也不觉得麻烦，非常方便", GOOD),
        ("物业张贴公告", NONE),
        ("", NONE),
        # denied risk, plain notices, what is only asked for
        ("未造成人员伤亡", NONE),
        ("开展隐患排查", NONE),
        ("居民满意度调查明天开始", NONE),
        ("希望早日改善出行", NONE),
        ("今天没有投诉", NONE),
        # the language of offices is no praise
        ("全县召开动员会，扎实推进文明城市建设", NONE),
        # what comes after a 可是 is what is meant
        ("感谢抢修，可是失望", BAD),
        ("失望，可是非常感谢抢修", NONE),
    ],
)
def test_a_text_sounds_as_its_words_do(text: str, heard: Tone) -> None:
    assert judged("", text) is heard


def test_degree_weighs_and_a_denied_complaint_is_less_than_praise() -> None:
    assert judge("非常失望").negative > judge("失望").negative > judge("有点失望").negative
    assert judge("很满意").negative < judge("满意").negative
    assert judge("不失望").negative < judge("失望").negative
    assert tone(judge("不失望")) is NONE


def test_a_model_may_know_better() -> None:
    assert tone(judge("路灯今晚检修"), 0.9) is BAD
    assert tone(judge("路灯坏了没人管"), 0.1) is NONE
    assert tone(judge("路灯修好了，感谢"), 0.1) is GOOD


def test_a_post_is_judged_when_it_comes() -> None:
    source = Source(name="论坛", kind="rss", url="", own_area=True)
    rules, organisation = RuleSet.parse(""), Organisation(name="海棠县住建局")
    for text, heard in (("路灯坏了没人管", BAD), ("路灯修好了，感谢", GOOD), ("路灯今晚检修", NONE)):
        post = Post(key="1", text=text)
        one = prepare(post, source, rules=rules, organisation=organisation, cut=LEXICON.cut, at=NOON)
        assert one.tone is heard


@given(st.one_of(HOSTILE, st.text()))
def test_any_text_has_a_tone(text: str) -> None:
    assert judged(text, text) in Tone


def test_only_the_beginning_of_a_long_text_counts() -> None:
    assert judged("", "好" * LONGEST + "感谢" * 10) is NONE
