"""Same event: one incident for each, by the real code, on the posts of the sample in the order of their time."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benchmarks.grouped import Agreement, agreement, auc, spread
from benchmarks.sample import ASK, sample
from benchmarks.table import Table
from bot.words import words
from core.borders import Border
from core.detect import Action, Prepared, decide, prepare
from core.events import Events
from core.normalise import normalise
from core.posts import Post, Source
from core.rules import RuleSet
from core.similar import Similar
from core.similar.fingerprint import Features
from core.vectors import weights_of

WINDOW, EVER = timedelta(days=30), timedelta(days=36500)
DRAWS = 12
#: what a border is chosen from, on one half of the incidents
BORDERS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45)
SOURCE = Source(name="微博", kind="", url="")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A post of the sample, prepared once: what the post says alone does not change with the border."""

    at: datetime
    event: str | None
    prepared: Prepared


def measure() -> Table:
    """Pairwise F1 and B³ of the stream, the AUC of pairs, and simple ways beside them."""
    found = sample("test-only/events_weibo.jsonl.gz")
    rows = _rows(posts_of(found)) if found else ((ASK, "", "", "", ""),)
    return Table(
        title="Detection: same event",
        note=f"{len(found)} posts in time order through `prepare` and `decide` without rules, as `tingfeng detect`"
        f" does; an incident is joined while its last post is at most {WINDOW.days} days old. Chosen on half: the"
        " border that was best on the posts of one half of the events, judged on the other half;"
        f" {DRAWS} seeded draws.",
        head=("what", "pairs F1", "precision / recall", "B³ F1", "aim"),
        rows=rows,
    )


def _rows(posts: Sequence[Said]) -> tuple[Row, ...]:
    truth, aim = [one.event for one in posts], "≥ .90, B³ ≥ .93"
    chosen, fixed = zip(*(_half(posts, seed) for seed in range(DRAWS)), strict=True)
    return (
        _row("as shipped, 30 days", agreement(truth, stream(posts)), aim),
        _row("the same, however old", agreement(truth, stream(posts, window=EVER)), aim),
        _row("the most that 30 days allow", agreement(truth, _split(posts)), "-"),
        _halves("border chosen on half", chosen, aim),
        _halves("as shipped, the same halves", fixed, aim),
        _row("without #hashtags#", agreement(truth, stream([_untagged(one) for one in posts])), "-"),
        _row("near-duplicates only", agreement(truth, stream(posts, border=2.0)), "-"),
        _row("plain words, Jaccard ≥ .3 with one post", agreement(truth, _jaccard(posts)), "-"),
        _row("exact text", agreement(truth, [one.prepared.features.digest for one in posts]), "-"),
        *_pair_rows(),
    )


def _row(what: str, came: Agreement, aim: str) -> Row:
    return (what, f"{came.pairs:.3f}", f"{came.precision:.3f} / {came.recall:.3f}", f"{came.b3:.3f}", aim)


def _halves(what: str, came: Sequence[Agreement], aim: str) -> Row:
    return (what, spread([one.pairs for one in came]), "-", spread([one.b3 for one in came]), aim)


def posts_of(found: Sequence[dict[str, Any]]) -> list[Said]:
    """Each post with all that can be said of it alone."""
    cut, rules, said = words(), RuleSet.empty(), []
    for number, line in enumerate(found):
        at = datetime.fromisoformat(line["time"])
        post = Post(key=str(number), text=line["text"], published_at=at)
        one = prepare(post, SOURCE, rules=rules, organisation=None, cut=cut, at=at)
        said.append(Said(at=at, event=line["event"], prepared=one))
    return said


