"""What a text says beyond the one that it quotes: a complaint around somebody's words is no copy of them."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from core.detect.decide import Decision, Prepared
from core.normalise import normalise, readable
from core.posts import Post
from core.rules import LONGEST
from core.severity import Severity
from core.texts import N_, Message, several

#: 3-grams of its own from which a text speaks for itself; a line of comment or of origin has fewer
_OWN = 40
_SHOWN = 4
_TAG = re.compile(r"#[^#\n]{1,40}#")

Place = Callable[[Prepared], Decision]


def adds(one: Prepared, original: Post, level: Severity) -> Message | None:
    """What a copy says that its original did not: deaths, a grave word, a rule's higher level, much of its own.

    `level`: that of the incident of the original.
    """
    before = readable(f"{original.title}\n{original.text}")
    grave = [word for word in (*one.risk.casualties, *one.risk.class_a) if word not in before]
    if grave:
        return Message(N_("引用了已标为无效的帖文，但多出 {words}，按新帖处理"), {"words": several(grave[:_SHOWN])})
    if one.rule_level and one.rule_level > level:
        params = {"level": Message(one.rule_level.label)}
        return Message(N_("引用了已标为无效的帖文，但规则指定为{level}，按新帖处理"), params)
    if len(_grams(one.post) - _grams(original)) >= _OWN:
        return Message(N_("引用了已标为无效的帖文，但自己的话很多，按新帖处理"))
    return None


def by_itself(place: Place, why: Message) -> Place:
    """As `place`, but a copy goes where it would go if it were none, for this reason."""

    def placed(one: Prepared) -> Decision:
        decision = place(one)
        return replace(decision.own, reasons=(why, *decision.own.reasons)) if decision.own else decision

    return placed


def _grams(post: Post) -> set[str]:
    """Of what is said: #tags#, dates and counts hang on to every copy."""
    said = _TAG.sub("\n", normalise(f"{post.title}\n{post.text[:LONGEST]}"))
    bare = "".join(filter(str.isalpha, said))
    return {a + b + c for (a, b), c in zip(pairwise(bare), bare[2:], strict=False)}
