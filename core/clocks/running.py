"""Which clocks an incident runs, which are met, and what became of the others: read off its state alone."""

from collections.abc import Iterator
from datetime import datetime

from core.dossier import Category, Jurisdiction
from core.incident import Incident, Status, Verdict
from core.publication import is_final, publications
from core.response import PromiseState
from core.severity import Severity
from core.statement import Kind, Stand, Statement
from core.timer import Clock, Timer, TimerState

#: what a publication answers; 无需回应 waives them
RESPONSE = frozenset({Clock.FIRST_RESPONSE, Clock.SAME_DAY, Clock.AUTHORITATIVE, Clock.CEILING, Clock.FINAL})
#: these run on after a transfer until the other unit has signed
OURS = RESPONSE | {Clock.REPORT_UP, Clock.BRIEFING}
_AWAITED = OURS | {Clock.ACCEPT, Clock.INSTRUCT, Clock.APPROVAL}
_AUTHORITATIVE = frozenset({Kind.AUTHORITATIVE, Kind.FINAL, Kind.CORRECTION})


def final_of(incident: Incident) -> Statement | None:
    """The publication that ended the matter, whatever became of it later."""
    return next((one for one in publications(incident) if is_final(incident, one)), None)


def answer_of(incident: Incident, clock: Clock) -> Statement | None:
    """The publication that met this response clock, None where there is none yet."""
    if (final := final_of(incident)) is not None or clock is Clock.FINAL:
        return final
    found = publications(incident)
    if clock is Clock.AUTHORITATIVE:
        return next((one for one in found if _AUTHORITATIVE & set(one.kinds)), None)
    return next(iter(found), None)


def subjects(incident: Incident) -> Iterator[tuple[Clock, str]]:
    """Every clock that may run for it, each with what it is about."""
    for clock in Clock:
        if clock not in (Clock.APPROVAL, Clock.INSTRUCT, Clock.PROMISE):
            yield clock, ""
    for statement in incident.statements:
        if statement.stand is Stand.SUBMITTED:
            yield Clock.APPROVAL, about_stage(statement)
    for instruction in incident.instructions:
        yield Clock.INSTRUCT, f"i{instruction.number}"
    for promise in incident.promises:
        yield Clock.PROMISE, f"p{promise.number}"


def about_stage(statement: Statement) -> str:
    """How the clock of the running stage is called: s1.2.0 = statement 1, second submission, first stage."""
    return f"{statement.label}.{statement.round}.{statement.stage}"


def runs(incident: Incident, clock: Clock, about: str) -> bool:
    """Should it run now?"""
    if clock in OURS:
        return _ours(incident) and _response(incident, clock)
    if clock is Clock.PROMISE:
        waits = (about == f"p{one.number}" and one.state is not PromiseState.KEPT for one in incident.promises)
        return incident.status is not Status.MERGED and any(waits)
    return incident.is_open and _work(incident, clock, about)


def _ours(incident: Incident) -> bool:
    away = incident.transfer if incident.status is Status.TRANSFERRED else None
    return incident.is_open or (away is not None and away.received_at is None)


def _response(incident: Incident, clock: Clock) -> bool:
    major = incident.severity >= Severity.MAJOR
    if clock is Clock.REPORT_UP:
        return major and not incident.reports
    if clock is Clock.BRIEFING:
        return major and incident.briefed_at is None
    if incident.no_response or answer_of(incident, clock) is not None:
        return False
    return {
        Clock.FIRST_RESPONSE: True,
        Clock.SAME_DAY: incident.category is Category.INQUIRY and incident.jurisdiction is Jurisdiction.LOCAL,
        Clock.AUTHORITATIVE: major,
        Clock.CEILING: not major,
        Clock.FINAL: incident.verdict is not Verdict.UNVERIFIED,
    }[clock]


def _work(incident: Incident, clock: Clock, about: str) -> bool:
    if clock is Clock.CLAIM:
        return incident.status is Status.SUSPECTED and incident.delivered_at is not None
    if clock is Clock.LEASE:
        return incident.status is Status.CLAIMED and incident.owner is not None and not _acted_after_verdict(incident)
    if clock is Clock.VERIFY:
        return incident.owner is not None and incident.verdict is Verdict.UNVERIFIED
    if clock is Clock.ACCEPT:
        return incident.status is Status.ASSIGNED
    if clock is Clock.APPROVAL:
        return about in [about_stage(one) for one in incident.statements if one.stand is Stand.SUBMITTED]
    return any(about == f"i{one.number}" and one.answered_at is None for one in incident.instructions)


def _acted_after_verdict(incident: Incident) -> bool:
    judged, acted = incident.judged_at, incident.acted_at
    given = incident.verdict is not Verdict.UNVERIFIED
    return given and judged is not None and acted is not None and acted > judged


def met_at(incident: Incident, clock: Clock, about: str, now: datetime) -> datetime | None:
    """When it was met; None where it ended in another way."""
    if clock in RESPONSE:
        answer = answer_of(incident, clock)
        return None if answer is None else answer.published_at
    met = {
        Clock.CLAIM: incident.owner is not None and incident.status is not Status.MERGED,
        Clock.LEASE: incident.owner is not None and incident.is_open,
        Clock.VERIFY: incident.verdict is not Verdict.UNVERIFIED,
        Clock.REPORT_UP: bool(incident.reports),
        Clock.BRIEFING: incident.briefed_at is not None,
        Clock.ACCEPT: incident.status is Status.HANDLING,
        Clock.APPROVAL: clock is Clock.APPROVAL and _decided(incident, about),
        Clock.INSTRUCT: any(about == f"i{one.number}" and one.answered_at for one in incident.instructions),
        Clock.PROMISE: any(about == f"p{one.number}" and one.kept_at for one in incident.promises),
    }
    return now if met[clock] else None


def _decided(incident: Incident, about: str) -> bool:
    """Was the stage signed, or the statement sent back?"""
    label, round_, stage = about.split(".")
    for one in incident.statements:
        if one.label == label:
            signed = any(str(mark.stage) == stage for mark in one.signed) and str(one.round) == round_
            return signed or one.stand in (Stand.RETURNED, Stand.APPROVED)
    return False


def next_due(incident: Incident, now: datetime) -> Timer | None:
    """What outsiders, the chief or a department wait for next; None where nothing is to come."""
    coming = (
        one for one in incident.clocks if one.state is TimerState.RUNNING and one.clock in _AWAITED and one.due_at > now
    )
    return min(coming, key=lambda one: one.due_at, default=None)


def ended(incident: Incident, clock: Clock, act: str) -> TimerState:
    """What became of a clock that no longer runs and was not met."""
    by_status = {
        Status.MERGED: TimerState.MERGED,
        Status.INVALID: TimerState.VOID,
        Status.CLOSED: TimerState.ENDED,
        Status.TRANSFERRED: TimerState.PAUSED if clock in OURS else TimerState.ENDED,
    }
    if incident.status in by_status:
        return by_status[incident.status]
    if clock is Clock.ACCEPT:
        return TimerState.BOUNCED if act == "bounce" else TimerState.ENDED
    if incident.no_response and clock in RESPONSE:
        return TimerState.WAIVED
    return TimerState.ENDED if clock in (Clock.LEASE, Clock.VERIFY, Clock.APPROVAL) else TimerState.SUPERSEDED
