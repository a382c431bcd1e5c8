"""Of what kind the posts are, and whose."""

from datetime import timedelta

import pytest

from core.analysis import shares
from core.analysis.matter import moment, texts_of
from core.analysis.phases import Stage, Stretch
from core.analysis.shares import Mood, Voice
from core.posts import Tier
from core.tone import Tone
from tests.conftest import NOON
from tests.unit.analysis.making import seen


def test_platforms_and_tiers_are_counted_and_a_source_without_a_platform_stands_for_itself() -> None:
    posts = [seen(1, platform="微博"), seen(2, platform="微博"), seen(3), seen(4, platform="", tier=Tier.CITY)]
    assert shares.platforms(posts) == (("微博", 2), ("海棠论坛", 1), ("论坛", 1))
    assert shares.tiers(posts) == ((Tier.CITY, 1), (Tier.LOCAL, 3))


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("转发微博", True),
        ("//@张三:太过分", True),
        ("转发，太过分", True),
        ("回复@张三:对", True),
        ("转发量很大", False),
        ("太过分", False),
    ],
)
def test_who_passes_on_says_so_or_repeats(text: str, passed: bool) -> None:
    assert seen(1, text=text).passed_on is passed
    assert seen(1, text=text, duplicate_of=7).passed_on


def test_voices_are_counted_and_only_media_are_named() -> None:
    posts = [
        seen(1, tier=Tier.PROVINCIAL, source="省报", author="记者 李四"),
        seen(2, tier=Tier.CITY, source="海棠日报", author="王五"),
        seen(3, tier=Tier.CITY, source="海棠日报", author="赵六"),
        seen(4, author="海棠发布"),
        seen(5, author="县供热公司"),
        seen(6, author="张三"),
        seen(7, author="张三"),
        seen(8, author=""),
    ]
    told = {one.voice: (one.posts, one.voices) for one in shares.voices(posts)}
    assert told == {Voice.MEDIA: (3, 2), Voice.OFFICE: (2, 2), Voice.PEOPLE: (3, 1)}
    assert shares.media(posts) == (("海棠日报", 2), ("省报", 1))


def test_tones_are_counted_in_each_phase() -> None:
    first = Stretch(stage=Stage.GROWING, begin=NOON, end=NOON + timedelta(hours=1))
    then = Stretch(stage=Stage.OUTBREAK, begin=first.end, end=NOON + timedelta(hours=2))
    posts = [seen(1, 0, tone=Tone.NEGATIVE), seen(2, 30), seen(3, 60, tone=Tone.POSITIVE)]
    assert shares.moods(posts, (first, then)) == (
        (Stage.GROWING, Mood(negative=1, neutral=1)),
        (Stage.OUTBREAK, Mood(positive=1)),
    )
    assert shares.mood(posts) == Mood(negative=1, neutral=1, positive=1)
    assert shares.mood(()).whole == 0
    assert shares.percent(0, 0) == 0


def test_copies_stand_with_their_text_the_most_repeated_first() -> None:
    posts = [seen(1), seen(2), seen(3, 5, duplicate_of=2), seen(4, 3, duplicate_of=3), seen(5, duplicate_of=90)]
    posts += [seen(6, duplicate_of=90), seen(7, duplicate_of=6)]
    assert [[post.id for post in group] for group in texts_of(posts)] == [[2, 4, 3], [5, 6, 7], [1]]


def test_a_chain_of_thousands_of_copies_is_one_text() -> None:
    posts = [seen(number, number, duplicate_of=number - 1 or None) for number in range(1, 5001)]
    assert [len(group) for group in texts_of(posts)] == [5000]


def test_a_date_that_cannot_be_true_is_not_believed() -> None:
    seen_at, day = NOON + timedelta(hours=1), timedelta(days=1)
    assert moment(NOON, seen_at, NOON) == NOON
    assert moment(None, seen_at, NOON) == seen_at
    assert moment(seen_at + day, seen_at, NOON) == seen_at
    assert moment(NOON - 31 * day, seen_at, NOON) == seen_at
    assert moment(NOON - 29 * day, seen_at, NOON) == NOON - 29 * day
