"""Negative or not: recall at few false alarms, without marks and with more and more of them, on posts not fitted on."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.grouped import spread
from benchmarks.sample import ASK, sample
from benchmarks.table import Table
from core.detect import find_risk
from core.learning import Mark, auc, cut_at
from core.normalise import readable
from jobs.learning.checking import odds_of
from jobs.learning.fitting import plain
from jobs.learning.matrix import Read

DRAWS = 12
#: false alarms that are let through
SHARE = 0.05
MARKS = (50, 200)
GROUP = "org_mengniu"
Row = tuple[str, ...]


def measure() -> Table:
    """Recall at 5 % false alarms, and AUC."""
    found = sample("test-only/relevance.jsonl.gz")
    about = [line for line in found if line["group"] == GROUP]
    rows = (*_learning(about), *_elsewhere(found)) if found else ((ASK, "", "", "", ""),)
    half = len(about) // 2
    return Table(
        title="Detection: negative",
        note=f"{GROUP}: {len(about)} posts about one company, half of them held back in each of {DRAWS} seeded draws;"
        f" marks come from the other half ({half} = all). Mean ± standard deviation. Aims: AUC ≥ .86 without marks.",
        head=("what", "marks", f"recall at {SHARE:.0%} false alarms", "AUC", "aim for recall"),
        rows=rows,
    )


def _learning(about: Sequence[dict[str, Any]]) -> list[Row]:
    read = _read(about)
    blind = replace(read, odds=np.zeros_like(read.odds))
    half = len(about) // 2
    ways: list[tuple[str, int, str, Callable[[list[int], list[int]], Any]]] = [
        ("risk words counted (the common list)", 0, "-", _counted(about)),
        ("lexicon alone (`core.sentiment`)", 0, "≥ .40", lambda _, held: read.odds[held]),
    ]
    for many, aim in zip((*MARKS, half), ("≥ .55", "≥ .72", "≥ .80"), strict=True):
        ways.append((f"marks without the lexicon, {many}", many, "-", _fitted(blind, many)))
        ways.append((f"model (`core.learning`), {many}", many, aim, _fitted(read, many)))
    return [_row(what, many, aim, read, way) for what, many, aim, way in ways]


def _row(what: str, many: int, aim: str, read: Read, way: Callable[[list[int], list[int]], Any]) -> Row:
    recalls, areas = [], []
    for seed in range(DRAWS):
        order = random.Random(seed).sample(range(len(read.labels)), len(read.labels))
        held = order[len(order) // 2 :]
        scores, labels = np.asarray(way(order[: len(order) // 2], held), dtype=float), read.labels[held]
        recalls.append(recall(scores, labels))
        areas.append(auc(scores, labels))
    return (what, str(many), spread(recalls), spread(areas), aim)


def recall(scores: Any, labels: Any) -> float:
    """Of what matters so much is found while few false alarms are let through."""
    return float((np.asarray(scores)[labels] >= cut_at(scores, labels, SHARE)).mean())


def _fitted(read: Read, many: int) -> Callable[[list[int], list[int]], Any]:
    def way(known: list[int], held: list[int]) -> Any:
        return odds_of(plain(read.part(np.array(known[:many]))), read.part(np.array(held)))

    return way


def _counted(about: Sequence[dict[str, Any]]) -> Callable[[list[int], list[int]], Any]:
    words = [len(find_risk(readable(line["text"])).words) for line in about]
    return lambda _, held: [words[at] for at in held]


def _read(lines: Sequence[dict[str, Any]]) -> Read:
    return Read.of([Mark(id=line["id"], text=line["text"], label=bool(line["label"])) for line in lines])


def _elsewhere(found: Sequence[dict[str, Any]]) -> list[Row]:
    """The lexicon alone on texts of other kinds: it shall not fit one company."""
    groups = {name: [line for line in found if line["group"] == name] for name in ("svc_waimai", "svc_shop")}
    groups["offensive"] = sample("open/offensive.jsonl.gz")
    rows: list[Row] = []
    for name, lines in groups.items():
        if lines:
            read = _read(lines)
            figures = (f"{recall(read.odds, read.labels):.3f}", f"{auc(read.odds, read.labels):.3f}")
            rows.append((f"lexicon alone, {name} ({len(lines)} texts)", "0", *figures, "-"))
    return rows


if __name__ == "__main__":
    print(measure().markdown)
