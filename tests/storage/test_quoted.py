"""Who quotes what was called a false alarm and says more is heard; a mere copy goes there silently."""

from datetime import timedelta

import pytest

from core.detect import Action, Organisation, Prepared
from core.posts import Post
from core.rules import RuleSet
from jobs.memory import Memory
from storage import Store
from storage.intake import Stored
from tests.conftest import LIN, NOON
from tests.storage.grouping import twice
from tests.storage.making import FORUM, look
from tests.unit.detect.making import Pairs

MENU = (
    "第二中学食堂本周菜谱：周一番茄炒蛋、红烧肉，周二青椒土豆丝、清蒸鱼，周三宫保鸡丁、白菜豆腐，"
    "周四糖醋排骨，周五牛肉面，欢迎家长监督投诉"
)
POISONED = f"{MENU}。就这个菜谱，昨天吃完全班三十多个孩子食物中毒住院，2人死亡，校长还瞒着"
OWN_WORDS = (
    f"转：{MENU}。上面写得好听，实际每天只有水煮白菜和一个馒头，我家孩子回来就喊饿，问了班里其他同学都是一样，"
    "钱一分没少收，打电话给食堂说让找总务，总务又说归承包的公司管，投诉了三回"
)
SOON = NOON + timedelta(minutes=5)


def memory(rules: str = "[学校]\n第二中学\n\n[霉变]\n发霉\n:级别 重大\n") -> Memory:
    return Memory(RuleSet.parse(rules), Organisation(name="第二中学"), Pairs())


async def called_invalid(store: Store, made: Memory, text: str = MENU) -> int:
    """The incident of a text that somebody called a false alarm."""
    (first,) = await look(store, *made.prepare([Post(key="1", text=text)], FORUM, NOON))
    assert first.incident is not None
    await twice(store, LIN, "iv", first.incident, "f")
    await made.load(store, NOON)
    return first.incident


def read(made: Memory, text: str, key: str = "2") -> Prepared:
    (one,) = made.prepare([Post(key=key, text=text)], FORUM, SOON)
    return one


async def stored(store: Store, made: Memory, one: Prepared) -> Stored:
    decision = made.place(one, SOON)
    assert decision.action is Action.DUPLICATE
    (kept,) = await look(store, one, decision=decision, now=SOON)
    made.remember(kept, SOON)
    return kept


@pytest.mark.parametrize(
    "text", [f"转：{MENU}", f"{MENU}（来源：第二中学，编辑：小李）", f"{MENU}大家都来看看，真是笑死人了", MENU[:60]]
)
async def test_a_mere_copy_goes_where_its_original_went(store: Store, text: str) -> None:
    made = memory()
    false_alarm = await called_invalid(store, made)
    assert (await stored(store, made, read(made, text))).incident == false_alarm


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (POISONED, "多出 2人死亡"),
        (f"{MENU}。家长在校门口拉横幅", "多出 拉横幅"),
        (f"{MENU}，米是发霉的", "规则指定为重大"),
        (OWN_WORDS, "自己的话很多"),
    ],
)
async def test_who_quotes_it_and_says_more_is_heard(store: Store, text: str, why: str) -> None:
    """A notice was marked 无效; a complaint that quotes it whole is no copy of it."""
    made = memory("[学校]\n第二中学\n\n[霉变]\n发霉\n:级别 重大\n" if "发霉" in text else "[学校]\n第二中学\n")
    false_alarm = await called_invalid(store, made)
    kept = await stored(store, made, read(made, text))
    assert kept.incident not in (None, false_alarm)
    opened = await store.incident(kept.incident or 0)
    assert opened
    assert why in "\n".join(one.plain() for one in opened.reasons)


async def test_others_who_say_the_same_join_the_first_of_them(store: Store) -> None:
    """Not a card for each parent who quotes the notice."""
    made = memory()
    await called_invalid(store, made)
    first = await stored(store, made, read(made, POISONED))
    again = f"{MENU}。骗人的！班里孩子食物中毒住院三十多个，已经2人死亡，校长瞒着不报"
    one = read(made, again, key="3")
    (kept,) = await look(store, one, decision=made.place(one, SOON), now=SOON)
    assert kept.incident == first.incident
