"""口径检查 (S2): each rule speaks where it should, at its place, and is silent about a good statement."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import texts_in
from core.incident import Incident, Verdict
from core.wording.check import MOST, Advice, DraftRule, checked, marked
from tests.unit.making import incident

GOOD = (
    "感谢广大居民对望江西路改建的关心。经查，望江西路改建工程因管线迁改停工 20 天，11 月 18 日已复工。"
    "我局将督促施工单位于 11 月 28 日前修好路灯，12 月 15 日前完成路面铺设，并于每周五公布进度。"
    "给您出行带来不便，我们深表歉意。咨询电话：0551-6234567（工作日 9:00—17:30）。"
)
HOLDING = (
    "感谢大家的关注。我局已看到网上反映的有关情况，正在核实是否属实，经核查后将于 11 月 21 日 12 时前公布结果。"
    "了解情况请拨打 12345。"
)
SCHOOL = (
    "各位家长：11 月 19 日午餐后有学生感到不适，我校已于当日将学生送医。近期发生的事让大家担心，我们深表歉意。"
    "学校会议定于周五召开，社会各界可到校务窗口查看留样检测报告。值班电话：13900001111。"
)
CORRECTION = (
    "近日论坛上出现“县医院停诊”的说法。经核实，该说法不实：11 月 20 日门诊照常开放，接诊 1300 人次。"
    "请大家不信谣、不传谣，感谢理解和支持。我院咨询热线 0551-6120120。"
)


def true(**changes: Any) -> Incident:
    return incident(**({"verdict": Verdict.TRUE} | changes))


def found(text: str, subject: Incident | None = None, earlier: tuple[str, ...] = ()) -> dict[DraftRule, str]:
    """Rule → the marked words."""
    advice = checked(text, subject or true(), earlier)
    assert len({one.rule for one in advice}) == len(advice) <= MOST
    for one in advice:
        assert 0 <= one.begin <= one.end <= len(text)
        for language in ("zh_CN", "en"):
            assert texts_in(language).say(one.text).strip()
    return {one.rule: text[one.begin : one.end] for one in advice}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (GOOD, Verdict.TRUE),
        (GOOD, Verdict.PARTLY),
        (HOLDING, Verdict.UNVERIFIED),
        (SCHOOL, Verdict.TRUE),
        (CORRECTION, Verdict.FALSE),
    ],
)
def test_a_good_statement_draws_no_advice(text: str, verdict: Verdict) -> None:
    assert not found(text, incident(verdict=verdict))


@pytest.mark.parametrize(
    ("text", "rule", "place"),
    [
        ("路灯将尽快修好。", DraftRule.DATE, "尽快"),
        ("路灯我局会安排检修。11 月 28 日见。", DraftRule.DATE, "会"),
        ("我们将对路面进行修补。", DraftRule.DATE, "将"),
        ("近期将公布结果。", DraftRule.DATE, "近期"),
        ("根据有关规定，对施工单位处以罚款。", DraftRule.STIFF, "根据有关规定"),
        ("按相关规定办理。", DraftRule.STIFF, "按相关规定"),
        ("我局高度重视，切实整改。", DraftRule.STIFF, "高度重视"),
        ("当事人自身操作不当。", DraftRule.BLAME, "当事人自身"),
        ("该居民不听劝阻。", DraftRule.BLAME, "不听劝阻"),
        ("有人恶意炒作。", DraftRule.BLAME, "恶意"),
        ("完全不存在此类情况。", DraftRule.ABSOLUTE, "完全不存在"),
        ("我局从未收费。", DraftRule.ABSOLUTE, "从未"),
        ("张某，身份证号 340123199001011234。", DraftRule.PERSONAL, "340123199001011234"),
        ("发帖人手机 138 1234 5678。", DraftRule.PERSONAL, "138 1234 5678"),
        ("车主驾驶皖A12345 驶离。", DraftRule.PERSONAL, "皖A12345"),
        ("李小明，身份证 3401。", DraftRule.PERSONAL, "李小明，身份证 3401"),
        ("整改于＿＿前完成。", DraftRule.GAP, "＿＿"),
        ("再敢造谣，严惩不贷！", DraftRule.RESTRAINED, "严惩不贷"),
    ],
)
def test_a_rule_marks_its_words(text: str, rule: DraftRule, place: str) -> None:
    assert found(text)[rule] == place


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("路灯将于 11 月 28 日前修好。", DraftRule.DATE),
        ("三个工作日内将公布结果。", DraftRule.DATE),
        ("已将积水排除，社会各界会知道，会议开过了。", DraftRule.DATE),
        ("近期网上有反映。", DraftRule.DATE),
        ("依据《城市道路管理条例》第三十条处理。", DraftRule.STIFF),
        ("我局高度重视。", DraftRule.STIFF),
        ("绝对值为 3。", DraftRule.ABSOLUTE),
        ("咨询电话 13812345678。", DraftRule.PERSONAL),
        ("合同金额 340123199001 元。", DraftRule.PERSONAL),
        ("欢迎大家监督。", DraftRule.MODEST),
        ("请到政务大厅 3 号窗口办理。", DraftRule.CONTACT),
        ("请写信到 zjj@haitang.example 。", DraftRule.CONTACT),
        ("海棠县住建局", DraftRule.AUTHORITATIVE),
    ],
)
def test_a_rule_is_silent_where_all_is_well(text: str, rule: DraftRule) -> None:
    assert rule not in found(text)


@pytest.mark.parametrize(
    ("verdict", "text", "place"),
    [
        (Verdict.UNVERIFIED, "经查，情况如下。", "经查"),
        (Verdict.UNVERIFIED, "网传内容系谣言。", "谣言"),
        (Verdict.UNVERIFIED, "反映的问题属实。", "属实"),
        (Verdict.TRUE, "网传说法不实。", "说法不实"),
        (Verdict.UNDETERMINABLE, "这是谣言。", "谣言"),
        (Verdict.PARTLY, "该消息不属实。", "不属实"),
        (Verdict.FALSE, "反映基本属实。", "基本属实"),
    ],
)
def test_what_is_claimed_must_be_what_was_found_out(verdict: Verdict, text: str, place: str) -> None:
    assert found(text, incident(verdict=verdict))[DraftRule.UNVERIFIED] == place


@pytest.mark.parametrize(
    ("verdict", "text"),
    [
        (Verdict.UNVERIFIED, "经核实后公布。"),
        (Verdict.UNVERIFIED, "是否属实，正在核实。"),
        (Verdict.UNVERIFIED, "未经核实的内容请勿转发。"),
        (Verdict.UNVERIFIED, "曾经查看过现场。"),
        (Verdict.FALSE, "经查，网传内容系谣言。"),
        (Verdict.TRUE, "经查，情况属实。"),
        (Verdict.PARTLY, "其中部分内容不实。"),
    ],
)
def test_doubt_and_what_was_found_out_are_no_claim(verdict: Verdict, text: str) -> None:
    assert DraftRule.UNVERIFIED not in found(text, incident(verdict=verdict))


def test_a_figure_that_was_given_otherwise_is_marked_with_what_was_said() -> None:
    advice = checked("事故造成 3 人受伤。", true(), ("1 人受伤。", "受伤 5 人。"))
    (one,) = [one for one in advice if one.rule is DraftRule.FIGURES]
    assert one.text.plain() == "「3 人受伤」与此前的「受伤 5 人」不一致，请核对"
    assert DraftRule.FIGURES not in found("3 人受伤，面积 200 平方米。", earlier=("三人受伤。", "路面 100 平方米。"))


def test_the_length_is_measured_for_the_phone_and_for_the_platform() -> None:
    assert DraftRule.LENGTH in found("已收到。")
    assert DraftRule.LENGTH not in found("好" * 30)
    assert DraftRule.LENGTH not in found("好" * 800)
    assert DraftRule.LENGTH in found("好" * 801)
    advice = checked("好" * 2001, true(platform="微博"), ())
    assert advice[-1].text.plain() == "共 2001 字，超过微博的 2000 字"


def test_the_advice_never_repeats_a_number_whole() -> None:
    text = "发帖人 13812345678，身份证 340123199001011234。"
    said = " ".join(one.text.plain() for one in checked(text, true(), ()))
    assert "个人信息" in said
    assert "12345678" not in said
    assert "199001011234" not in said


def test_the_gravest_come_first_and_eight_are_enough() -> None:
    text = "根据有关规定，当事人自身绝对有错，系谣言，＿＿将公布！！13812345678 受伤 3 人。" + "好" * 800
    advice = checked(text, true(), ("受伤 5 人",))
    assert len(advice) == MOST
    order = list(DraftRule)
    assert [one.rule for one in advice] == sorted((one.rule for one in advice), key=order.index)
    assert advice[0].rule is DraftRule.PERSONAL


def test_the_places_are_marked_for_plain_reading() -> None:
    text = "将尽快修复。"
    assert marked(text, checked(text, true(), ())) == "将【尽快】修复。"
    overlapping = tuple(
        Advice(rule=DraftRule.DATE, begin=begin, end=end, text=checked("好", true(), ())[0].text)
        for begin, end in ((0, 2), (1, 3), (4, 4), (5, 6))
    )
    assert marked(text, overlapping) == "【将尽快】修复【。】"
    assert marked(text, ()) == text


HOSTILE = st.text(alphabet="经查属实将尽快不是部分1３8-_＿！@.身份证皖A，。\n\ud800", max_size=600)


@given(HOSTILE, st.sampled_from(Verdict))
def test_whatever_is_written_gets_advice_with_places_inside_the_text(text: str, verdict: Verdict) -> None:
    advice = checked(text, incident(verdict=verdict), (text[::-1], text))
    assert advice == checked(text, incident(verdict=verdict), (text[::-1], text))
    assert len(advice) <= MOST
    assert all(0 <= one.begin <= one.end <= len(text) for one in advice)
    assert marked(text, advice).replace("【", "").replace("】", "") == text


@pytest.mark.parametrize(
    "piece", ["尽快", "尽快。", "1", "a", "经查", "是否", "身份证", "电话1381234567", "！ ", "ab.cd@"]
)
def test_a_text_made_to_cost_time_is_looked_at_once_and_no_further_than_needed(piece: str) -> None:
    """It ends, and a text that is far too long draws the same advice as its beginning."""
    text = piece * (40_000 // len(piece))
    assert checked(text, true(), (text,)) == checked(text[:20_000], true(), (text[:20_000],))
