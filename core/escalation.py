"""A clock's step has come: who is called, where, how loudly; what was held up, in one message.

due rows → the steps that have come → one event an incident (remind or escalate) → notices, or lines of one notice
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.bysystem import system_turn
from core.calling import Call, in_one, notices
from core.changes import Change, Turn, noted
from core.clocks.steps import moments, next_call
from core.clocks.table import When
from core.clocks.whom import called_by, unit_of
from core.incident import Incident
from core.outgoing import Notice
from core.people import Role
from core.policy import Policy
from core.response import PromiseState
from core.statements.rulings import stood_in
from core.statements.standing import followed
from core.timer import Clock, Timer, TimerState

#: what is called so long after its time was held up: by a downtime, or by a clock that was far behind
LATE = timedelta(minutes=10)
#: as many misses at once are told in one message
MANY = 4


def swept(
    incidents: Sequence[Incident], policy: Policy, now: datetime
) -> tuple[tuple[Change, ...], tuple[Notice, ...]]:
    """Everything that these incidents' clocks call for now: their changes, and what is said of all together."""
    found = {incident.id: tuple(_calls(incident, policy, now)) for incident in incidents}
    calls = [call for mine in found.values() for call in mine]
    held_up = [call for call in calls if call.held_up]
    together = bool(held_up) or sum(call.step.late for call in calls) >= MANY
    changes = [
        change
        for incident in incidents
        if found[incident.id]
        for change in _changes(incident, found[incident.id], policy, now, quiet=together)
    ]
    return tuple(changes), in_one(calls, policy, now, late=bool(held_up)) if together else ()


def clocks_started(incident: Incident, policy: Policy, now: datetime) -> Change:
    """An incident from before there were clocks gets its own, as of its detection."""
    turn = system_turn(policy, now)
    return noted(incident, turn, "start_clocks", Role.SYSTEM)


def _calls(incident: Incident, policy: Policy, now: datetime) -> Iterator[Call]:
    for timer in incident.clocks:
        if timer.state is not TimerState.RUNNING:
            continue
        every = list(enumerate(moments(timer, incident, policy), 1))
        come = [(place, at, step) for place, (at, step) in every[timer.called :] if at <= now]
        if not come:
            continue
        done, at, step = come[-1]
        asleep = incident.snoozed_until is not None and incident.snoozed_until > now
        if asleep and not step.late:
            continue
        # whom an earlier step would have called, had anybody swept, is called with the newest
        whom = tuple(dict.fromkeys(one for _, _, past in come if past.late for one in past.whom)) or step.whom
        yield Call(
            incident=incident,
            timer=timer,
            done=done,
            step=step,
            people=called_by(whom, incident, timer, policy, now),
            unit=policy.chat_of(unit_of(whom, incident, timer)),
            held_up=step.late and now - at > LATE,
            news=step.when is not When.HALF or now - at <= LATE,
        )


def _changes(
    incident: Incident, calls: Sequence[Call], policy: Policy, now: datetime, *, quiet: bool
) -> Iterator[Change]:
    turn = system_turn(policy, now)
    told = {call.timer.key: _told(call, policy) for call in calls}
    steps = [
        {
            "clock": call.timer.clock.value,
            "about": call.timer.about,
            "step": call.step.when.value,
            "whom": [one.value for one in call.step.whom],
            "people": list(call.people),
        }
        for call in calls
    ]
    change = noted(
        incident,
        turn,
        "escalate" if any(call.step.late for call in calls) else "remind",
        Role.SYSTEM,
        notes={"steps": steps, "late": quiet and any(call.held_up for call in calls)},
        outgoing=() if quiet else tuple(notice for call in calls for notice in notices(call, policy, now)),
        clocks=tuple(told.get(timer.key, timer) for timer in incident.clocks),
    )
    yield change
    for call in calls:
        more = _consequence(change.subject, call, turn)
        if more is not None:
            change = more
            yield change


def _told(call: Call, policy: Policy) -> Timer:
    """The timer, with every step called whose moment has come."""
    timer = replace(call.timer, called=call.done)
    return replace(timer, next_at=next_call(timer, call.incident, policy))


def _consequence(incident: Incident, call: Call, turn: Turn) -> Change | None:
    """What a miss changes beside the clock: stand-ins are asked to sign, a promise counts as missed."""
    if call.timer.clock is Clock.APPROVAL:
        number = int(call.timer.about.split(".")[0].removeprefix("s"))
        return stood_in(incident, number, turn)
    if call.timer.clock is Clock.PROMISE and call.step.late:
        number = int(call.timer.about.removeprefix("p"))
        missed = tuple(
            replace(one, state=PromiseState.MISSED) if one.number == number else one for one in incident.promises
        )
        after = followed(replace(incident, promises=missed))
        return noted(incident, turn, "miss", Role.SYSTEM, notes={"promise": number}, promises=missed, status=after)
    return None
