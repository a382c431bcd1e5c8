"""Same text: near-duplicates of the sample through the real code, and simple ways beside them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise

from benchmarks.detection import NOW
from benchmarks.grouped import agreement
from benchmarks.sample import ASK, sample
from benchmarks.table import Table
from core.normalise import normalise
from core.similar import Similar, fingerprint

SINCE = NOW - timedelta(days=30)

Copied = Callable[[str, str], bool]
Row = tuple[str, ...]


def measure() -> Table:
    """The stream in its order, and pairs one by one."""
    found = sample("test-only/neardup_stream.jsonl.gz")
    pairs = sample("test-only/neardup_pairs.jsonl.gz")
    rows = _rows(found, [(pair["a"], pair["b"], pair["label"]) for pair in pairs]) if found else ((ASK, *[""] * 4),)
    return Table(
        title="Detection: same text",
        note=f"A stream of {len(found)} posts through the memory of posts, and {len(pairs)} pairs. Nothing is fitted"
        " to the sample: the limits come from made-up copies (see Near-duplicates).",
        head=("what", "stream pairs F1", "precision / recall", "pairs found, wrongly", "aim"),
        rows=rows,
    )


def _rows(found: Sequence[dict[str, str]], pairs: Sequence[tuple[str, str, int]]) -> tuple[Row, ...]:
    texts, truth = [line["text"] for line in found], [line["dup_group"] for line in found]
    ways: dict[str, tuple[list[int], Copied]] = {
        "as shipped": (_remembered(texts), lambda a, b: _remembered([a, b])[1] == 0),
        "Jaccard of 3-grams ≥ .5": (_joined(texts, _jaccard), _jaccard),
        "SimHash-64, at most 3 bits": (_joined(texts, _simhash), _simhash),
        "exact text": (_joined(texts, _exact), _exact),
    }
    return tuple(_row(what, truth, *way, pairs) for what, way in ways.items())


def _row(what: str, truth: list[str], groups: list[int], copied: Copied, pairs: Sequence[tuple[str, str, int]]) -> Row:
    came = agreement(truth, groups)
    hits = [(label, copied(a, b)) for a, b, label in pairs]
    right, wrong = sum(label and hit for label, hit in hits), sum(hit and not label for label, hit in hits)
    return (
        what,
        f"{came.pairs:.3f}",
        f"{came.precision:.3f} / {came.recall:.3f}",
        f"{right} of {sum(label for label, _ in hits)}, {wrong}",
        "≥ .92 at precision ≥ .99" if what == "as shipped" else "-",
    )


def _remembered(texts: Sequence[str]) -> list[int]:
    """The group of each text: that of the remembered post that it copies, else its own."""
    similar, groups = Similar(), list[int]()
    for number, text in enumerate(texts):
        features = fingerprint(normalise(text))
        likeness = similar.closest(features, SINCE)
        groups.append(groups[likeness.post] if likeness else number)
        similar.add(number, features, NOW)
    return groups


def _joined(texts: Sequence[str], copied: Copied) -> list[int]:
    """The same by looking at every earlier text."""
    groups: list[int] = []
    for number, text in enumerate(texts):
        first = next((n for n in range(number) if copied(texts[n], text)), None)
        groups.append(number if first is None else groups[first])
    return groups


def _jaccard(one: str, other: str) -> bool:
    a, b = _grams(one), _grams(other)
    return len(a & b) >= 0.5 * max(1, len(a | b))


def _grams(text: str) -> set[str]:
    normal = normalise(text)
    return {a + b + c for (a, b), c in zip(pairwise(normal), normal[2:], strict=False)}


def _simhash(one: str, other: str) -> bool:
    """The textbook one: the first 64 bits of ours."""
    a, b = (int.from_bytes(fingerprint(normalise(text)).simhash[:8]) for text in (one, other))
    return (a ^ b).bit_count() <= 3


def _exact(one: str, other: str) -> bool:
    return one == other


if __name__ == "__main__":
    print(measure().markdown)