def stream(posts: Sequence[Said], *, window: timedelta = WINDOW, border: float | None = None) -> list[int]:
    """The incident of each post, one after the other through the real code."""
    similar, events = Similar(), Events(words().weight)
    known: dict[int, int] = {}
    needed = Border() if border is None else Border(value=border)
    for number, one in enumerate(posts):
        decision = decide(
            one.prepared,
            similar=similar,
            events=events,
            since=one.at - window,
            incident_of=known.get,
            border=needed,
        )
        opens = decision.action is Action.OPEN or decision.incident is None
        incident = number if opens else decision.incident or 0
        known[number] = incident
        similar.add(number, one.prepared.features, one.at)
        if decision.action is not Action.DUPLICATE:
            events.add(incident, "", one.prepared.features, one.at)
    return list(known.values())


def _half(posts: Sequence[Said], seed: int) -> tuple[Agreement, Agreement]:
    """Judged on one half: the border that was best on the other, and the one that is shipped."""
    names = sorted({one.event or f"alone {number}" for number, one in enumerate(posts)})
    mine = set(random.Random(seed).sample(names, len(names) // 2))
    sides: tuple[list[Said], list[Said]] = [], []
    for number, one in enumerate(posts):
        sides[(one.event or f"alone {number}") in mine].append(one)
    learn, judge = sides
    best = max(BORDERS, key=lambda border: agreement(_truth(learn), stream(learn, border=border)).pairs)
    return agreement(_truth(judge), stream(judge, border=best)), agreement(_truth(judge), stream(judge))


def _truth(posts: Sequence[Said]) -> list[str | None]:
    return [one.event for one in posts]


def _split(posts: Sequence[Said]) -> list[tuple[str, int] | None]:
    """The true events, each begun anew after 30 days of silence."""
    last: dict[str, datetime] = {}
    begun: dict[str, int] = {}
    groups: list[tuple[str, int] | None] = []
    for number, one in enumerate(posts):
        if one.event is None:
            groups.append(None)
            continue
        if one.event not in last or one.at - last[one.event] > WINDOW:
            begun[one.event] = number
        last[one.event] = one.at
        groups.append((one.event, begun[one.event]))
    return groups


def _untagged(one: Said) -> Said:
    old = one.prepared.features
    kept = {word: weight for word, weight in old.words.items() if not word.startswith("#")}
    bare = Features(normal=old.normal, digest=old.digest, sketch=old.sketch, simhash=old.simhash, words=kept)
    fields = {name: getattr(one.prepared, name) for name in Prepared.__slots__}
    return Said(at=one.at, event=one.event, prepared=Prepared(**fields | {"features": bare}))


def _jaccard(posts: Sequence[Said], least: float = 0.3) -> list[int]:
    """The simplest thing that could work: joins the post with which it has the most words in common."""
    cut, groups = words(), list[int]()
    seen: list[frozenset[str]] = []
    for number, one in enumerate(posts):
        said = frozenset(word for word in cut.cut(normalise(one.prepared.post.text)) if len(word) > 1)
        lately = [n for n in range(number) if posts[n].at >= one.at - WINDOW]
        best = max(lately, key=lambda n: _alike(said, seen[n]), default=number)
        groups.append(groups[best] if best < number and _alike(said, seen[best]) >= least else number)
        seen.append(said)
    return groups


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _pair_rows() -> tuple[Row, ...]:
    pairs = sample("test-only/same_event_pairs.jsonl.gz")
    if not pairs:
        return ()
    labels, events, cut = [pair["label"] for pair in pairs], Events(words().weight), words()
    scores: dict[str, Callable[[str, str], float]] = {
        "pairs told apart, AUC": lambda a, b: events.likeness(_features(a), [_features(b)]),
        "the same by Jaccard of words": lambda a, b: _alike(*(frozenset(cut.cut(normalise(text))) for text in (a, b))),
    }
    aims = ("≥ .98", "-")
    return tuple(
        (what, f"{auc([score(pair['a'], pair['b']) for pair in pairs], labels):.3f}", f"{len(pairs)} pairs", "-", aim)
        for (what, score), aim in zip(scores.items(), aims, strict=True)
    )


def _features(text: str) -> Features:
    return Features(normal="", digest=b"", sketch=b"", simhash=b"", words=weights_of("", normalise(text), words()))


if __name__ == "__main__":
    print(measure().markdown)
