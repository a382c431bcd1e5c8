"""The score (评分) of a post, 0 to 100, with its parts: it orders what has one level, and decides nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.detect.decide import Prepared
from core.grading import Spread
from core.pace import BurstFigures
from core.posts import TIER_LABELS, Post, Tier
from core.texts import N_, Message, several
from core.voice import Voice

#: who reports an answer of ours spreads less of the matter than of the answer
_ANSWERED = re.compile("已回应|已辟谣|已通报|情况通报|情况说明|辟谣公告|通报称|回应称|答复称")
_LONGEST = 2_000
_NAMED = 6
#: up to this place a hot list is what everybody sees; below it counts half
_TOP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What the parts count, in points; each is a setting. The parts that add up make 100 at most."""

    casualties: int = 30
    class_a: int = 20
    class_b: int = 8
    weak: int = 3
    #: all words together
    words: int = 35
    #: a text that is negative for certain
    negative: int = 20
    #: each further source, each further author; both together
    source: int = 3
    author: int = 1
    spread: int = 15
    #: each post of the last hour while they rise; all of them
    post: int = 1
    speed: int = 10
    central: int = 10
    provincial: int = 8
    city: int = 6
    local: int = 2
    #: a place among the first ten of a hot list
    rank: int = 10
    #: taken off: it reports an answer of ours; it is our own
    answered: int = 15
    own: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The points, and what they are made of."""

    total: int
    parts: tuple[Message, ...]

    @property
    def message(self) -> Message:
        """The total with its parts, as 为什么 and `tingfeng detect` tell it."""
        if not self.parts:
            return Message(N_("评分 {total}：没有加分项"), {"total": self.total})
        return Message(N_("评分 {total}：{parts}"), {"total": self.total, "parts": several(self.parts)})


def score(prepared: Prepared, spread: Spread, weights: Weights, burst: BurstFigures) -> Score:
    """What the post says, and how far its incident has come with it; a post without one stands for itself."""
    found = [
        *_words(prepared, weights),
        *_negative(prepared, weights),
        *_spread(spread, weights),
        *_speed(spread, weights, burst),
        *_media(spread, weights),
        *_discounts(prepared, weights),
    ]
    return Score(total=max(0, min(100, sum(points for points, _ in found))), parts=tuple(part for _, part in found))


_Parts = Iterator[tuple[int, Message]]


def _part(points: int, text: str, **params: object) -> _Parts:
    """A part that counts nothing is not told."""
    if points:
        yield points, Message(text, params | {"points": f"{points:+d}"})


def _words(prepared: Prepared, weights: Weights) -> _Parts:
    risk = prepared.risk
    weak = tuple(dict.fromkeys(found.term for hit in prepared.hits for found in hit.weak))
    points = (
        weights.casualties * len(risk.casualties)
        + weights.class_a * len(risk.class_a)
        + weights.class_b * len(risk.class_b)
        + weights.weak * len(weak)
    )
    words = tuple(dict.fromkeys((*risk.words, *weak)))
    shown = "·".join(words[:_NAMED]) + ("…" if len(words) > _NAMED else "")
    yield from _part(min(points, weights.words), N_("风险词「{words}」 {points}"), words=shown)


def _negative(prepared: Prepared, weights: Weights) -> _Parts:
    negative = prepared.risk.negative
    if negative is not None:
        points = round(weights.negative * max(0.0, 2 * negative - 1))
        yield from _part(points, N_("负面 {percent}% {points}"), percent=round(100 * negative))


def _spread(spread: Spread, weights: Weights) -> _Parts:
    further = weights.source * max(0, len(spread.sources) - 1) + weights.author * max(0, spread.authors - 1)
    params = {"sources": len(spread.sources), "authors": spread.authors}
    text = N_("来源 {sources} 个、作者 {authors} 人 {points}") if spread.authors else N_("来源 {sources} 个 {points}")
    yield from _part(min(further, weights.spread), text, **params)


def _speed(spread: Spread, weights: Weights, burst: BurstFigures) -> _Parts:
    if burst.fires(spread.pace):
        points = min(weights.post * spread.pace.last, weights.speed)
        yield from _part(points, N_("近一小时 {count} 条且上升 {points}"), count=spread.pace.last)


def _media(spread: Spread, weights: Weights) -> _Parts:
    by_tier = {
        Tier.CENTRAL: weights.central,
        Tier.PROVINCIAL: weights.provincial,
        Tier.CITY: weights.city,
        Tier.LOCAL: weights.local,
    }
    tier = next((one for one in by_tier if one in spread.tiers), Tier.SELF)
    yield from _part(by_tier.get(tier, 0), "{tier} {points}", tier=Message(TIER_LABELS[tier]))
    if spread.rank:
        points = weights.rank if spread.rank <= _TOP else weights.rank // 2
        yield from _part(points, N_("热榜第 {rank} {points}"), rank=spread.rank)


def _discounts(prepared: Prepared, weights: Weights) -> _Parts:
    if word := _answered(prepared.post):
        yield from _part(-weights.answered, N_("已有官方回应「{word}」 {points}"), word=word)
    if prepared.voice is Voice.OWN:
        yield from _part(-weights.own, N_("官方账号发布 {points}"))


def _answered(post: Post) -> str:
    found = _ANSWERED.search(f"{post.title}\n{post.text[:_LONGEST]}")
    return found[0] if found else ""
