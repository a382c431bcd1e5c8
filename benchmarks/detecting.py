"""Posts through rules, fingerprints and indexes: one in ten hits a rule, or all of them do."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.words import words
from core.detect import Organisation, decide, prepare
from core.events import Events
from core.posts import Post, Source
from core.rules import RuleSet
from core.similar import Similar, fingerprint

POSTS = 500
REMEMBERED = 50_000
TERMS = 1_000
#: characters of a made-up post, about as long as real ones
LENGTH = 230
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def cases() -> list[tuple[str, int, Callable[[], object]]]:
    """Posts per second through `prepare` and `decide`."""
    chance = random.Random(7)  # the same texts in every run
    terms = ["".join(_han(chance, 4)) for _ in range(TERMS)]
    rules = RuleSet.parse("[规则]\n" + "\n".join(terms) + "\n:级别 一般\n")
    similar = Similar()
    for number in range(REMEMBERED):
        similar.add(number, fingerprint("".join(_han(chance, 60))), NOW)
    some = [_post(chance, terms, hits=number % 10 == 0) for number in range(POSTS)]
    every = [_post(chance, terms, hits=True) for _ in range(POSTS)]
    return [
        ("one post in ten hits", POSTS, lambda: _run(some, rules, similar)),
        ("every post hits", POSTS, lambda: _run(every, rules, similar)),
    ]


def _run(posts: list[Post], rules: RuleSet, similar: Similar) -> None:
    organisation, cut, events = Organisation(name="海棠县住建局"), words(("海棠县住建局",)), Events()
    source = Source(name="论坛", kind="rss", url="", own_area=True)
    for post in posts:
        prepared = prepare(post, source, rules=rules, organisation=organisation, cut=cut, at=NOW)
        decide(prepared, similar=similar, events=events, since=NOW - timedelta(days=30))


def _post(chance: random.Random, terms: list[str], *, hits: bool) -> Post:
    text = "".join(_han(chance, LENGTH))
    return Post(key="1", text=text + chance.choice(terms) if hits else text)


def _han(chance: random.Random, count: int) -> list[str]:
    return [chr(0x4E00 + chance.randrange(3000)) for _ in range(count)]
