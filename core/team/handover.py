"""What becomes of the open work of somebody who leaves: it moves, each incident with its event, told once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.changes import Change, Turn, noted
from core.duty import Shift
from core.incident import Incident, Status
from core.outgoing import Lane, Notice, Outgoing, Show
from core.people import SYSTEM, Member, Role
from core.policy import Policy
from core.texts import N_, Message, several

#: so many are named in the one message
NAMED = 20


def loses(old: Member, new: Member) -> tuple[bool, bool]:
    """What the change takes away: the incidents one owns, the incidents one handles."""
    gone = old.active and not new.active
    handled = Role.HANDLER in old.roles and old.active
    handles = Role.HANDLER in new.roles and new.active and new.department == old.department
    return gone, handled and not handles


def heir(policy: Policy, actor: int, now: datetime) -> Member | None:
    """Whom owned work goes to: the lead who acted, else the lead on duty; without a roster the first by name."""
    leads = policy.holders(Role.LEAD)
    on_duty = next(iter(policy.on_duty(Shift.LEAD, now)), None)
    return next((lead for lead in leads if lead.id == actor), on_duty)


def moved(
    owned: Iterable[Incident], handled: Iterable[Incident], leaving: Member, turn: Turn
) -> tuple[tuple[Change, ...], tuple[Notice, ...]]:
    """The changes, and one message that lists them. `turn.policy` is as it stands after the person left."""
    heir_now = heir(turn.policy, turn.actor.id, turn.now)
    system = replace(turn, actor=SYSTEM)
    taken = [_taken_over(one, heir_now, system) for one in owned] if heir_now else []
    latest = {change.subject.id: change.subject for change in taken}
    handed = [_handed_over(latest.get(one.id, one), leaving, system) for one in handled]
    changes = (*taken, *handed)
    return changes, _told(changes, leaving, heir_now, turn) if changes else ()


def _taken_over(incident: Incident, heir_now: Member, turn: Turn) -> Change:
    change = noted(
        incident,
        turn,
        "take_over",
        Role.SYSTEM,
        reason=N_("原负责人已停用"),
        owner=heir_now.id,
        claimed_at=turn.now,
        undo=None,
    )
    # the lease of whoever gets it begins now
    return replace(change, subject=replace(change.subject, acted_at=turn.now))


def _handed_over(incident: Incident, leaving: Member, turn: Turn) -> Change:
    """To the department's other contact; where there is none, the department is asked anew."""
    others = [one for one in turn.policy.contacts(incident.department) if one.id != leaving.id]
    chat = turn.policy.chat_of(incident.department)
    loud = turn.policy.rings(incident.severity, turn.now)
    show: tuple[Outgoing, ...] = (Show(chat=chat, loud=loud),) if chat else ()
    changes: dict[str, Any] = {"handler": None}
    if others:
        show, changes = (Show(chat=others[0].id, person=others[0].id, loud=loud),), {"handler": others[0].id}
    elif incident.status is Status.HANDLING:
        changes["status"] = Status.ASSIGNED
    reason = N_("原承办人已停用或调整")
    return noted(incident, turn, "hand_over", Role.SYSTEM, reason=reason, undo=None, outgoing=show, **changes)


def _told(changes: tuple[Change, ...], leaving: Member, heir_now: Member | None, turn: Turn) -> tuple[Notice, ...]:
    policy = turn.policy
    lines = [f"{change.subject.number} {_whose(change, policy)}" for change in changes]
    named = [*lines[:NAMED], "…"] if len(lines) > NAMED else lines
    text = Message(N_("{name} 的在办工作已移交：{list}"), {"name": leaving.name, "list": several(named)})
    heirs = {one for c in changes for one in (c.subject.handler if c.event.type == "hand_over" else c.subject.owner,)}
    called = tuple(sorted(one for one in heirs if one)) or ((heir_now.id,) if heir_now else ())
    return (
        Notice(
            key=f"handover:{leaving.id}:{turn.now.isoformat()}",
            chat=policy.group,
            text=text,
            lane=Lane.ESCALATION,
            loud=not policy.at_night(turn.now),
            mentions=called,
        ),
    )


def _whose(change: Change, policy: Policy) -> str:
    if change.event.type == "take_over":
        return policy.name(change.subject.owner)
    return policy.name(change.subject.handler) if change.subject.handler else change.subject.department
