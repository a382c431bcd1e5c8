"""Refused attempts: results like any other, logged at most once a minute each."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Event
from core.policy import Policy
from core.workflow import Outcome, Refused
from storage import audit
from storage.commands import Command
from storage.tables import results

#: the same refusal of the same person on the same subject is logged once in this time
REFUSAL_PAUSE = timedelta(seconds=60)


async def refuse(connection: AsyncConnection, code: str, subject: str, command: Command, policy: Policy) -> None:
    """Log a refused attempt, once per person, subject and reason in a while."""
    # the slot is part of the key, so that a storm of presses costs one look-up each and one row a minute
    slot = int(command.now.timestamp() // REFUSAL_PAUSE.total_seconds())
    key = f"refused:{command.actor.id}:{subject}:{code}:{slot}"[:120]
    if await connection.scalar(select(results.c.key).where(results.c.key == key)):
        return
    await connection.execute(results.insert().values(key=key, result={}, at=command.now))
    event = Event(
        type="refused",
        actor=command.actor,
        role=None,
        origin=command.origin,
        at=command.now,
        subject=subject,
        notes={"code": code, "action": command.action},
    )
    await audit.append(connection, (event,), policy.figures)


def refusal(refused: Refused) -> Outcome:
    """A refusal as a result: its words in an alert box, its questions asked, a second press awaited."""
    return Outcome(answer=refused.message, alert=True, refused=refused.code, asks=refused.asks, confirm=refused.again)
