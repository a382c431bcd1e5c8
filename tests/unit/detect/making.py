"""Posts, sources and rule sets for the tests of detection."""

from collections.abc import Iterable
from datetime import UTC, datetime
from math import log
from typing import Any

import numpy as np

from core.detect import Organisation, Prepared, prepare
from core.learning import Model
from core.learning.model import Head
from core.posts import Post, Source
from core.rules import Matched, RuleSet

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
RULES = "[停水]\n停水\n:部门 供水科\n"
OURS = Organisation(name="青禾县自来水公司", aliases=("青禾水务", "QHW"))


class Pairs:
    """Cuts a text into overlapping pairs of characters, all rare: a dictionary of ten lines."""

    def cut(self, text: str) -> list[str]:
        return [text[i : i + 2] for i in range(len(text) - 1)]

    def weight(self, word: str) -> float:
        return 12.0 if word.isalpha() else 0.0


def source(name: str = "青禾论坛", **given: Any) -> Source:
    return Source(**{"kind": "rss", "url": "https://forum.example/rss", "platform": "论坛"} | given, name=name)


def post(text: str = "", title: str = "", **given: Any) -> Post:
    return Post(**{"key": "k", "url": "https://forum.example/1"} | given, title=title, text=text)


def matched(rules: str, text: str = "", title: str = "", *, at: datetime = NOW, **given: Any) -> Matched:
    where = given.pop("where", source())
    return RuleSet.parse(rules).match(post(text, title, **given), where, at)


def groups(rules: str, text: str = "", title: str = "", **given: Any) -> list[str]:
    """Names of the groups that hit."""
    return [hit.group for hit in matched(rules, text, title, **given).hits]


def prepared(text: str, title: str = "", *, rules: str = "", of: Organisation | None = OURS, **given: Any) -> Prepared:
    where = given.pop("where", source())
    return prepare(post(text, title), where, rules=RuleSet.parse(rules), organisation=of, cut=Pairs(), at=NOW, **given)


def leaning(negative: float, threshold: float = 0.7) -> Model:
    """A model without a single n-gram that finds every text so negative."""
    head = Head(
        grams=0,
        bias=log(negative / (1 - negative)),
        lexicon=0.0,
        scale=1.0,
        shift=0.0,
        threshold=threshold,
        positive=2,
        negative=2,
    )
    return Model(head=head, keys=np.zeros(0, dtype=np.int64), weights=np.zeros(0, dtype=np.float32))


def said(reasons: Iterable[Any]) -> str:
    return "\n".join(reason.plain() for reason in reasons)
