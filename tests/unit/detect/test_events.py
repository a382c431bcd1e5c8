"""Same event in other words, and only there."""

from datetime import timedelta

from core.events import Events
from core.similar import Features, fingerprint
from core.vectors import word_weights
from tests.unit.detect.making import NOW, Pairs

LONG_AGO = NOW - timedelta(days=30)
FIRST = "东门小区连续停水三天，物业和自来水公司互相推诿，老人拎水上楼"
RETOLD = "我们东门小区三天没水了！自来水公司推给物业，物业又推回来，老人只能拎水"
OTHER = "县医院停车场收费太贵，停两个小时要四十块"


def worded(text: str, title: str = "") -> Features:
    return fingerprint("", word_weights(title, text, Pairs()))


def events(*incidents: tuple[int, str, str]) -> Events:
    made = Events(Pairs().weight)
    for ident, topic, text in incidents:
        made.add(ident, topic, worded(text), NOW)
    return made


def joined(made: Events, topic: str, text: str, title: str = "") -> int | None:
    found = made.find(topic, worded(text, title), LONG_AGO, 0.3)
    return found.incident if found else None


def test_other_words_join_the_nearest_incident() -> None:
    made = events((1, "停水", FIRST), (2, "停水", "西门泵房水质发黄，居民担心，自来水公司称已取样"))
    found = made.find({"停水"}, worded(RETOLD), LONG_AGO, 0.3)
    assert found
    assert found.incident == 1
    assert 0.3 <= found.cosine <= 1.0


def test_another_event_does_not_join() -> None:
    assert joined(events((1, "", FIRST)), "", OTHER) is None


def test_never_across_subjects() -> None:
    made = events((1, "停水", FIRST))
    assert joined(made, "物业", RETOLD) is None
    assert joined(made, "停水", RETOLD) == 1


def test_too_old_closed_or_unknown_incidents_are_not_joined() -> None:
    made = events((1, "停水", FIRST))
    assert made.find({"停水"}, worded(RETOLD), NOW + timedelta(hours=1), 0.3) is None
    made.remove(1)
    made.remove(99)
    assert joined(made, "停水", RETOLD) is None


def test_a_new_post_keeps_an_old_incident_open_to_others() -> None:
    made = Events(Pairs().weight)
    made.add(1, "", worded(FIRST), NOW - timedelta(days=40))
    assert joined(made, "", RETOLD) is None
    made.add(1, "", worded(FIRST), NOW)
    assert joined(made, "", RETOLD) == 1


def test_one_name_in_common_is_not_one_event() -> None:
    assert joined(events((1, "", "陈小满获奖")), "", "陈小满离职") is None


def test_a_shared_hashtag_counts() -> None:
    said, tagged = "这也太久了吧真受不了", "#东门停水第三天#"
    assert joined(events((1, "", f"{tagged} 拍到一张排队照")), "", f"{tagged}{said}") == 1
    assert joined(events((1, "", "拍到一张排队照")), "", f"{tagged}{said}") is None


def test_the_title_weighs_more_than_the_text() -> None:
    weights = word_weights("停水通知", "今天天气晴朗", Pairs())
    assert weights["停水"] == 2 * weights["天气"]
    assert word_weights("", "【停水通知】今天天气晴朗", Pairs())["停水"] > weights["天气"]


def test_what_every_incident_says_tells_nothing() -> None:
    texts = [f"青禾县城东片区{chr(0x5000 + 40 * i)}{chr(0x5001 + 40 * i)}{chr(0x5002 + 40 * i)}" for i in range(30)]
    made = events(*((number, "", text) for number, text in enumerate(texts)))
    assert joined(made, "", "青禾县城东片区办事大厅搬迁") is None


def test_a_flood_of_words_is_kept_small_and_still_found() -> None:
    made = Events(Pairs().weight)
    for i in range(60):
        noise = "".join(chr(0x4E00 + (i * 97 + j) % 15000) for j in range(100))
        made.add(1, "", worded(FIRST + noise), NOW)
    assert joined(made, "", FIRST) == 1
    made.remove(1)
    assert joined(made, "", FIRST) is None


def test_a_post_of_marks_joins_nothing() -> None:
    assert word_weights("", "！！！123", Pairs()) == {}
    assert joined(events((1, "", FIRST)), "", "！！！") is None
