"""Everyday posts that happen to name the sample town raise no card under its rules; a complaint there does."""

import pytest

from core.detect import Action, Organisation, decide
from core.events import Events
from core.similar import Similar
from sandbox import load_scene
from tests.unit.detect.making import NOW, Pairs, prepared

RULES = load_scene("haitang").rules
TOWN = Organisation(name="海棠县住建局", aliases=("县住建局", "住房和城乡建设局", "住建局"))
TITLES = (
    "某球星宣布退役",
    "新电影票房破十亿",
    "外地一工厂爆炸致三人死亡",
    "网友吐槽某明星新歌太难听",
    "多地气温骤降",
    "金价大跌",
    "某地列车晚点引热议",
    "高考分数线公布",
)
PLACES = ("望江西路", "滨河路", "锦绣花园", "和美家园", "海棠县住建局隔壁", "住建局门口")


def acted(text: str) -> Action:
    one = prepared(text, rules=RULES, of=TOWN)
    return decide(one, similar=Similar(), events=Events(Pairs().weight), since=NOW).action


@pytest.mark.parametrize("place", PLACES)
def test_a_name_beside_other_peoples_news_is_no_card(place: str) -> None:
    for title in TITLES:
        assert acted(f"在{place}等人，刷到：{title}") is Action.IGNORE
        assert acted(f"{title}（{place}）") is Action.IGNORE


@pytest.mark.parametrize(
    "text",
    [
        "望江西路修路修了一年，天天绕路，没人管",
        "和美家园没有暖气，老人撑不住了",
        "锦绣花园7号楼电梯又坏了，谁来管管",
    ],
)
def test_a_complaint_there_is_one(text: str) -> None:
    assert acted(text) is Action.OPEN
