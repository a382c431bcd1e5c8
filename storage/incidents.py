"""The one door for writes: state, event and everything to be said, in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Change, Event
from core.incident import Incident
from core.outgoing import Notice, Outgoing, Show
from core.policy import Policy
from core.texts import N_
from core.views import Told
from core.workflow import Outcome, Refused
from storage import audit, rows
from storage.cards import open_picker, show_card
from storage.chats import unreached
from storage.commands import Command, Decide, Ground, load
from storage.outbox import enqueue, enqueue_question
from storage.policy import Policies
from storage.tables import cards, chats, confirmations, event_texts, events, incidents, results

#: the same refusal of the same person on the same subject is logged once in this time
REFUSAL_PAUSE = timedelta(seconds=60)


class Incidents(Policies):
    """Incidents and their story."""

    async def change(self, idents: Sequence[int], decide: Decide, command: Command) -> Outcome:
        """Load, decide, store. Refusals are results too: they are logged and returned, never raised."""
        async with self.db.write() as connection:
            first = await _first_result(connection, command.key)
            if first is not None:
                return first
            outcome = await self._decided(connection, idents, decide, command)
            stored = {"answer": rows.plain(outcome.answer), "alert": outcome.alert, "refused": outcome.refused}
            await connection.execute(results.insert().values(key=command.key, result=stored, at=command.now))
            return outcome

    async def _decided(
        self, connection: AsyncConnection, idents: Sequence[int], decide: Decide, command: Command
    ) -> Outcome:
        policy = await self._load_policy(connection)
        loaded = await load(connection, idents)
        if len(loaded) != len(set(idents)):
            outcome = refusal(Refused("unknown", N_("没有这件事，请在最新的卡片上操作")))
            await refuse(connection, outcome.refused, f"incident:{idents[0]}", command, policy)
            return outcome
        try:
            confirmed = await _confirmed(connection, command, loaded[0])
            outcome = decide(loaded, Ground(policy=policy, confirmed=confirmed))
        except Refused as refused:
            outcome = refusal(refused)
            await refuse(connection, refused.code, f"incident:{idents[0]}", command, policy)
        await self._record(connection, outcome, loaded[0], command, policy)
        return outcome

    async def _record(
        self, connection: AsyncConnection, outcome: Outcome, subject: Incident, command: Command, policy: Policy
    ) -> None:
        if outcome.confirm:
            await _remember_press(connection, command, subject, policy)
        if outcome.picker:
            await open_picker(connection, command, f"{command.action}.0")
        await self.store_changes(connection, outcome.changes, command.now)
        for ask in outcome.asks:
            seen = outcome.changes[-1].subject.decision if outcome.changes else subject.decision
            await enqueue_question(connection, ask, subject.id, seen, command.key, command.now)

    async def store_changes(self, connection: AsyncConnection, changes: Sequence[Change], now: datetime) -> None:
        """State, event and outgoing of each change."""
        for change in changes:
            new, old_decision = change.subject, change.event.decision[0]
            await connection.execute(update(incidents).where(incidents.c.id == new.id).values(**rows.incident_row(new)))
            if new.decision != old_decision:
                # what a picker was opened for may be gone; its buttons would all be stale
                await connection.execute(update(cards).where(cards.c.incident == new.id).values(picker=""))
                await connection.execute(delete(confirmations).where(confirmations.c.incident == new.id))
            if "department" in change.event.diffs:
                # who was to be told of the old assignment and was not yet, need not hear of it
                unsent = (cards.c.person != 0) & cards.c.message.is_(None) & cards.c.until.is_(None)
                await connection.execute(delete(cards).where(cards.c.incident == new.id, unsent))
            for outgoing in change.outgoing:
                await send_later(connection, outgoing, new.id, now)
                await self._call_instead(connection, outgoing, new.id, now)
        await audit.append(connection, tuple(change.event for change in changes), self.figures)

    async def _call_instead(
        self, connection: AsyncConnection, outgoing: Outgoing, incident: int, now: datetime
    ) -> None:
        """A person known to be out of reach is called in the group at once: nothing is tried there any more."""
        if not isinstance(outgoing, Show) or not outgoing.person:
            return
        closed = await connection.scalar(select(chats.c.unreachable).where(chats.c.id == outgoing.chat))
        if closed:
            await enqueue(connection, unreached(outgoing.person, incident, await self._load_policy(connection)), now)

    async def refused(self, code: str, subject: str, command: Command) -> None:
        """Log an attempt that never reached an incident: a stranger, a foreign chat, a forged button."""
        async with self.db.write() as connection:
            await refuse(connection, code, subject, command, await self._load_policy(connection))

    async def incident(self, ident: int) -> Incident | None:
        """One incident, None if there is no such number."""
        async with self.db.read() as connection:
            found = await load(connection, (ident,))
        return found[0] if found else None

    async def undoable(self, person: int) -> int | None:
        """The newest incident whose last act this person may still take back."""
        newest = select(incidents.c.id).where(incidents.c.undo_by == person).order_by(incidents.c.id.desc()).limit(50)
        async with self.db.read() as connection:
            found = await load(connection, (await connection.execute(newest)).scalars().all())
        latest = max(found, key=lambda i: i.undo.until if i.undo else i.detected_at, default=None)
        return latest.id if latest else None

    async def story(self, ident: int, limit: int = 200) -> tuple[Told, ...]:
        """What happened to an incident, oldest first; refused attempts are not part of the story."""
        newest = (
            select(events.c.type, events.c.body, event_texts.c.text)
            .outerjoin(event_texts, event_texts.c.seq == events.c.seq)
            .where(events.c.subject == f"incident:{ident}", events.c.type != "refused")
            .order_by(events.c.seq.desc())
            .limit(limit)
        )
        async with self.db.read() as connection:
            found = (await connection.execute(newest)).all()
        return tuple(rows.told(row.type, row.body, row.text) for row in reversed(found))


async def send_later(connection: AsyncConnection, outgoing: Outgoing, incident: int, now: datetime) -> None:
    """Turn what a decision wants said into rows."""
    if isinstance(outgoing, Notice):
        await enqueue(connection, outgoing, now)
    elif isinstance(outgoing, Show):
        await show_card(connection, incident, outgoing)


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
    """A refusal as a result: its words in an alert box, its questions asked."""
    return Outcome(answer=refused.message, alert=True, refused=refused.code, asks=refused.asks)


async def _first_result(connection: AsyncConnection, key: str) -> Outcome | None:
    found: dict[str, Any] | None = await connection.scalar(select(results.c.result).where(results.c.key == key))
    if found is None:
        return None
    return Outcome(answer=rows.message(found["answer"]), alert=found["alert"], refused=found["refused"])


async def _confirmed(connection: AsyncConnection, command: Command, subject: Incident) -> bool:
    mine = (
        (confirmations.c.person == command.actor.id)
        & (confirmations.c.incident == subject.id)
        & (confirmations.c.action == command.action)
        & (confirmations.c.arg == command.arg)
    )
    valid = (confirmations.c.decision == subject.decision) & (confirmations.c.until >= command.now)
    return bool(await connection.scalar(select(func.count()).select_from(confirmations).where(mine & valid)))


async def _remember_press(connection: AsyncConnection, command: Command, subject: Incident, policy: Policy) -> None:
    row = {"person": command.actor.id, "incident": subject.id, "action": command.action, "arg": command.arg}
    same = [confirmations.c[name] == value for name, value in row.items()]
    await connection.execute(delete(confirmations).where(*same))
    until = command.now + policy.figures.confirm_window
    await connection.execute(confirmations.insert().values(**row, decision=subject.decision, until=until))
