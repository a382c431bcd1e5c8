"""Chinese full-text search (查找): what stands in the index, and what is most like a question or an incident.

Both databases only tell how much of a question each text has; what comes first is decided here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log2
from typing import Any

from core.changes import Change
from core.incident import Incident, Phase, Status, phase
from core.pairs import document, entries
from core.statement import WAITING, Kind, Stand, Statement

#: entries that one question asks for: the databases are asked for each
ENTRIES = 32
#: how many of the candidates' leading ones the databases hand over
CANDIDATES = 200
#: entries of an incident of which it is asked how telling they are
LOOKED_AT = 120
#: an entry says nothing if more texts have it, and more than a fifth of all
_EVERYWHERE = 20
#: what an answer shares at least: half of a short question, a third of a long one
_HALF_OF, _THIRD = 8, 1 / 3
#: what a like incident shares at least, of all that there is to share, as `_score` counts
_ALIKE = 0.3
#: entries that two like incidents share at least: a word of four characters, or two short ones that stand together
_SHARED = 3
#: a whole number says how telling an entry is, in this part of a bit: whole numbers add up alike everywhere
_FINE = 16
#: what stands in the index of an incident beside its title
_BODY = ("excerpt", "department", "topic", "basis", "outcome")
_FIELDS = frozenset({"title", *_BODY})
#: a reply in these states was signed, and may be read by whoever looks for words
_SIGNED = WAITING | {Stand.PUBLISHED, Stand.WITHDRAWN}
#: what may be taken as an example: nobody repeats what had to be withdrawn
EXEMPLARY = WAITING | {Stand.PUBLISHED}
#: numbers of an incident's statements that the index has room for
LAST_STATEMENT = 1023


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A past case as an example (先例): an incident and, where one was signed, its reply."""

    incident: int
    title: str
    phase: Phase
    #: when it was answered, else closed, else detected
    at: datetime
    drill: bool = False
    #: its number within the incident, 0 where nothing was signed
    statement: int = 0
    kinds: tuple[Kind, ...] = ()
    #: the whole reply, "" where nothing was signed
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A text that a database found: the weight of the asked entries that it has, and that its title has."""

    incident: int
    shared: int
    titled: int = 0
    #: how many of the asked entries it has
    entries: int = 1


def asked_for(words: str) -> tuple[str, ...]:
    """The entries of what somebody types; blanks divide it. Empty where it is too short to look for."""
    apart = dict.fromkeys(entry for word in words.split() for entry in entries(word))
    found = tuple(apart) or entries(words)
    return found[:ENTRIES] if any(len(entry) > 1 for entry in found) else ()


def own_document(incident: Incident) -> tuple[str, ...]:
    """The entries of an incident itself."""
    return document(incident.title, (getattr(incident, name) for name in _BODY))


def marks(incident: Incident) -> tuple[str, ...]:
    """The entries by which others like it are looked for, so many of them: what it is called, is about, and says."""
    texts = (incident.title, incident.topic, incident.excerpt)
    return tuple(dict.fromkeys(entry for text in texts for entry in entries(text)))[:LOOKED_AT]


def is_findable(incident: Incident) -> bool:
    """What was merged away is found under what it went into; a drill is no precedent."""
    return incident.status is not Status.MERGED and not incident.drill


def signed(incident: Incident) -> Mapping[int, Statement]:
    """The statements that stand in the index, by number; what was merged away stands there no more."""
    if not is_findable(incident):
        return {}
    return {one.number: one for one in incident.statements if one.stand in _SIGNED and one.number <= LAST_STATEMENT}


def outdated(change: Change) -> frozenset[int]:
    """What of an incident the index must be told anew: numbers of statements, 0 = the incident itself."""
    diffs = change.event.diffs
    found = {0} if _FIELDS & diffs.keys() else set()
    if Status.MERGED in diffs.get("status", ()):
        found |= {0, *(one.number for one in change.subject.statements)}
    before, after = (_marks(side) for side in diffs.get("statements", ((), ())))
    found |= {number for number in before.keys() | after.keys() if before.get(number, "") != after.get(number, "")}
    return frozenset(number for number in found if number <= LAST_STATEMENT)


def telling(having: Mapping[str, int], texts: int) -> dict[str, int]:
    """The entries that lead to others, and how telling each is: the rarer the more. `having`: in how many of the texts.

    What is everywhere says nothing, and what is in one text only leads nowhere.
    """
    often = max(_EVERYWHERE, texts // 5)
    weights = {entry: _weight(count, texts) for entry, count in having.items() if 1 < count <= often}
    leading = sorted(weights, key=lambda entry: (-weights[entry], entry))[:ENTRIES]
    return {entry: weights[entry] for entry in leading}


def whole_of(having: Mapping[str, int], texts: int) -> int:
    """How much there is to share: what only this text has counts too, so that a few common words make nothing alike."""
    return sum(_weight(count, texts) for count in having.values())


def _weight(count: int, texts: int) -> int:
    return round(_FINE * log2(1 + texts / max(1, count)))


def ranked(hits: Iterable[Share], whole: int) -> tuple[int, ...]:
    """The incidents that share enough of a question of so many entries, the best first: of equal ones the newer."""
    return _ordered(hits, _enough(whole))


def is_all(hits: Sequence[Share], whole: int) -> bool:
    """Is nothing that shares enough left out by a list of candidates that was cut off?"""
    return len(hits) < CANDIDATES or _score(hits[-1]) < 2 * _enough(whole)


def alike(hits: Iterable[Share], whole: int) -> tuple[int, ...]:
    """The incidents that are like another one, the likest first; what shares next to nothing is left out."""
    return _ordered((hit for hit in hits if hit.entries >= _SHARED), _ALIKE * whole)


def exemplary(incidents: Sequence[Incident]) -> tuple[Incident, ...]:
    """What was answered first, then what was closed, then what is still open; within each, the order given."""
    found = (one for one in incidents if one.status not in (Status.MERGED, Status.INVALID))
    return tuple(sorted(found, key=lambda one: (reply_of(one) is None, one.status is not Status.CLOSED)))


def reply_of(incident: Incident) -> Statement | None:
    """The reply that may serve as an example: the last published one, else the last signed one."""
    able = [one for one in signed(incident).values() if one.stand in EXEMPLARY]
    return max(able, key=lambda one: (one.stand is Stand.PUBLISHED, one.number), default=None)


def exemplar(incident: Incident, number: int) -> Statement | None:
    """The statement of this number, where it may serve as an example."""
    found = signed(incident).get(number)
    return found if found and found.stand in EXEMPLARY else None


def case(incident: Incident, reply: Statement | None, text: str) -> Case:
    """An incident as an example, with its reply and the text of it."""
    ended = incident.last.at if incident.status is Status.CLOSED and incident.last else incident.detected_at
    return Case(
        incident=incident.id,
        title=incident.title,
        phase=phase(incident),
        at=(reply.published_at or reply.approved_at or ended) if reply else ended,
        drill=incident.drill,
        statement=reply.number if reply else 0,
        kinds=reply.kinds if reply else (),
        text=text,
    )


def _enough(whole: int) -> float:
    return max(min(whole, _HALF_OF) / 2, whole * _THIRD)


def _score(hit: Share) -> int:
    """Twice what it shares, and once more what it shares in its title. The databases order by the same."""
    return 2 * hit.shared + hit.titled


def _ordered(hits: Iterable[Share], least: float) -> tuple[int, ...]:
    best: dict[int, int] = {}
    for hit in hits:
        if hit.shared >= least:
            best[hit.incident] = max(best.get(hit.incident, 0), _score(hit))
    return tuple(sorted(best, key=lambda ident: (-best[ident], -ident)))


def _marks(statements: Any) -> dict[int, str]:
    """By number, what is different where the index is to be told: "" for what does not stand in it."""
    return {one.number: one.hash if one.stand in _SIGNED else "" for one in statements}
