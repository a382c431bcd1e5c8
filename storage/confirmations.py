"""The first press of a confirmation, bound to person, action, argument and decision for half a minute."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.incident import Incident
from core.policy import Policy
from storage.commands import Command
from storage.tables import confirmations

#: a thumb that trembles is no second press
DOUBLE_TAP = timedelta(seconds=1)


async def confirmed_before(connection: AsyncConnection, command: Command, subject: Incident, policy: Policy) -> bool:
    """Did the same person press the same a moment ago, but not in the same second, with nothing decided since?"""
    rested = confirmations.c.until <= command.now - DOUBLE_TAP + policy.figures.confirm_window
    found = select(confirmations.c.person).where(_pressed(command, subject) & rested)
    return await connection.scalar(found) is not None


def _pressed(command: Command, subject: Incident) -> ColumnElement[bool]:
    """The first press of the same that may still be confirmed."""
    return and_(
        confirmations.c.person == command.actor.id,
        confirmations.c.incident == subject.id,
        confirmations.c.action == command.action,
        confirmations.c.arg == command.arg,
        confirmations.c.decision == subject.decision,
        confirmations.c.until >= command.now,
    )


async def remember_press(connection: AsyncConnection, command: Command, subject: Incident, policy: Policy) -> None:
    """The second press within the window will count; one that came too fast leaves the first as it was."""
    if await connection.scalar(select(confirmations.c.person).where(_pressed(command, subject))) is not None:
        return
    row = {"person": command.actor.id, "incident": subject.id, "action": command.action, "arg": command.arg}
    same = [confirmations.c[name] == value for name, value in row.items()]
    await connection.execute(delete(confirmations).where(*same))
    until = command.now + policy.figures.confirm_window
    await connection.execute(confirmations.insert().values(**row, decision=subject.decision, until=until))
