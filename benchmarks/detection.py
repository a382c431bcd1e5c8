"""Posts through rules, fingerprints and indexes: one in ten hits a rule, or all of them do."""

from datetime import UTC, datetime, timedelta
from functools import partial

from benchmarks.table import Table, rates
from benchmarks.texts import LENGTH, Writer
from bot.words import words
from core.detect import Organisation, decide, prepare
from core.events import Events
from core.posts import Post, Source
from core.rules import RuleSet
from core.similar import Memory, Similar, columns_of, fingerprint

POSTS = 500
REMEMBERED = 200_000
TERMS = 1_000
NOW = datetime(2026, 11, 20, tzinfo=UTC)
SOURCE = Source(name="论坛", kind="rss", url="", own_area=True)


def measure() -> Table:
    """Posts a second through `prepare` and `decide` in one thread."""
    writer = Writer()
    terms = writer.terms(TERMS)
    rules = RuleSet.parse("[规则]\n" + "\n".join(terms) + "\n:级别 一般\n")
    similar = remembering(writer, REMEMBERED)
    some, every = ([_post(writer, terms, hits=n % share == 0) for n in range(POSTS)] for share in (10, 1))
    cases = {
        "one post in ten hits": partial(_run, some, rules, similar),
        "every post hits": partial(_run, every, rules, similar),
    }
    return Table(
        title="Detection",
        note=f"Posts of about {LENGTH} characters, {TERMS:,} rule terms, {REMEMBERED:,} posts remembered, one core.",
        head=("what", "posts a second", "against the last line"),
        rows=rates(cases, POSTS),
    )


def remembering(writer: Writer, count: int) -> Similar:
    """So many posts remembered; their texts share sentences."""
    similar = Similar()
    page: list[Memory] = []
    for number, text in enumerate(writer.recombined(count, writer.sentences(count // 10))):
        page.append(memory(number, text))
        if len(page) == 4096:
            similar.load(columns_of(page))
            page = []
    similar.load(columns_of(page))
    return similar


def memory(number: int, text: str) -> Memory:
    """What is remembered of a text without marks worth normalising."""
    made = fingerprint(text)
    at = int(NOW.timestamp())
    return Memory(post=number, at=at, digest=made.digest, sketch=made.sketch, simhash=made.simhash)


def _run(posts: list[Post], rules: RuleSet, similar: Similar) -> None:
    organisation, cut = Organisation(name="海棠县住建局"), words(("海棠县住建局",))
    events = Events(cut.weight)
    for post in posts:
        prepared = prepare(post, SOURCE, rules=rules, organisation=organisation, cut=cut, at=NOW)
        decide(prepared, similar=similar, events=events, since=NOW - timedelta(days=30))


def _post(writer: Writer, terms: list[str], *, hits: bool) -> Post:
    text = writer.post()
    return Post(key="1", text=text + writer.chance().choice(terms) if hits else text)
