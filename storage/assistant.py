"""Uses of the assistant: begun and ended in the audit, which is all that is kept of them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.assistant import order_of, ruling
from core.assistant.ruling import Begun, Uses
from core.assistant.task import Order
from core.assistant.trouble import Came
from core.changes import Entry, Origin, Turn
from core.incident import Incident
from core.outgoing import Notice
from core.people import Actor, Role
from core.policy import Policy
from core.texts import N_, Message
from core.workflow import Outcome, Refused
from storage import audit, rows
from storage.batches import first_result
from storage.commands import Command, load
from storage.incidents import Incidents
from storage.instants import first_event_since
from storage.outbox import enqueue
from storage.refusals import refusal, refuse
from storage.tables import events, results

_ASKED, _ANSWERED = "assistant_asked", "assistant_answered"
#: whoever asked longer ago than this waits no more
_FAR = timedelta(days=7)


class AssistantUses(Incidents):
    """Counts what the assistant is used for."""

    async def begin_use(self, incident: Incident, order: Order, command: Command) -> tuple[Outcome, bool]:
        """One more use, and whether it begins by this press; refused where the day's ceiling is reached or one goes on
        for this incident. A press that comes again begins nothing.
        """
        async with self.db.write() as connection:
            first = await first_result(connection, command.key)
            if first is not None:
                return first, False
            policy = await self._read_policy(connection)
            turn = _turn(command, policy)
            try:
                event = ruling.asked(incident, order, command.key, await _uses(connection, turn), turn)
            except Refused as refused:
                outcome = refusal(refused)
                await refuse(connection, refused.code, f"incident:{incident.id}", command, policy)
            else:
                outcome = Outcome(answer=Message(N_("🤖 助手正在草拟，稍后发在下方")))
                await audit.append(connection, (event,), self.figures)
            kept = {"answer": rows.plain(outcome.answer), "alert": outcome.alert, "refused": outcome.refused}
            await connection.execute(results.insert().values(key=command.key, result=kept, at=command.now))
            return outcome, not outcome.refused

    async def cut_off(self, now: datetime) -> tuple[tuple[Incident, Order, Command], ...]:
        """Uses whose end nobody wrote down; asked for at a start, before there are others."""
        async with self.db.read() as connection:
            policy, asked = await self._read_policy(connection), {}
            for kind, body in await _told(connection, await first_event_since(connection, now - _FAR)):
                if kind == _ASKED:
                    asked[body["notes"]["use"]] = body
                else:
                    asked.pop(body["notes"]["use"], None)
            idents = [_incident(body) for body in asked.values()]
            found = {incident.id: incident for incident in await load(connection, idents)}
        return tuple(
            (incident, order, _command(key, body, policy, now))
            for key, body in asked.items()
            if (incident := found.get(_incident(body))) and (order := _order(body))
        )

    async def end_use(
        self,
        incident: Incident,
        order: Order,
        command: Command,
        notice: Notice | None,
        *,
        came: Came,
        tokens: int,
        seconds: float,
    ) -> None:
        """It is over, and whoever asked is told, in one transaction."""
        async with self.db.write() as connection:
            turn = _turn(command, await self._read_policy(connection))
            event = ruling.answered(incident, order, command.key, turn, came=came, tokens=tokens, seconds=seconds)
            await audit.append(connection, (event,), self.figures)
            # whoever was switched off meanwhile sees nothing more of ours
            if notice is not None and turn.actor.may(Role.MEMBER):
                await enqueue(connection, notice, command.now)


def _turn(command: Command, policy: Policy) -> Turn:
    # who was registered when the key was pressed may be so no more
    actor = policy.actor(command.actor.id) or replace(command.actor, roles=frozenset())
    return Turn(actor=actor, now=command.now, policy=policy, origin=command.origin)


def _command(key: str, body: Mapping[str, Any], policy: Policy, now: datetime) -> Command:
    """The press once more, from what the audit has of it."""
    actor = policy.actor(body["actor"]) or Actor(id=body["actor"], name="", roles=frozenset())
    origin = Origin(entry=Entry(body["entry"]), chat=body["chat"], message=body["message"], callback=body["callback"])
    return Command(key=key, actor=actor, origin=origin, now=now)


def _order(body: Mapping[str, Any]) -> Order | None:
    return order_of(body["notes"]["task"], body["notes"]["about"])


def _incident(body: Mapping[str, Any]) -> int:
    return int(body["subject"].partition(":")[2])


async def _uses(connection: AsyncConnection, turn: Turn) -> Uses:
    local = turn.policy.local(turn.now)
    day = datetime.combine(local.date(), time(), local.tzinfo)
    since = await first_event_since(connection, min(day, turn.now - turn.policy.figures.assistant.patience))
    begun: dict[str, Begun] = {}
    for kind, body in await _told(connection, since):
        notes = body["notes"]
        key = notes["use"]
        if kind == _ASKED:
            begun[key] = Begun(incident=_incident(body), at=datetime.fromisoformat(body["at"]))
        elif key in begun:
            begun[key] = replace(begun[key], tokens=notes["tokens"])
    return Uses(day=day, begun=begun)


async def _told(connection: AsyncConnection, since: int) -> list[tuple[str, dict[str, Any]]]:
    """Beginnings and ends from this event on, in order."""
    mine = select(events.c.type, events.c.body).where(
        events.c.seq >= since, events.c.subject.like("assistant:%"), events.c.type.in_((_ASKED, _ANSWERED))
    )
    return [(row.type, json.loads(row.body)) for row in await connection.execute(mine.order_by(events.c.seq))]
