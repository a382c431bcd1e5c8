"""Sources, people, messages (监测源、工作量): what stands around the incidents."""

from typing import Any

from core.digest.facts import Watch
from core.digest.figures import Burden
from core.digest.ground import Ground
from core.incident import Incident
from core.watching.health import BLIND, Health

_SEEING = frozenset({Health.OK, Health.MOVED})
_HOUR = 3600


def sources(ground: Ground) -> dict[str, Any]:
    """How they stand, and how long they were blind."""
    watches = ground.activity.watches
    read = [one for one in watches if one.active]
    blind = sorted((one for one in watches if one.blind), key=lambda one: (-one.blind, one.name))
    return {
        "sources": len(read),
        "healthy": sum(one.health in _SEEING for one in read),
        "silent": sum(one.health is Health.SILENT for one in read),
        "failing": sum(one.health in BLIND - {Health.SILENT} for one in read),
        "blind_hours": sum(one.blind for one in watches) / _HOUR,
        "blind": tuple((one.name, _hours(one)) for one in blind),
        "unseen": tuple((name, seconds / _HOUR) for name, seconds in ground.activity.unseen),
    }


def _hours(watch: Watch) -> float:
    return watch.blind / _HOUR


def work(ground: Ground) -> dict[str, Any]:
    """Who had how much, what came at night, what the bot said."""
    talk, head = ground.activity.talk, ground.activity.head
    return {
        "burdens": _burdens(ground),
        "night": sum(_at_night(ground, one) for one in ground.found()),
        "sent": talk.sent,
        "failed": talk.failed,
        "unreachable": talk.unreachable,
        "seq": head.seq,
        "hash": head.hash,
    }


def _burdens(ground: Ground) -> tuple[Burden, ...]:
    """Everybody who took something or has something open, the most first."""
    taken: dict[int, set[int]] = {}
    for one, act in ground.happened:
        if act.person and act.new.get("owner") == act.person:
            taken.setdefault(act.person, set()).add(one.id)
    owned: dict[int, int] = {}
    for one in ground.incidents.values():
        if one.is_open and one.owner is not None:
            owned[one.owner] = owned.get(one.owner, 0) + 1
    names = {member.id: member.name for member in ground.activity.members}
    found = (
        Burden(
            person=person,
            name=names.get(person, "—"),
            taken=len(taken.get(person, ())),
            open=owned.get(person, 0),
            night=sum(_at_night(ground, ground.incidents[ident]) for ident in taken.get(person, ())),
        )
        for person in taken.keys() | owned.keys()
    )
    return tuple(sorted(found, key=lambda one: (-one.taken, -one.open, one.person)))


def _at_night(ground: Ground, incident: Incident) -> bool:
    """By the clock alone: a key period lets cards sound at night, and is night all the same."""
    return ground.policy.within(ground.policy.figures.night, incident.detected_at)
