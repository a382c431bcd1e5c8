"""撤销: the same person takes back the last act within half a minute, by a compensating event."""

from dataclasses import replace
from typing import Any

from core.actions.common import TEAM
from core.changes import Change, Turn, decided
from core.incident import Incident
from core.people import Role
from core.resuming import resumed
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Mine, in time, and nothing decided since."""
    undo = incident.undo
    if undo is None or undo.decision != incident.decision:
        raise Refused("undo", N_("没有可以撤销的操作"))
    if undo.by != turn.actor.id:
        raise Refused("undo", N_("只能撤销自己的操作"))
    if turn.now > undo.until:
        seconds = int(turn.policy.figures.undo_window.total_seconds())
        raise Refused("undo", N_("已超过 {seconds} 秒，不能撤销"), seconds=seconds)
    return Role.MEMBER


def take_back(incident: Incident, turn: Turn, role: Role) -> Change:
    """Put back exactly what the act replaced; only who left the team meanwhile gets nothing back."""
    assert incident.undo is not None  # the guard saw it
    undone = incident.last.type if incident.last else ""
    # the lease too must run as if the act had not been
    before: dict[str, Any] = dict(incident.undo.before)
    running = {timer.key: timer for timer in (*incident.clocks, *before.get("clocks", ()))}
    before["clocks"] = tuple(running.values())
    if "verdict" in before:
        # its basis may have been written since, and goes with it
        before.setdefault("basis", "")
    back = resumed(replace(incident, **before), turn)
    if "owner" in back:
        before["acted_at"] = turn.now
    return decided(incident, turn, "undo", role, notes={"undone": undone}, **(before | back))


ACTION = Action(
    code="un",
    label=N_("⏪ 撤销"),
    roles=TEAM,
    offered=lambda i, t: i.undo is not None and i.undo.by == t.actor.id and t.now <= i.undo.until,
    guard=guard,
    decide=take_back,
    done=N_("已撤销"),
)
