"""The score (评分): each part by itself, the caps, the discounts, and that the sentence adds up to the number."""

import re
from dataclasses import fields, replace
from typing import Any

import pytest

from core.detect import Prepared
from core.detect.score import Score, Weights, score
from core.grading import Spread
from core.pace import BurstFigures, Pace
from core.posts import Post, Source, Tier
from core.rules import Field, Found, Hit
from core.severity import Risk
from core.similar import fingerprint
from core.voice import Voice

SIGN = Found(term="多久", field=Field.TEXT, start=0, end=2)
ONE = Spread(sources=frozenset({"甲"}), tiers=frozenset({Tier.SELF}))


def post(risk: Risk | None = None, text: str = "", **given: Any) -> Prepared:
    return Prepared(
        post=Post(key="1", text=text),
        source=Source(name="甲", kind="rss", url=""),
        features=fingerprint(""),
        risk=risk or Risk(),
        passed=True,
        reasons=(),
        **{"hits": (), **given},
    )


def scored(one: Prepared, spread: Spread = ONE, weights: Weights | None = None) -> Score:
    return score(one, spread, weights or Weights(), BurstFigures())


@pytest.mark.parametrize(
    ("one", "spread", "total", "said"),
    [
        (post(), ONE, 0, "评分 0：没有加分项"),
        (post(Risk(class_b=("投诉",))), ONE, 8, "评分 8：风险词「投诉」 +8"),
        (post(Risk(class_a=("爆炸",), class_b=("投诉",))), ONE, 28, "评分 28：风险词「爆炸·投诉」 +28"),
        (post(Risk(casualties=("死亡2人",), class_a=("爆炸",))), ONE, 35, "评分 35：风险词「死亡2人·爆炸」 +35"),
        (post(Risk(negative=0.83)), ONE, 13, "评分 13：负面 83% +13"),
        (post(Risk(negative=1.0)), ONE, 20, "评分 20：负面 100% +20"),
        (post(Risk(negative=0.5)), ONE, 0, "评分 0：没有加分项"),
        (post(), replace(ONE, sources=frozenset("甲乙丙")), 6, "评分 6：来源 3 个 +6"),
        (post(), replace(ONE, sources=frozenset("甲乙"), authors=5), 7, "评分 7：来源 2 个、作者 5 人 +7"),
        (post(), replace(ONE, sources=frozenset("甲"), authors=90), 15, "评分 15：来源 1 个、作者 90 人 +15"),
        (post(), replace(ONE, pace=Pace(last=4)), 4, "评分 4：近一小时 4 条且上升 +4"),
        (post(), replace(ONE, pace=Pace(last=400)), 10, "评分 10：近一小时 400 条且上升 +10"),
        (post(), replace(ONE, pace=Pace(last=4, before=48)), 0, "评分 0：没有加分项"),
        (post(), replace(ONE, tiers=frozenset({Tier.CITY, Tier.LOCAL})), 6, "评分 6：市级媒体 +6"),
        (post(), replace(ONE, tiers=frozenset({Tier.CENTRAL, Tier.CITY})), 10, "评分 10：中央媒体 +10"),
        (post(), replace(ONE, rank=7), 10, "评分 10：热榜第 7 +10"),
        (post(), replace(ONE, rank=11), 5, "评分 5：热榜第 11 +5"),
        (
            post(Risk(class_a=("爆炸",)), "警方情况通报"),
            ONE,
            5,
            "评分 5：风险词「爆炸」 +20、已有官方回应「情况通报」 -15",
        ),
        (post(text="对此，县住建局已回应"), ONE, 0, "评分 0：已有官方回应「已回应」 -15"),
        (post(Risk(class_a=("爆炸",)), voice=Voice.OWN), ONE, 0, "评分 0：风险词「爆炸」 +20、官方账号发布 -30"),
        (
            post(hits=(Hit(group="路", line=1, terms=(), weak=(SIGN,)),)),
            ONE,
            3,
            "评分 3：风险词「多久」 +3",
        ),
    ],
)
def test_each_part(one: Prepared, spread: Spread, total: int, said: str) -> None:
    found = scored(one, spread)
    assert (found.total, found.message.plain()) == (total, said)


WORST = replace(
    ONE,
    sources=frozenset(map(str, range(9))),
    authors=99,
    pace=Pace(last=999),
    tiers=frozenset(Tier),
    rank=1,
)


def test_the_parts_add_up_to_a_hundred_at_most() -> None:
    found = scored(post(Risk(casualties=("死亡9人",) * 9, class_a=("爆炸",), negative=1.0)), WORST)
    assert found.total == 100
    assert sum(int(points) for points in re.findall(r" ([+-]\d+)", found.message.plain())) == 100


def test_the_sentence_adds_up_to_the_number() -> None:
    one = post(Risk(class_b=("投诉", "举报"), negative=0.9), "已通报")
    found = scored(one, replace(WORST, authors=0))
    assert sum(int(points) for points in re.findall(r"([+-]\d+)", found.message.plain())) == found.total


@pytest.mark.parametrize("name", [field.name for field in fields(Weights)])
def test_every_weight_is_a_setting(name: str) -> None:
    """Without its points a part is not told."""
    weak = (Hit(group="路", line=1, terms=(), weak=(SIGN,)),)
    risk = {"casualties": Risk(casualties=("死亡2人",)), "class_a": Risk(class_a=("爆炸",))}
    one = post(
        risk.get(name, Risk(class_b=("投诉",), negative=1.0)),
        text="已回应",
        hits=weak if name == "weak" else (),
        voice=Voice.OWN if name == "own" else Voice.OTHERS,
    )
    tiers = {"central": Tier.CENTRAL, "provincial": Tier.PROVINCIAL, "city": Tier.CITY, "local": Tier.LOCAL}
    spread = replace(
        ONE,
        sources=frozenset("甲乙"),
        authors=2,
        pace=Pace(last=5),
        tiers=frozenset({tiers.get(name, Tier.LOCAL)}),
        rank=2,
    )
    assert scored(one, spread).message != scored(one, spread, Weights(**{name: 0})).message


def test_long_lists_of_words_are_cut() -> None:
    found = scored(post(Risk(class_b=tuple(f"词{n}" for n in range(40)))))
    assert found.total == 35
    assert "…" in found.message.plain()
    assert len(found.message.plain()) < 60
