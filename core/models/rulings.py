"""Who may change which model is used, and the events of it, on `model:N` or on `learning`."""

from collections.abc import Sequence

from core.changes import Event, Turn
from core.models.standing import Fitted, Learned, State
from core.people import Role
from core.team.rulings import event_on
from core.texts import N_
from core.workflow import Refused

#: what an event about learning as such is about
SUBJECT = "learning"
#: back to the model before; learn no more; learn again
BACK, OFF, ON = "bk", "of", "on"


def permit(turn: Turn) -> Role:
    """A lead, or words that say who is one."""
    if turn.actor.may(Role.LEAD):
        return Role.LEAD
    raise Refused("role", N_("需要「带班领导」才能操作，现为：{who}"), who=turn.policy.who_may(Role.LEAD))


def fitted(ident: int, version: str, old: Fitted | None, state: State, turn: Turn) -> tuple[Event, ...]:
    """A new model: taken in place of the old one, or kept aside."""
    what = "model_taken" if state is State.ACTIVE else "model_refused"
    diffs = {"state": (None, state), "version": (None, version)}
    new = event_on(f"model:{ident}", turn, what, Role.SYSTEM, diffs=diffs)
    return (_left(old, State.OLD, turn, Role.SYSTEM), new) if old else (new,)


def turned(code: str, learned: Learned, meant: int, turn: Turn) -> Sequence[Event]:
    """What a lead decides; refused where it is so already, or what was meant is no longer there."""
    role = permit(turn)
    if code == BACK:
        before = learned.previous
        if before is None or learned.active is None or before.id != meant:
            raise Refused("stale", N_("可换回的版本已变，请重新发送 /model"))
        return _switched(learned.active, before, turn, role)
    wanted = code == ON
    if learned.enabled is wanted:
        raise Refused("same", N_("学习已经启用") if wanted else N_("学习已经停用"))
    what = "learning_on" if wanted else "learning_off"
    return (event_on(SUBJECT, turn, what, role, diffs={"enabled": (not wanted, wanted)}),)


def _switched(old: Fitted, new: Fitted, turn: Turn, role: Role) -> Sequence[Event]:
    return (
        _left(old, State.LEFT, turn, role),
        event_on(f"model:{new.id}", turn, "model_back", role, diffs={"state": (new.state, State.ACTIVE)}),
    )


def _left(old: Fitted, state: State, turn: Turn, role: Role) -> Event:
    return event_on(f"model:{old.id}", turn, "model_left", role, diffs={"state": (State.ACTIVE, state)})
