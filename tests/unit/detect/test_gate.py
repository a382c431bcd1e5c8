"""The gate, the risk words and the order of the steps."""

from datetime import timedelta

import pytest

from core.detect import Action, Decision, Organisation, Prepared, decide, find_risk
from core.detect.hotlist import WHY
from core.detect.riskwords import RiskWords
from core.events import Events
from core.normalise import readable
from core.severity import Severity
from core.similar import Similar
from tests.unit.detect.making import NOW, OURS, Pairs, leaning, prepared, said, source

LONG_AGO = NOW - timedelta(days=30)
RULES = "[停水]\n停水\n:部门 供水科\n\n[接水]\n接水点\n:主体 是\n\n[爆管]\n爆管\n:级别 重大\n"


@pytest.mark.parametrize(
    ("text", "passes", "why"),
    [
        ("青禾县自来水公司今天停水", True, "「青禾县自来水公司」（正文）"),
        ("青禾 水務又停水，投诉也没用", True, "「青禾水务」（正文）"),
        ("@青禾水务 停水三天了", True, "「青禾水务」（正文）"),
        ("QHW停水了", True, "「QHW」（正文）"),
        ("QHWX停水了", False, "未提到本单位"),
        ("邻县停水三天，投诉无门", False, "未提到本单位"),
        ("青禾水务提醒：接水点明天换地方", False, "没有风险信号"),
        ("接水点恶臭难闻", True, "属于本单位的事"),
        ("青禾水务说爆管正在抢修", True, "指定为重大"),
        ("青禾水务举行读书会", False, "没有命中监测规则"),
    ],
)
def test_the_organisation_and_a_reason(text: str, passes: bool, why: str) -> None:
    one = prepared(text, rules=RULES)
    assert one.passed is passes
    assert why in said(one.reasons)


@pytest.mark.parametrize(
    ("given", "passes"),
    [
        ({}, False),
        ({"where": source(watched=True)}, True),
        ({"model": leaning(0.71)}, True),
        ({"model": leaning(0.69)}, False),
        ({"model": leaning(0.69, threshold=0.6)}, True),
        ({"words": RiskWords.of(class_b=["接水点"])}, True),
    ],
)
def test_what_else_opens_the_gate(given: dict[str, object], passes: bool) -> None:
    assert prepared("青禾水务的接水点", rules="[组]\n接水点\n", **given).passed is passes


def test_how_negative_it_is_opens_the_gate_and_is_always_told() -> None:
    """A complaint without a risk word alarms; the same denied does not; the words stand in the reasons."""
    rules = "[组]\n接水点\n"
    bad = prepared("青禾水务的接水点太差了，敷衍的态度让人寒心", rules=rules)
    assert not bad.risk.words
    assert bad.passed
    assert bad.risk.negative is not None
    assert bad.risk.negative > 0.9
    assert "太差↑" in said(bad.reasons)
    assert "达到提醒线 70%" in said(bad.reasons)
    denied = prepared("青禾水务的接水点没有不满，大家都很满意", rules=rules)
    assert not denied.passed
    assert denied.risk.negative is not None
    assert denied.risk.negative < 0.3
    assert "负面倾向" in said(denied.reasons)
    assert "提醒线" not in said(denied.reasons)


def test_the_line_is_a_setting() -> None:
    text, rules = "青禾水务的接水点不是很满意", "[组]\n接水点\n"
    assert not prepared(text, rules=rules).passed
    assert prepared(text, rules=rules, words=RiskWords.of(negative=0.5)).passed


def test_a_model_names_itself_in_the_reasons() -> None:
    model = leaning(0.83)
    one = prepared("青禾水务停水", model=model)
    assert f"负面倾向 83%（模型 {model.version}）" in said(one.reasons)
    assert one.risk.negative == pytest.approx(0.83)
    assert prepared("青禾水务停水").risk.negative != one.risk.negative


def test_a_source_of_our_area_needs_no_name() -> None:
    assert prepared("停水三天", where=source(own_area=True)).passed
    assert not prepared("停水三天", where=source()).passed


def test_without_an_organisation_the_gate_is_off_but_rules_are_not() -> None:
    assert prepared("今天天气不错", of=None).passed
    assert not prepared("今天天气不错", of=None, rules=RULES).passed
    assert prepared("邻县停水", of=None, rules=RULES).passed


def test_an_alias_of_blanks_matches_nothing() -> None:
    assert not prepared("停水三天", of=Organisation(name="青禾水务", aliases=("", " "))).passed


def test_topic_department_and_level_come_from_the_strongest_hit() -> None:
    one = prepared("青禾水务爆管停水", rules=RULES)
    assert (one.topic, one.department, one.rule_level) == ("爆管", "供水科", Severity.MAJOR)
    assert "命中规则「停水」：「停水」（正文）" in said(one.reasons)
    assert "青禾论坛（自媒体）" in said(one.reasons)


def test_words_are_cut_only_behind_the_gate() -> None:
    assert prepared("青禾水务停水").features.words
    assert not prepared("别家停水").features.words


def test_a_title_repeated_in_the_text_makes_no_other_text() -> None:
    whole = "东门小区停水三天没人管，居民自己拎水"
    assert prepared(whole, "东门小区停水三天没人管").features.digest == prepared(whole).features.digest


