"""The roster changed in chat: who asks is judged, rows and event go in one transaction, a replay changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Turn
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.rostering.rulings import SUBJECT, DutyRecord, DutyRuling, Swap, SwapState
from core.rostering.setting import as_kept
from core.rostering.swapping import question, question_keys, withdrawn
from core.texts import Message
from core.workflow import Outcome, Refused
from storage import audit, rows
from storage.batches import first_result
from storage.commands import Command
from storage.outbox import enqueue
from storage.refusals import refusal, refuse
from storage.roster_rows import ROTATION, put_binding, put_dates, put_swap, swap
from storage.roster_seeding import RosterSeeding
from storage.tables import chats, outbox, results, swaps

JudgeDuty = Callable[[DutyRecord, Turn], DutyRuling]

#: questions that are looked at; nobody has more without an answer
_OPEN = 500


class Duty(RosterSeeding):
    """Shifts and swaps."""

    async def on_roster(self, judge: JudgeDuty, command: Command, *, answers: int = 0) -> Outcome:
        """Decide about the roster, once per key. Refusals are results too: logged and returned, never raised.

        `answers`: the number of the swap that is answered.
        """
        async with self.db.write() as connection:
            first = await first_result(connection, command.key)
            if first is not None:
                return first
            policy = await self._read_policy(connection)
            asked = await _asked(connection)
            found = (await connection.execute(select(swaps).where(swaps.c.id == answers))).mappings().first()
            record = DutyRecord(policy=policy, swap=swap(found) if found else None, asked=asked)
            outcome = await self._ruled(connection, judge, record, command)
            kept = {"answer": rows.plain(outcome.answer), "alert": outcome.alert, "refused": outcome.refused}
            await connection.execute(results.insert().values(key=command.key, result=kept, at=command.now))
        self._policy_changed()
        return outcome

    async def swaps_between(self, begin: date, end: date) -> tuple[Swap, ...]:
        """What was asked and agreed about the shifts of these days, both included."""
        told = swaps.c.state.in_([SwapState.ASKED.value, SwapState.AGREED.value])
        days = swaps.c.day.between(begin.isoformat(), end.isoformat())
        query = select(swaps).where(told, days).order_by(swaps.c.day, swaps.c.id).limit(_OPEN)
        async with self.db.read() as connection:
            return tuple(swap(row) for row in (await connection.execute(query)).mappings())

    async def call_in_group(self, since: date, now: datetime) -> bool:
        """Questions about shifts from `since` on that cannot be put privately are put in the group by name, once."""
        policy = await self.policy()
        lost = [one for one in await self._unheard(since) if policy.actor(one.asked)]
        if not lost or not policy.group:
            return False
        async with self.db.write() as connection:
            for one in lost:
                await enqueue(connection, question(one, policy, loud=not policy.at_night(now), in_group=True), now)
        return True

    async def _unheard(self, since: date) -> list[Swap]:
        closed = select(chats.c.id).where(chats.c.unreachable != "")
        async with self.db.read() as connection:
            lost = await _asked(connection, swaps.c.asked.in_(closed), swaps.c.day >= since.isoformat())
            keys = [question_keys(one)[1] for one in lost]
            said = set((await connection.execute(select(outbox.c.key).where(outbox.c.key.in_(keys)))).scalars())
        return [one for one in lost if question_keys(one)[1] not in said]

    async def _ruled(
        self, connection: AsyncConnection, judge: JudgeDuty, record: DutyRecord, command: Command
    ) -> Outcome:
        policy = record.policy
        # who was registered when the key was pressed may be so no more
        actor = policy.actor(command.actor.id) or replace(command.actor, roles=frozenset())
        turn = Turn(actor=actor, now=command.now, policy=policy, origin=command.origin)
        try:
            ruling = judge(record, turn)
        except Refused as refused:
            await refuse(connection, refused.code, SUBJECT, command, policy)
            return refusal(refused)
        await self._apply_duty(connection, ruling, turn)
        return Outcome(answer=ruling.answer)

    async def _apply_duty(self, connection: AsyncConnection, ruling: DutyRuling, turn: Turn) -> None:
        await audit.append(connection, ruling.events, self.figures)
        await put_dates(connection, ruling.dates)
        if ruling.rotation:
            shift, turns = ruling.rotation
            await put_binding(connection, f"{ROTATION}{shift.value}", as_kept(turns))
        for former in ruling.void:
            await put_swap(connection, replace(former, state=SwapState.VOID), answered_at=turn.now)
            await _settle(connection, former, withdrawn(former, turn.policy), turn.now)
        if ruling.swap and ruling.settled:
            await put_swap(connection, ruling.swap, answered_at=turn.now)
            await _settle(connection, ruling.swap, ruling.settled, turn.now)
        elif ruling.swap:
            await _put_question(connection, ruling.swap, turn.policy, turn.now)
        for notice in ruling.outgoing:
            await enqueue(connection, notice, turn.now)


async def _asked(connection: AsyncConnection, *where: ColumnElement[bool]) -> tuple[Swap, ...]:
    query = select(swaps).where(swaps.c.state == SwapState.ASKED.value, *where)
    found = await connection.execute(query.order_by(swaps.c.id.desc()).limit(_OPEN))
    return tuple(swap(row) for row in found.mappings())


async def _put_question(connection: AsyncConnection, asked: Swap, policy: Policy, now: datetime) -> None:
    """Its number stands in its keys, so it is stored first."""
    stored = replace(asked, id=await put_swap(connection, asked))
    closed = await connection.scalar(select(chats.c.unreachable).where(chats.c.id == asked.asked))
    await enqueue(connection, question(stored, policy, loud=not policy.at_night(now), in_group=bool(closed)), now)


async def _settle(connection: AsyncConnection, asked: Swap, text: Message, now: datetime) -> None:
    """The question says how it ended and has no keys any more; one that was not said yet is not said."""
    mine = outbox.c.key.in_(question_keys(asked))
    waiting = update(outbox).where(mine, outbox.c.state == "waiting")
    await connection.execute(waiting.values(state="failed", error="settled"))
    said = select(outbox.c.chat, outbox.c.message).where(mine, outbox.c.message.is_not(None))
    for chat, message in (await connection.execute(said)).all():
        key = f"swap:{asked.id}:{asked.state.value}:{chat}"
        notice = Notice(key=key, chat=chat, text=text, lane=Lane.PROMPT, target=message)
        await enqueue(connection, notice, now)
