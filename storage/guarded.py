"""A guarded change (一次更改): judged and stored in one transaction with its events; a replay changes nothing."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Event, Turn
from core.errors import InputError
from core.texts import N_
from core.workflow import Outcome, Refused
from storage import audit, rows
from storage.batches import first_result
from storage.commands import Command
from storage.policy import Policies
from storage.refusals import refusal, refuse
from storage.tables import results

#: writes what it decides and returns its events and what is answered; raises Refused or InputError
Judge = Callable[[AsyncConnection, Turn], Awaitable[tuple[Sequence[Event], Outcome]]]


class Guarded(Policies):
    """Changes of what the watch works by: rules, sources, the model."""

    async def guarded(self, subject: str, judge: Judge, command: Command) -> Outcome:
        """Once for each key. A refusal undoes what was written, is logged on `subject`, and is a result too."""
        async with self.db.write() as connection:
            first = await first_result(connection, command.key)
            if first is not None:
                return first
            policy = await self._read_policy(connection)
            # a look on trial takes its time: whoever asked for it may be no lead any more
            actor = policy.actor(command.actor.id) or replace(command.actor, roles=frozenset())
            turn = Turn(actor=actor, now=command.now, policy=policy, origin=command.origin)
            try:
                async with connection.begin_nested():
                    happened, outcome = await judge(connection, turn)
            except (Refused, InputError) as error:
                refused = error if isinstance(error, Refused) else _mistaken(error)
                outcome = refusal(refused)
                await refuse(connection, refused.code, subject, command, policy)
            else:
                await audit.append(connection, tuple(happened), self.figures)
            kept = {"answer": rows.plain(outcome.answer), "alert": outcome.alert, "refused": outcome.refused}
            await connection.execute(results.insert().values(key=command.key, result=kept, at=command.now))
            return outcome


def _mistaken(error: InputError) -> Refused:
    return Refused("mistakes", N_("{text}"), text=error.message)
