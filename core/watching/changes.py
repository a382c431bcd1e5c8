"""监测源 changed in chat: only by a lead, each change with its event on `source:N`."""

from dataclasses import MISSING, fields

from core.changes import Event, Turn
from core.people import Actor, Role
from core.policy import Policy
from core.posts import Source
from core.team.rulings import event_on
from core.texts import N_
from core.workflow import Refused


def permit(actor: Actor, policy: Policy) -> Role:
    """A lead, or words that say who is one."""
    if actor.may(Role.LEAD):
        return Role.LEAD
    raise Refused("role", N_("需要「带班领导」才能操作，现为：{who}"), who=policy.who_may(Role.LEAD))


def added(ident: int, source: Source, turn: Turn) -> Event:
    """One more source; it rests until somebody says that it is to be used."""
    new = {one.name: getattr(source, one.name) for one in fields(Source)}
    default = {one.name: one.default for one in fields(Source) if one.default is not MISSING}
    diffs = {name: (None, value) for name, value in new.items() if name not in default or value != default[name]}
    return event_on(f"source:{ident}", turn, "source_added", permit(turn.actor, turn.policy), diffs=diffs)


def turned(ident: int, active: bool, turn: Turn) -> Event:
    """Looked at from now on, or not."""
    what, diffs = "source_resumed" if active else "source_paused", {"active": (not active, active)}
    return event_on(f"source:{ident}", turn, what, permit(turn.actor, turn.policy), diffs=diffs)


def dropped(ident: int, name: str, turn: Turn) -> Event:
    """Taken back before it brought anything."""
    role = permit(turn.actor, turn.policy)
    return event_on(f"source:{ident}", turn, "source_dropped", role, diffs={"name": (name, None)})
