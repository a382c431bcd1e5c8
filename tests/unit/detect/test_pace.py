"""A burst (集中出现): the last hour beside the twelve before and the same hour yesterday; mentions of our name."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.detect import Action, Decision, Prepared, decide
from core.detect.mentions import SLOT, Mentions, said_at, slot
from core.detect.undated import paced
from core.events import Events
from core.pace import BurstFigures, Pace, age
from core.posts import Source
from core.similar import Similar
from core.voice import Voice
from tests.unit.detect.making import NOW, prepared, said, source

FIGURES = BurstFigures()


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("ago", "which"),
    [
        *[(0, 0), (0.99, 0), (1, 1), (12.99, 1), (13, 3), (23.99, 3), (24, 2), (24.99, 2), (25, 3)],
        # yet to come: a clock a little ahead, one that stood wrong
        *[(-1, 0), (-1.01, 3), (-9000, 3)],
    ],
)
def test_which_hours_something_belongs_to(ago: float, which: int) -> None:
    assert age(NOW - hours(ago), NOW) == which


@pytest.mark.parametrize(
    ("pace", "fires"),
    [
        (Pace(last=3), True),
        (Pace(last=2), False),
        (Pace(last=3, before=12), False),
        (Pace(last=6, before=12), False),
        (Pace(last=7, before=12), True),
        (Pace(last=3, yesterday=1), False),
        (Pace(last=7, yesterday=1), True),
        (Pace(last=40, before=12 * 40), False),
        (Pace(last=72, before=12 * 40), True),
        (Pace(last=40, before=12, yesterday=40), False),
    ],
)
def test_a_burst_is_what_the_hours_before_did_not_let_expect(pace: Pace, fires: bool) -> None:
    assert FIGURES.fires(pace) is fires


def test_its_figures_are_settings() -> None:
    assert not BurstFigures(posts=4).fires(Pace(last=3))
    assert BurstFigures(surprise=1).fires(Pace(last=3, before=12))
    rest = BurstFigures(cooldown=hours(2))
    assert rest.rested(None, NOW)
    assert rest.rested(NOW - hours(2), NOW)
    assert not rest.rested(NOW - hours(1.9), NOW)


# mentions of our name


def mention(minutes: float = 0, text: str = "青禾水务举行读书会", **given: Any) -> Prepared:
    one = prepared(text, rules="[停水]\n停水\n", **given)
    return replace(one, post=replace(one.post, published_at=NOW - timedelta(minutes=minutes)))


def judged(mentions: Mentions, one: Prepared, now: datetime = NOW, figures: BurstFigures = FIGURES) -> Decision:
    """As the memory does it."""
    burst = mentions.burst(one.post, figures, now) if one.named else None
    decision = decide(one, similar=Similar(), events=Events(lambda _: 1.0), since=NOW - hours(720), burst=burst)
    if one.named:
        mentions.note(one.post, now, opened=decision.burst is not None)
    return decision


def test_a_name_alone_is_no_matter_but_many_at_once_are() -> None:
    mentions = Mentions()
    first, second = (judged(mentions, mention(minutes)) for minutes in (20, 10))
    assert [first.action, second.action] == [Action.IGNORE, Action.IGNORE]
    third = judged(mentions, mention(0))
    assert third.action is Action.OPEN
    assert third.burst is not None
    assert "近一小时 3 条提到本单位，平时几乎没有" in said(third.reasons)
    assert "提到本单位：「青禾水务」（正文）" in said(third.reasons)
    assert "没有命中监测规则" not in said(third.reasons)


def test_after_it_was_told_the_next_ones_open_nothing_for_six_hours() -> None:
    mentions = Mentions()
    assert [judged(mentions, mention(0)).action for _ in range(9)].count(Action.OPEN) == 1
    late = judged(mentions, mention(0))
    assert late.action is Action.IGNORE
    assert "冷却期内" in said(late.reasons)

    def at(later: datetime) -> Prepared:
        one = mention(0)
        return replace(one, post=replace(one.post, published_at=later))

    # six hours later ten of that morning are what is usual: five are no burst, twelve are
    later = NOW + hours(6.1)
    told = [judged(mentions, at(later), later).action for _ in range(12)]
    assert told[:4] == [Action.IGNORE] * 4
    assert told.count(Action.OPEN) == 1


def test_what_the_bot_was_told_of_before_a_restart_counts_and_is_not_told_again() -> None:
    counts = {slot(NOW - timedelta(minutes=9)): 2}
    assert judged(Mentions(counts), mention()).action is Action.OPEN
    assert judged(Mentions(counts, NOW - hours(5)), mention()).action is Action.IGNORE
    assert judged(Mentions(counts, NOW - hours(6)), mention()).action is Action.OPEN
    assert judged(Mentions({slot(NOW - hours(20)): 9}), mention()).action is Action.IGNORE


def test_a_busy_name_needs_more() -> None:
    busy = {slot(NOW - hours(n) - SLOT): 4 for n in range(1, 13)}
    mentions = Mentions(busy)
    told = [judged(mentions, mention()).action for _ in range(16)]
    assert told.index(Action.OPEN) == 14


@pytest.mark.parametrize(
    ("text", "where", "named"),
    [
        ("青禾水务举行读书会", source(), True),
        ("邻县举行读书会", source(), False),
        ("青禾水务停水三天，投诉无门", source(), False),
        ("青禾水务举行读书会", source(own=True), False),
    ],
)
def test_which_posts_are_mentions(text: str, where: Source, named: bool) -> None:
    one = mention(text=text, where=where)
    assert (one.named is not None) is named
    assert one.voice is (Voice.OWN if where.own else Voice.OTHERS)


def test_a_global_exclusion_holds_in_a_burst_too() -> None:
    assert prepared("青禾水务招聘信息", rules="[全局排除]\n招聘信息\n\n[停水]\n停水\n").named is None


def test_a_mention_of_last_week_tells_nothing_of_the_pace() -> None:
    mentions = Mentions()
    for one in [mention(60 * 24 * 7)] * 9:
        assert said_at(one.post, NOW) is None
        assert judged(mentions, one).action is Action.IGNORE


@pytest.mark.parametrize("ahead", [0.0, 1 / 60, 2.0, 60 * 24 * 365.0])
def test_a_source_whose_clock_is_ahead_bursts_too(ahead: float) -> None:
    """Its posts count when we see them, as everywhere (`core.pace.happened`)."""
    mentions = Mentions()
    told = [judged(mentions, mention(-ahead)).action for _ in range(9)]
    assert told.count(Action.OPEN) == 1
    assert told[2] is Action.OPEN


def undated() -> Prepared:
    return prepared("青禾水务举行读书会", rules="[停水]\n停水\n")


def test_mentions_without_a_date_burst_look_by_look() -> None:
    """A hot list or a search names no dates: what is new there since the look before was said since."""
    mentions, told = Mentions(), []
    for minute in range(0, 60, 5):
        now = NOW + timedelta(minutes=minute)
        told += [judged(mentions, one, now).action for one in paced([undated()] * 4, first=False)]
    assert told.count(Action.OPEN) == 1
    assert told.index(Action.OPEN) == 2 * 4, "at the third look, not within the first"


def test_many_without_a_date_at_once_are_no_burst() -> None:
    """A new source, or one that was down for days, brings what had stood there for long."""
    posts = [undated(), mention(0), *[undated()] * 30]
    assert [one.named is not None for one in paced(posts, first=False)] == [True, True, *[False] * 30]
    assert [one.named is not None for one in paced(posts, first=True)] == [False, True, *[False] * 30]
    silent = [replace(undated(), named=None)] * 3
    assert paced([*silent, undated()], first=False)[-1].named, "what is no mention uses up nothing"


def test_what_a_wrong_clock_counted_for_later_is_no_burst_now() -> None:
    ahead = {slot(NOW + hours(24 * 365)): 99}
    assert judged(Mentions(ahead), mention()).action is Action.IGNORE
    lately = {slot(NOW - timedelta(minutes=9)): 2}
    assert judged(Mentions(lately | ahead), mention()).action is Action.OPEN


def test_a_burst_told_in_the_future_does_not_silence_the_next() -> None:
    """The clock stood wrong for a moment and was set right: that must not hold for a year."""
    assert FIGURES.rested(NOW + hours(24 * 365), NOW)
    assert not FIGURES.rested(NOW + timedelta(seconds=5), NOW), "two machines differ by seconds"
    assert not FIGURES.rested(NOW - timedelta(minutes=1), NOW)
    assert FIGURES.rested(NOW - FIGURES.cooldown, NOW)


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (Pace(), "平时几乎没有"),
        (Pace(before=2), "平时几乎没有"),
        (Pace(before=6), "平时每小时不到 1 条"),
        (Pace(before=12), "平时每小时约 1 条"),
        (Pace(yesterday=40), "平时每小时约 40 条"),
    ],
)
def test_what_is_usual_is_said_in_plain_words(pace: Pace, words: str) -> None:
    assert pace.usually.plain() == words


def test_a_burst_lets_join_what_it_opened() -> None:
    mentions, events, similar = Mentions({slot(NOW): 9}), Events(lambda _: 1.0), Similar()
    one = mention(text="青禾水务的新大楼今天挂牌，据说花了三个亿")
    burst = mentions.burst(one.post, FIGURES, NOW)
    assert burst is not None
    opened = decide(one, similar=similar, events=events, since=NOW - hours(720), burst=burst)
    assert opened.action is Action.OPEN
    events.add(5, one.topic, one.features, NOW)
    mentions.note(one.post, NOW, opened=True)
    other = mention(text="听说青禾水务的新大楼花了三个亿，今天挂牌")
    again = mentions.burst(other.post, FIGURES, NOW)
    joined = decide(other, similar=similar, events=events, since=NOW - hours(720), burst=again)
    assert (joined.action, joined.incident) == (Action.ATTACH, 5)
    calm = decide(other, similar=similar, events=events, since=NOW - hours(720))
    assert calm.action is Action.IGNORE


def test_the_counts_take_little_room() -> None:
    mentions = Mentions()
    for minutes in range(20 * 24 * 60, 0, -1):
        now = NOW - timedelta(minutes=minutes)
        one = mention(minutes)
        mentions.note(one.post, now, opened=False)
    assert len(mentions._counts) < 1000
