"""Texts that somebody wrote to do harm: bounded work, bounded memory, a decision all the same."""

import sys
from datetime import timedelta

import pytest

from core.detect import Action, Prepared, decide
from core.detect.decide import prepare
from core.evasion import reading
from core.events import Events
from core.normalise import normalise, readable
from core.rules import LONGEST, RuleSet
from core.similar import Similar, fingerprint
from core.vectors import word_weights
from tests.unit.detect.making import NOW, OURS, Pairs, post, source

RULES = RuleSet.parse("[停水]\n停水\n+水务\n:级别 一般\n[拆]\n强拆\n[正则]\n/(a+)+$/\n")
HOSTILE = {
    "ten megabytes in a line": "停水" * 2_500_000,
    "ten megabytes of one letter": "a" * 10_000_000,
    "emoji": "😡" * 100_000,
    "right to left": "\u202e\u200f\u2066" * 30_000 + "青禾水务停水",
    "null bytes": "青禾水务\x00停水" * 10_000,
    "half characters": "\ud800停水\udfff" * 10_000,
    "tags": "<b>" * 100_000 + "青禾水务停水",
    "tags that never end": "<script>" * 50_000,
    "entities": "&amp;" * 100_000,
    "links": "http://a.example/" * 20_000,
    "mentions": "@a" * 50_000,
    "gaps": "水 " * 100_000,
    "evasive spellings": "弓虽zf被" * 50_000,
    "hearts": "微❤" * 50_000,
    "combining marks": "水" + "\u0336" * 100_000,
    "the widest characters": "\ufdfa" * 50_000,
    "topics": "#" * 100_000,
    "brackets": "【" * 100_000,
}


def prepared(text: str, title: str = "") -> Prepared:
    return prepare(post(text, title), source(), rules=RULES, organisation=OURS, cut=Pairs(), at=NOW)


class Cuts(Pairs):
    """Counts the characters that are cut into words."""

    def __init__(self) -> None:
        self.characters = 0

    def cut(self, text: str) -> list[str]:
        self.characters += len(text)
        return super().cut(text)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_decided_and_takes_little_room(name: str) -> None:
    similar, events = Similar(), Events(Pairs().weight)
    for title, text in (("", HOSTILE[name]), (HOSTILE[name], "")):
        one = prepared(text, title)
        decision = decide(one, similar=similar, events=events, since=NOW - timedelta(days=30))
        assert decision.action in set(Action)
        similar.add(1, one.features, NOW)
        events.add(1, one.topic, one.features, NOW)
        # what is kept of it: a sketch, and of the words those of its beginning
        assert len(one.features.digest + one.features.sketch + one.features.simhash) <= 112
        assert len(one.features.words) <= 20_000
        assert len(one.features.normal) <= 18 * 2 * LONGEST
        assert sys.getsizeof("".join(reason.plain() for reason in one.reasons)) < 10_000
    assert len(events._events[1].words) <= 2000


@pytest.mark.parametrize("sign", ["\u202e", "\u200f", "\u2066", "\x00", "\ud800", "<b>", "😡", "&amp;", "\u0336", "❤"])
def test_a_matter_among_hostile_signs_is_still_found(sign: str) -> None:
    noise = sign * 1000
    assert [hit.group for hit in prepared(f"{noise}青禾水务{sign}{noise}停水{noise}").hits] == ["停水"]
    assert prepared(f"{noise}今天天气很好").hits == ()


def test_words_are_cut_of_the_beginning_only() -> None:
    cut = Cuts()
    word_weights("水" * 10_000_000, "停" * 10_000_000, cut)
    assert cut.characters <= 2 * 20_000


@pytest.mark.parametrize("name", HOSTILE)
def test_every_form_of_a_bounded_part_is_bounded(name: str) -> None:
    part = HOSTILE[name][:LONGEST]
    for form in (readable(part), normalise(part)):
        assert len(form) <= 18 * LONGEST
        assert form.encode().decode() == form
        read = reading(form)
        assert read is None or len(read.text) <= len(form)


def test_a_flood_of_one_text_is_one_incident() -> None:
    flood(3_000)


@pytest.mark.long
def test_a_flood_of_a_million_is_one_incident() -> None:
    flood(1_000_000)


def flood(count: int) -> None:
    """So many posts of one text, remembered and looked up one by one; the words of the incident do not grow."""
    similar, events = Similar(), Events(Pairs().weight)
    one = prepared("青禾水务停水三天了，老人拎水上楼，投诉没人管")
    events.add(1, one.topic, one.features, NOW)
    words = len(events._events[1].words)
    for number in range(count):
        similar.add(number, one.features, NOW)
        likeness = similar.closest(one.features, NOW - timedelta(days=1))
        assert likeness is not None
        assert likeness.exact
        if number % 1_000 == 0:
            events.add(1, one.topic, one.features, NOW)
    assert len(similar) == count
    assert len(events._events[1].words) == words
    other = similar.closest(fingerprint("县医院停车场收费太贵停两个小时要四十块"), NOW - timedelta(days=1))
    assert other is None
