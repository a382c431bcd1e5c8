"""What becomes of a statement: one change of its incident, with its event. Buttons, clocks and the sender end here."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.changes import Change, Turn, decided, noted
from core.incident import Incident
from core.outgoing import Outgoing
from core.people import SYSTEM, Role
from core.statement import Signature, Stand, Statement, Version
from core.statements.routing import asked_now, logged, passed, permitting, present_stage, way_of
from core.statements.standing import PENDING, WRITTEN, find, kinds_of, replaced, standing
from core.statements.telling import approval_card, asked, line, may_go_out, waits
from core.texts import N_
from core.workflow import Refused

#: what an approval leaves, taken away
_UNSIGNED: dict[str, Any] = {
    "stage": 0,
    "stages": (),
    "standin_asked": False,
    "signed": (),
    "asked_at": None,
    "approved_at": None,
    "solo": False,
}


def ruled(
    incident: Incident,
    turn: Turn,
    type_: str,
    role: Role,
    statement: Statement,
    *,
    commutes: bool = False,
    notes: Mapping[str, object] | None = None,
    **others: Any,
) -> Change:
    """One act on one statement. The event names the text by its hash; an act by S never makes buttons stale."""
    about = {"statement": statement.number, "version": statement.version, "hash": statement.hash}
    write = noted if commutes or turn.actor is SYSTEM else decided
    statements = replaced(incident, statement)
    return write(incident, turn, type_, role, notes={**about, **(notes or {})}, statements=statements, **others)


def redrafted(statement: Statement) -> Statement:
    """A draft again, its approval void; a 特批签发 that once was is never forgotten."""
    return replace(statement, stand=Stand.DRAFT, **_UNSIGNED)


def edited(statement: Statement, version: Version, turn: Turn) -> Statement:
    """A new text: whatever was signed of the old one is void."""
    number = version.version
    return replace(
        redrafted(statement), version=number, hash=version.hash, editor=turn.actor.id, edited_at=turn.now, reason=""
    )


def submitted(incident: Incident, statement: Statement, turn: Turn, role: Role, waived: list[str]) -> Change:
    """The stages are found and the first is asked. `waived`: what the draft check said and nobody mended."""
    stages = way_of(incident, statement, turn.policy).stages()
    asking = replace(
        statement,
        **_UNSIGNED
        | {
            "stand": Stand.SUBMITTED,
            "stages": stages,
            "asked_at": turn.now,
            "submitted": statement.version,
            "round": statement.round + 1,
            "reason": "",
        },
    )
    notes = {"stages": [logged(one.names, turn.policy) for one in stages]}
    notes |= {"passed": gone} if (gone := passed(incident, turn.policy, stages)) else {}
    notes |= {"waived": waived} if waived else {}
    told = (*asked(asking, asked_now(asking)), waits(incident, asking, turn.policy))
    return ruled(incident, turn, "submit", role, asking, notes=notes, outgoing=told)


def signed(incident: Incident, statement: Statement, turn: Turn, role: Role) -> Change:
    """One stage is decided: the next one is asked, or the text may go out."""
    stage = present_stage(statement)
    own = stage is None or turn.actor.id not in stage.people
    mark = Signature(stage=statement.stage, by=turn.actor.id, at=turn.now, hash=statement.hash, standin=own)
    solo = statement.solo or turn.actor.id in (statement.author, statement.editor)
    done = replace(statement, signed=(*statement.signed, mark), solo=solo, standin_asked=False)
    following = statement.stage + 1
    notes: dict[str, object] = {"stage": statement.stage, "solo": solo}
    if following < len(statement.stages):
        done, gone = _next_stage(incident, done, turn, following)
        told: tuple[Outgoing, ...] = (*asked(done, asked_now(done)), waits(incident, done, turn.policy))
        return ruled(incident, turn, "approve", role, done, notes=notes | gone, outgoing=told)
    return approved(incident, done, turn, role, "approve", notes=notes)


def _next_stage(incident: Incident, statement: Statement, turn: Turn, at: int) -> tuple[Statement, dict[str, object]]:
    """The next stage of the way that was set out on, whatever the level is now; its people as they are now."""
    was = statement.stages[at]
    fresh = way_of(incident, statement, turn.policy).stage(was.names)
    stages = (*statement.stages[:at], fresh, *statement.stages[at + 1 :])
    gone = {} if fresh.names == was.names else {"passed": [logged(fresh.names, turn.policy)]}
    return replace(statement, stage=at, stages=stages, asked_at=turn.now), dict(gone)


def approved(
    incident: Incident,
    statement: Statement,
    turn: Turn,
    role: Role,
    type_: str,
    *,
    reason: str = "",
    notes: Mapping[str, object] | None = None,
) -> Change:
    """Nothing is missing but the publication: the group is told silently, the author with sound."""
    done = replace(statement, stand=Stand.APPROVED, approved_at=turn.now)
    text = N_("✅ {number} 回应 {version}（{kind}）已签发，待发布")
    if type_ == "bypass":
        text = N_("⚡ {number} 回应 {version}（{kind}）由主要负责人特批签发，待发布")
    told = (line(incident, done, turn.policy, "approved", text), *may_go_out(incident, done, turn.policy))
    return ruled(incident, turn, type_, role, done, reason=reason, notes=notes, outgoing=told)


def stood_in(incident: Incident, number: int, turn: Turn) -> Change | None:
    """The time-box is over, or the approver passes it on: the stand-ins are asked too, whoever signs first counts.

    None where nobody waits for this statement, the stand-ins were asked already, or there are none.
    """
    statement = find(incident, number)
    if statement is None or statement.stand is not Stand.SUBMITTED or statement.standin_asked:
        return None
    fresh = _with_standins(incident, statement, turn)
    stage = present_stage(fresh)
    if stage is None or not stage.standin:
        return None
    done = replace(fresh, standin_asked=True)
    stage_role = permitting(stage, turn.actor, turn.policy, standin=False)
    role = Role.SYSTEM if turn.actor is SYSTEM else stage_role or Role.MEMBER
    text = N_("👥 {number} 回应 {version}（{kind}）已请备用审签人（{people}）一并审签")
    told = line(incident, replace(done, stages=_only(done)), turn.policy, f"standin.{approval_card(done)}", text)
    outgoing = (*asked(done, stage.standin), told)
    notes = {"stage": done.stage, "asked": list(stage.standin)}
    return ruled(incident, turn, "stand_in", role, done, commutes=True, notes=notes, outgoing=outgoing)


def _only(statement: Statement) -> tuple[Any, ...]:
    """The stages, the present one as if only its stand-ins were asked: for words that name them."""
    at = statement.stage
    return (*statement.stages[:at], replace(statement.stages[at], people=()), *statement.stages[at + 1 :])


def _with_standins(incident: Incident, statement: Statement, turn: Turn) -> Statement:
    """The stand-ins as they are now: the ones of submit may have left the team."""
    stage = present_stage(statement)
    if stage is None:
        return statement
    left = tuple(one for one in stage.standin if turn.policy.actor(one))
    if left != stage.standin or not left:
        try:
            fresh = way_of(incident, statement, turn.policy).stage(stage.names)
        except Refused:
            return statement
        others = tuple(one for one in (*fresh.people, *fresh.standin) if one not in stage.people)
        named = fresh.standin_names if fresh.standin else fresh.names
        stage = replace(stage, standin=others, standin_names=named)
    at = statement.stage
    return replace(statement, stages=(*statement.stages[:at], stage, *statement.stages[at + 1 :]))


def unsigned(incident: Incident) -> tuple[Statement, ...]:
    """Without an open incident nothing is signed: what was submitted or signed is a draft again."""
    return tuple(
        redrafted(one) if one.stand in (Stand.SUBMITTED, Stand.APPROVED) else one for one in incident.statements
    )


def discarded(incident: Incident) -> tuple[tuple[Statement, ...], list[str]]:
    """The end of the work throws drafts away; which ones is told in its event."""
    gone = standing(incident, WRITTEN)
    statements = tuple(replace(one, stand=Stand.DISCARDED) if one in gone else one for one in incident.statements)
    return statements, [f"{one.label} v{one.version}" for one in gone]


def nothing_pending(incident: Incident, stands: frozenset[Stand] = PENDING) -> None:
    """Refuse what must not happen while a statement is being signed, or on its way to the public."""
    waiting = standing(incident, stands)
    if not waiting:
        return
    one = waiting[-1]
    words = N_("回应 {version}（{kind}）正在发往频道，请先确认结果")
    if one.stand is Stand.SUBMITTED:
        words = N_("回应 {version}（{kind}）正在审签，请先审签或退回")
    elif one.stand is Stand.APPROVED:
        words = N_("回应 {version}（{kind}）已签发未发布，请先发布或撤回签发")
    raise Refused("pending", words, version=f"v{one.version}", kind=kinds_of(one))
