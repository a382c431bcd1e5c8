"""Why (为什么): the one list of reasons of a post, for the card, for the log of posts and for `tingfeng detect`."""

from collections.abc import Iterable

from core.detect.decide import Decision
from core.detect.score import Score
from core.grading import Grade
from core.showing import shown
from core.texts import Message, Texts

#: a reason names words and places of a post: longer it would say no more
LONGEST = 240


def said(reasons: Iterable[Message], texts: Texts) -> list[str]:
    """The reasons in words, safe to show: numbers of people are masked, strange signs gone."""
    return [shown(texts.say(one), LONGEST) for one in reasons]


def explained(decision: Decision, scored: Score, level: Grade | None) -> tuple[Message, ...]:
    """What was found, the score with its parts, and the line of the grading table, where it belongs to an incident."""
    return (*decision.reasons, scored.message, *((level.because,) if level else ()))
