"""Same text, and only the same text."""

import random
from datetime import datetime, timedelta

import pytest

from core.normalise import normalise
from core.similar import Features, Similar, fingerprint
from core.similar.index import OPEN
from tests.unit.detect.making import NOW

LONG_AGO = NOW - timedelta(days=30)
ORIGINAL = (
    "【求助】青禾县东门小区已经连续停水三天，物业说是水管老化，自来水公司说归物业管，两边互相推，"
    "楼上住着八十岁的老人，每天靠孩子拎水上六楼，请问到底谁来负责？图片为今早排队接水的居民。"
)


def features(text: str) -> Features:
    return fingerprint(normalise(text))


def holding(*texts: str) -> Similar:
    similar = Similar()
    for number, text in enumerate(texts):
        similar.add(number, features(text), NOW)
    return similar


def copied(similar: Similar, text: Features, since: datetime) -> int | None:
    likeness = similar.closest(text, since)
    return likeness.post if likeness else None


@pytest.mark.parametrize(
    "copy",
    [
        ORIGINAL,
        "转发微博 " + ORIGINAL + " http://t.cn/Ab3 @青禾发布",
        "//@东门老李:" + ORIGINAL,
        "大家都来看看！！" + ORIGINAL.replace("【求助】", ""),
        ORIGINAL[:70] + "……[全文]",
        ORIGINAL.replace("，", ",").replace("？", "?").replace("。", " "),
        ORIGINAL.replace("青禾县", "青禾縣").replace("连续", "連續"),
        ORIGINAL[45:] + ORIGINAL[:45],
        "今天在业主群里看到的，原文如下，不知道真假，先存着，等官方说法再说吧，反正我家也是时有时无：" + ORIGINAL,
    ],
)
def test_copies_are_found(copy: str) -> None:
    assert copied(holding("别的帖子，讲的是周末去哪里爬山", ORIGINAL), features(copy), LONG_AGO) == 1


@pytest.mark.parametrize(
    "other",
    [
        "青禾县东门小区周末举行广场舞比赛，自来水公司派人维持秩序，八十岁的老人也来了，请大家踊跃报名参加。",
        "求助：请问青禾县图书馆周一开门吗？带孩子去过两次都没开，网上写的时间不对。",
        "",
        "http://t.cn/Ab3",
    ],
)
def test_others_are_not(other: str) -> None:
    assert copied(holding(ORIGINAL), features(other), LONG_AGO) is None


def test_short_texts_are_the_same_only_when_equal() -> None:
    similar = holding("又停水了！！")
    assert copied(similar, features("又停水了"), LONG_AGO) == 0
    assert copied(similar, features("又停水了啊"), LONG_AGO) is None


def test_texts_without_any_text_are_not_alike() -> None:
    similar = holding("[图片]".replace("[图片]", "😡😡"), "http://t.cn/x")
    assert len(similar) == 0
    assert copied(similar, features("😡"), LONG_AGO) is None


def test_a_name_in_two_short_headlines_is_not_the_same_text() -> None:
    assert copied(holding("HydroCloud崩了"), features("HydroCloud升级了"), LONG_AGO) is None


def test_what_was_seen_too_long_ago_does_not_count() -> None:
    similar = Similar()
    similar.add(1, features(ORIGINAL), NOW - timedelta(days=31))
    assert copied(similar, features(ORIGINAL), LONG_AGO) is None
    assert copied(similar, features(ORIGINAL + "转"), LONG_AGO) is None
    assert copied(similar, features(ORIGINAL), LONG_AGO - timedelta(days=2)) == 1


def test_the_figures_say_how_alike() -> None:
    similar = holding(ORIGINAL)
    exact, near = (similar.closest(features(text), LONG_AGO) for text in (ORIGINAL, ORIGINAL[:80]))
    assert exact
    assert exact.exact
    assert near
    assert not near.exact
    assert str(near.distance) in near.message.plain()


def test_it_remembers_beyond_the_open_block_and_forgets_whole_blocks() -> None:
    similar = Similar()
    for number in range(OPEN):
        similar.add(number, features(f"第{number}号楼的居民反映{number * 7919}次水压不足"), NOW - timedelta(days=40))
    for number in range(OPEN, 2 * OPEN + 5):
        similar.add(number, features(f"第{number}号楼的居民反映{number * 7919}次水压不足"), NOW)
    assert len(similar) == 2 * OPEN + 5
    everything = NOW - timedelta(days=60)
    for number in (3, OPEN + 3, 2 * OPEN + 3):
        assert copied(similar, features(f"第{number}号楼的居民反映{number * 7919}次水压不足"), everything) == number
    similar.forget(NOW - timedelta(days=50))
    assert len(similar) == 2 * OPEN + 5
    similar.forget(NOW + timedelta(days=1))
    assert len(similar) == 5


def many_lines(seed: int) -> list[str]:
    """Eight made-up lines of twenty characters."""
    chance = random.Random(seed)
    return ["".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(20)) + "。" for _ in range(8)]


def edited(text: str, seed: int) -> str:
    """A seventh of its characters is another."""
    chance, chars = random.Random(seed), list(text)
    for place in chance.sample(range(len(chars)), len(chars) // 7):
        chars[place] = chr(chance.randrange(0x9000, 0x9F00))
    return "".join(chars)


def test_an_edited_copy_is_told_from_a_post_that_shares_two_lines_of_five() -> None:
    copies = shared = 0
    for seed in range(400):
        lines = many_lines(seed)
        post = "".join(lines[:5])
        copies += copied(holding(post), features(edited(post, seed)), LONG_AGO) is not None
        shared += copied(holding(post), features("".join(lines[:2] + lines[5:])), LONG_AGO) is not None
    assert copies >= 0.99 * 400
    assert shared <= 0.2 * 400
