"""Which texts tell of one matter: what is said decides, never the place, the formulas or whom it concerns alone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.words import words
from core.detect import Action, Decision, Organisation, Prepared, prepare
from core.detect.decide import decide
from core.events import Events
from core.rules import RuleSet
from core.similar import Similar
from core.vectors import weights_of
from tests.unit.detect.making import NOW, post, source

BUREAU = Organisation(name="某县教育局", aliases=("县教育局",))
AFFAIRS = "[学校]\n第二中学|实验小学|幸福小区|锦绣花园|派出所|城关派出所|县人民医院\n:主体 是\n:级别 一般\n"
#: a rule that names places and asks for a matter besides; the second asks for formulas only
NARROW = "[供水]\n幸福小区|锦绣花园\n+停水|没水|{}\n:主体 是\n:级别 一般\n"


def found(text: str, rules: str = AFFAIRS, of: Organisation = BUREAU, **given: Any) -> Prepared:
    cut = words(of.names)
    return prepare(post(text, **given), source(), rules=RuleSet.parse(rules), organisation=of, cut=cut, at=NOW)


def decided(
    first: str, second: str, rules: str = AFFAIRS, of: Organisation = BUREAU, *, days: int = 0, window: int = 30
) -> Decision:
    """What becomes of the second, `days` after the first opened an incident; joined within a `window` of days."""
    known, new = found(first, rules, of), found(second, rules, of)
    events, now = Events(words(of.names).weight), NOW + timedelta(days=days)
    events.add(1, known.topic, known.features, NOW)
    window_begin = now - timedelta(days=window)
    return decide(new, similar=Similar(), events=events, since=now - timedelta(days=30), window=window_begin)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "第二中学食堂饭菜里吃出虫子，孩子拉肚子，投诉没人管",
            "第二中学老师在教室里殴打学生，孩子耳膜穿孔住院，学校不给说法",
        ),
        (
            "幸福小区连续停水三天，物业不接电话，老人提水上楼，投诉",
            "幸福小区3号楼电梯突然坠落，致两人死亡，家属在门口讨说法",
        ),
        ("城关派出所民警态度恶劣，办身份证跑了五趟，投诉", "昨晚有人在城西派出所门口持刀伤人，多人受伤，求通报"),
        ("第二中学强制学生订校服，家长投诉学校乱收费", "第二中学学生跳楼，家长在学校门口拉横幅"),
        ("第二中学补课收费，家长举报老师", "第二中学老师体罚学生，家长要求学校道歉"),
        ("锦绣花园物业乱收停车费，业主维权", "锦绣花园物业保安殴打业主，业主受伤住院"),
        ("锦绣花园电梯坏了半个月，业主投诉物业不维修", "锦绣花园物业把业主的公共收益私吞了，业主要求公开账目"),
        ("县人民医院护士打错针，孩子昏迷", "县人民医院医生误诊，孩子截肢，家属要求赔偿"),
        ("实验小学校车超载，家长担心孩子安全", "实验小学操场塑胶跑道有毒，孩子流鼻血，家长要求检测"),
        ("城关派出所民警打人", "城关派出所户籍窗口下午不上班，办事群众等了两小时"),
        (
            "幸福小区暖气不热，投诉没人管，希望有关部门重视",
            "幸福小区有人高空抛物砸伤老人，投诉没人管，希望有关部门重视",
        ),
        ("幸福小区业主反映物业不作为，楼道堆满杂物", "幸福小区业主反映物业不作为，监控坏了电动车被偷"),
    ],
)
def test_two_matters_at_one_place_are_two_cards(first: str, second: str) -> None:
    decision = decided(first, second)
    assert decision.action is Action.OPEN, decision.reasons[0].plain()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("第二中学食堂饭菜里吃出虫子，孩子拉肚子，投诉没人管", "第二中学食堂的饭菜又吃出虫子了，孩子回家拉肚子"),
        ("幸福小区停水三天了，没人管", "幸福小区从周一停水到现在，老人提水上楼"),
        ("锦绣花园物业乱收停车费，业主维权", "锦绣花园停车费说涨就涨，物业没有公示，业主拒交停车费"),
        ("县人民医院急诊等了五个小时，老人疼得打滚", "县人民医院急诊排队几个小时没人看，家属吵起来了"),
        ("第二中学老师殴打学生致耳膜穿孔", "网传第二中学一名老师打学生耳光，学生耳膜穿孔，校方回应"),
        ("幸福小区3号楼电梯坠落致两人受伤", "幸福小区电梯从12楼坠落，2人送医，业主说早就报修过"),
        ("实验小学门口校车超载被查，家长担心", "实验小学的校车塞了三十多个孩子，严重超载"),
        ("锦绣花园地下车库起火，浓烟滚滚", "锦绣花园车库着火了！浓烟冲到楼上，消防车来了"),
        ("县人民医院产妇死亡，家属围堵医院讨说法", "县人民医院一产妇剖腹产后大出血死亡，家属拉横幅"),
        ("第二中学强制学生订校服，一套八百", "第二中学校服八百一套还必须买，家长质疑强制收费"),
    ],
)
def test_one_matter_at_one_place_is_one_card(first: str, second: str) -> None:
    assert decided(first, second).incident == 1


def test_one_matter_at_two_places_is_two_cards() -> None:
    assert decided("幸福小区停水三天了，老人提水上楼", "锦绣花园停水三天了，老人提水上楼").incident is None


def test_a_rule_of_a_place_and_a_matter_holds_other_words_together() -> None:
    """What it asks for beside the place is what the posts are about, however they put it; 投诉 is about anything."""
    first, second = "幸福小区又停水了，厨房没法用，投诉", "幸福小区三楼以上早就没水，怎么洗澡，投诉"
    assert decided(first, second, NARROW.format("断水")).incident == 1
    assert decided(first, second, NARROW.format("断水").replace("停水|没水|断水", "投诉")).incident is None


WIDE = "[我们的事]\n实验小学|锦绣花园\n+食堂|坠楼|电梯|漏水|涨价|欺凌|停电|补课|体罚|收费|虫子\n:主体 是\n:级别 一般\n"


def test_a_rule_that_asks_for_anything_holds_nothing_together() -> None:
    first, second = "实验小学班主任体罚学生，罚抄课文一百遍", "实验小学食堂涨价，一份素菜卖到九块"
    assert decided(first, second, WIDE).incident is None
    again = "实验小学班主任又体罚学生，罚抄课文抄到半夜"
    assert decided(first, again, WIDE).incident == 1


def test_a_place_that_a_rule_asks_for_besides_is_no_matter() -> None:
    rules, of = "[本地]\n安置房\n+青禾县|青禾\n:主体 是\n:级别 一般\n", Organisation(name="青禾县")
    mould, dump = "青禾县安置房墙体发霉，反映没人管", "青禾县安置房门口垃圾成山，反映没人管"
    assert decided(mould, dump, rules, of).incident is None


def test_a_post_of_several_rules_may_tell_of_an_incident_of_each() -> None:
    rules = "[学校]\n实验小学\n:主体 是\n:级别 一般\n[食堂]\n食堂\n+变质|异物\n:级别 重大\n"
    first = "实验小学午餐吃出虫子，孩子拉肚子，照片在家长群里"
    second = "实验小学食堂的午餐有异物，吃出虫子，孩子拉肚子"
    assert found(second, rules).topic == "食堂"
    assert decided(first, second, rules).incident == 1
    assert decided(second, first, rules).incident is None


@pytest.mark.parametrize(("place", "copied"), [("锦绣花园", False), ("幸福小区", True)])
def test_the_same_words_at_another_place_are_no_copy(place: str, *, copied: bool) -> None:
    """Short posts that differ in the place alone look like one text."""
    text = "{}有老人被楼上扔下来的酒瓶砸中头部，物业说监控坏了{}"
    known, new = found(text.format("幸福小区", "")), found(text.format(place, "了"))
    events, similar = Events(words(BUREAU.names).weight), Similar()
    events.add(1, known.topic, known.features, NOW)
    similar.add(7, known.features, NOW)
    assert similar.closest(new.features, NOW) is not None
    since = NOW - timedelta(days=30)
    decision = decide(new, similar=similar, events=events, since=since, incident_of={7: 1}.get)
    assert (decision.action is Action.DUPLICATE) is copied
    assert decision.incident == (1 if copied else None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("某县一中学校食堂饭菜质量差，投诉没人管，领导不作为", "某县小学校车超载，投诉没人管，领导不作为"),
        ("中学门口路灯坏了半年，投诉没人管，希望有关部门重视", "中学隔壁养猪场臭气熏天，投诉没人管，希望有关部门重视"),
        ("求助！小学宿舍漏水多次反映踢皮球，领导不作为", "求助！小学退费难，多次反映踢皮球，领导不作为"),
    ],
)
def test_formulas_of_complaint_join_nothing(first: str, second: str) -> None:
    """What everybody writes under a complaint tells nothing of which matter it is."""
    decision = decided(first, second, "[学校]\n中学|小学\n", Organisation(name="某县", aliases=("中学", "小学")))
    assert decision.action is Action.OPEN, decision.reasons[0].plain()


def test_a_tag_of_a_place_or_a_formula_is_no_topic() -> None:
    cut = words(BUREAU.names)
    assert not tags(weights_of("", "#幸福小区# #县教育局# #求关注# 停水", cut, ("幸福小区",)))
    assert tags(weights_of("", "#幸福小区停水# 三天了", cut, ("幸福小区",))) == ["#幸福小区停水"]


def tags(found: Sequence[str] | dict[str, float]) -> list[str]:
    return [word for word in found if word.startswith("#")]


@pytest.mark.parametrize(("days", "window", "joins"), [(9, 10, True), (11, 10, False), (29, 30, True), (31, 30, False)])
def test_the_window_of_one_event_is_a_setting(days: int, window: int, *, joins: bool) -> None:
    first, second = "幸福小区停水三天了，没人管", "幸福小区从周一停水到现在，老人提水上楼"
    assert (decided(first, second, days=days, window=window).incident == 1) is joins