@pytest.mark.parametrize(
    ("text", "casualties", "class_a", "class_b"),
    [
        ("泵房塌方致3人死亡", True, True, False),
        ("事故已造成2死5伤", True, False, False),
        ("一名工人抢救无效身亡", True, True, False),
        ("停水导致30余名学生中毒住院", True, False, True),
        ("3名学生受伤", False, False, False),
        ("未造成人员伤亡", False, False, False),
        ("没有发生爆炸", False, False, False),
        ("反映停水没人管", False, False, True),
        ("无故停水", False, False, True),
        ("今天水很清", False, False, False),
    ],
)
def test_risk_words(text: str, casualties: bool, class_a: bool, class_b: bool) -> None:
    risk = find_risk(readable(text))
    assert (bool(risk.casualties), bool(risk.class_a), bool(risk.class_b)) == (casualties, class_a, class_b)


class Desk:
    """Remembers what it decided, with and without telling `decide` about incidents."""

    def __init__(self, *, tells: bool = True) -> None:
        self.similar, self.events = Similar(), Events(Pairs().weight)
        self.incidents: dict[int, int] = {}
        self._tells = tells
        self._next = 0

    def put(self, one: Prepared) -> Decision:
        decision = decide(
            one,
            similar=self.similar,
            events=self.events,
            since=LONG_AGO,
            incident_of=self.incidents.get if self._tells else None,
        )
        self.similar.add(self._next, one.features, NOW)
        if decision.action in {Action.OPEN, Action.ATTACH}:
            incident = self._next if decision.incident is None else decision.incident
            self.incidents[self._next] = incident
            self.events.add(incident, one.topic, one.features, NOW)
        self._next += 1
        return decision


STORY = "青禾水务东门泵房停水三天，投诉电话一直占线，老人拎水上楼"
RETOLD = "投诉电话占线打不通，东门泵房停水三天了，青禾水务在哪里，老人还在拎水上楼"


def test_open_then_duplicate_then_attach_then_ignore() -> None:
    desk = Desk()
    found = [desk.put(prepared(text)) for text in (STORY, "转：" + STORY + "！！", RETOLD, "今天去爬山")]
    assert [one.action for one in found] == [Action.OPEN, Action.DUPLICATE, Action.ATTACH, Action.IGNORE]
    assert (found[1].duplicate_of, found[1].incident) == (0, 0)
    assert found[2].incident == 0
    assert "基本相同" in said(found[1].reasons)
    assert "相似度" in said(found[2].reasons)


def test_a_copy_of_an_ignored_post_opens_if_it_passes_itself() -> None:
    desk = Desk()
    text = "东门泵房停水三天，投诉电话一直占线，老人拎水上楼"
    assert desk.put(prepared(text)).action is Action.IGNORE
    assert desk.put(prepared(text)).action is Action.DUPLICATE
    again = desk.put(prepared(text, where=source(own_area=True)))
    assert (again.action, again.duplicate_of) == (Action.OPEN, 0)


def test_a_hot_list_opens_by_a_subject_rule_only_and_joins_what_is_known() -> None:
    """W1: everybody's news raises a known incident; of its own it needs a rule of our own affairs."""
    rules, hot = RULES, source(kind="hotlist", own_area=True)
    desk = Desk()
    alone = desk.put(prepared(STORY, rules=rules, where=hot))
    assert (alone.action, alone.incident) == (Action.IGNORE, None)
    assert WHY in said(alone.reasons)
    assert "命中规则「停水」" in said(alone.reasons)
    assert desk.put(prepared("接水点恶臭难闻，居民投诉一周没人管", rules=rules, where=hot)).action is Action.OPEN
    opened = desk.put(prepared(RETOLD, rules=rules))
    assert (opened.action, opened.duplicate_of) == (Action.OPEN, None)
    copied, joined = (desk.put(prepared(text, rules=rules, where=hot)) for text in (RETOLD, STORY + "，" + RETOLD))
    assert (copied.action, copied.incident) == (Action.DUPLICATE, 2)
    assert joined.incident == 2
    assert WHY not in said((*copied.reasons, *joined.reasons))


def test_a_hot_list_entry_that_opens_nothing_still_says_whose_copy_it_is() -> None:
    desk = Desk()
    text = "东门泵房停水三天，投诉电话一直占线，老人拎水上楼"
    desk.put(prepared(text))
    again = desk.put(prepared(text, where=source(kind="hotlist", own_area=True)))
    assert (again.action, again.duplicate_of) == (Action.IGNORE, 0)
    assert WHY in said(again.reasons)


def test_without_knowing_incidents_every_copy_is_a_copy() -> None:
    desk = Desk(tells=False)
    text = "东门泵房停水三天，投诉电话一直占线，老人拎水上楼"
    desk.put(prepared(text))
    assert desk.put(prepared(text, where=source(own_area=True))).action is Action.DUPLICATE


def test_the_same_words_of_another_subject_open_another_incident() -> None:
    desk = Desk()
    rules = "[停水]\n停水\n\n[欠费]\n欠费\n"
    first = desk.put(prepared(STORY, rules=rules))
    second = desk.put(prepared(RETOLD.replace("停水", "欠费"), rules=rules))
    assert [first.action, second.action] == [Action.OPEN, Action.OPEN]


def test_the_organisation_has_every_name_once() -> None:
    assert OURS.names == ("青禾县自来水公司", "青禾水务", "QHW")
