"""What presses and written words share: the pure judgement, and who somebody is that nobody registered."""

from telegram import User

from core.actions import BY_CODE
from core.changes import Turn
from core.incident import Incident
from core.people import Actor, Role
from core.policy import Policy
from core.showing import clip
from core.texts import N_, Message
from core.workflow import Outcome, act
from storage.commands import Command, Ground


def decide(incidents: tuple[Incident, ...], ground: Ground, *, command: Command, seen: int | None) -> Outcome:
    """The pure judgement that storage calls inside its transaction."""
    (incident,) = incidents
    turn = Turn(
        actor=command.actor,
        now=command.now,
        policy=ground.policy,
        origin=command.origin,
        seen=seen,
        arg=command.arg,
        confirmed=ground.confirmed,
    )
    return act(BY_CODE[command.action], incident, turn, known=BY_CODE)


def stranger(person: User) -> Actor:
    """Whoever is not registered acts without any role."""
    return Actor(id=person.id, name=clip(person.full_name, 60), roles=frozenset())


def not_registered(policy: Policy) -> Message:
    """What an unregistered person is told."""
    return Message(N_("您还没有登记，请联系带班领导（{who}）"), {"who": policy.who_may(Role.LEAD)})
