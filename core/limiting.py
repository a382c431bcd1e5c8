"""上限: how many cards a day a rule may open; a post is without one only where every rule that found it is full."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from core.detect import Action, Decision, Prepared
from core.detect.topics import department, heaviest_first
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.texts import N_, Message

#: where a post belongs, judged under the topic that it bears
Place = Callable[[Prepared], Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A post under the rule that takes it."""

    prepared: Prepared
    decision: Decision
    #: rules that would have opened a card, had their day not been full
    held: tuple[str, ...] = ()
    #: nobody takes it: it is stored without a card
    over: bool = False


def limits(prepared: Prepared) -> Mapping[str, int]:
    """The cards a day of the rules that found the post, those without a limit left out."""
    return {hit.group: hit.limit for hit in prepared.hits if hit.limit is not None}


def full(prepared: Prepared, opened: Mapping[str, int]) -> frozenset[str]:
    """Those of its rules whose day has its number; `opened`: the cards that each rule opened today."""
    return frozenset(rule for rule, limit in limits(prepared).items() if opened.get(rule, 0) >= limit)


def choose(prepared: Prepared, place: Place, full: Collection[str]) -> Chosen:
    """Where the post goes: a rule whose day is full opens nothing, and the next that found the post takes its turn."""
    held: list[str] = []
    for one in _turns(prepared):
        decision = place(one)
        if decision.action is not Action.OPEN or one.topic not in full:
            return Chosen(prepared=one, decision=decision, held=tuple(held))
        held.append(one.topic)
    return Chosen(prepared=prepared, decision=decision, held=tuple(held), over=True)


def _turns(prepared: Prepared) -> Iterator[Prepared]:
    """The post under its own topic, then under each other rule that found it, the heaviest first."""
    yield prepared
    for hit in heaviest_first(prepared.hits):
        if hit.group != prepared.topic:
            yield replace(prepared, topic=hit.group, department=department(hit.group, prepared.hits))


def without(place: Place, left: Collection[int]) -> Place:
    """As `place`, but what would join one of these opens an incident of its own."""

    def placed(one: Prepared) -> Decision:
        decision = place(one)
        joins = decision.action is Action.ATTACH and decision.incident in left
        return replace(decision, action=Action.OPEN, incident=None) if joins else decision

    return placed


def over_limit(rule: str, limit: int, policy: Policy, now: datetime) -> Notice:
    """Said once a day and rule: from here on what it alone finds is stored without a card."""
    # of a long name the day must not be cut off
    name, day = blake2b(rule.encode(), digest_size=16).hexdigest(), policy.local(now).strftime("%Y-%m-%d")
    text = Message(
        N_("规则「{topic}」今日已达上限 {limit} 张卡片，只由它命中的帖文今日只记录、不发卡片"),
        {"topic": rule, "limit": limit},
    )
    return Notice(key=f"limit:{day}:{name}", chat=policy.group, text=text, lane=Lane.LOG)
