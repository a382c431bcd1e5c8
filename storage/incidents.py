"""The one door for writes: state, event and everything to be said, in one transaction."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.actions import BY_CODE
from core.cards.views import Told
from core.changes import Change
from core.incident import Incident, Status
from core.outgoing import Enclosure, Outgoing, Show
from core.policy import Figures, Policy
from core.texts import N_
from core.workflow import Outcome, Refused
from storage import rows
from storage.batches import Asked, Batch, born, caught
from storage.card_rows import open_picker, send_later
from storage.chats import unreached
from storage.commands import Command, Decide, Ground, load
from storage.confirmations import confirmed_before, remember_press
from storage.evidence_rows import with_file
from storage.outbox import enqueue, enqueue_question
from storage.policy import Policies
from storage.posts import kept
from storage.refusals import refusal, refuse
from storage.regrouping import move
from storage.statement_rows import end_statement_cards
from storage.tables import cards, chats, confirmations, event_texts, events, incidents
from storage.together import Together
from storage.versions import keep_version, present_texts

log = logging.getLogger(__name__)


class Incidents(Policies):
    """Incidents and their story."""

    def __init__(self, figures: Figures) -> None:
        super().__init__(figures)
        #: incidents whose posts people moved since the indexes were told
        self.regrouped: set[int] = set()
        #: the same of the transaction that is under way, and the commands that share it
        self._moving: set[int] = set()
        self._batch: Batch | None = None
        self._asked: Together[Asked, Outcome] = Together(self._change_all)

    async def change(self, idents: Sequence[int], decide: Decide, command: Command) -> Outcome:
        """Load, decide, store. Refusals are results too: they are logged and returned, never raised."""
        return await self._asked(Asked(idents, decide, command))

    async def _change_all(self, asked: Sequence[Asked]) -> Sequence[Outcome | Exception]:
        """What waited at the door shares a transaction; if one of them cannot be stored, each has its own."""
        if len(asked) > 1:
            try:
                return await self._in_one(asked)
            except Exception:
                log.warning("%d commands could not be stored together; each is tried by itself", len(asked))
        return [await caught(self._in_one([one])) for one in asked]

    async def _in_one(self, asked: Sequence[Asked]) -> Sequence[Outcome]:
        async with self.db.write() as connection:
            self._moving, self._batch = set(), await Batch.begun(connection, asked)
            try:
                came = [await self._change_one(connection, self._batch, one) for one in asked]
                await self._batch.write(connection, self.figures)
            finally:
                self._batch = None
            moving = self._moving
        # only now: whoever reads the rows for the indexes must find the posts in their new places
        self.regrouped |= moving
        return came

    async def _change_one(self, connection: AsyncConnection, batch: Batch, one: Asked) -> Outcome:
        first = batch.done.get(one.command.key)
        if first is not None:
            return first
        came = await self._decided(connection, batch, one)
        batch.result(one.command, came)
        return came

    async def _decided(self, connection: AsyncConnection, batch: Batch, asked: Asked) -> Outcome:
        idents, decide, command = asked
        policy = await self._load_policy(connection)
        loaded = batch.loaded(idents)
        if len(loaded) != len(idents):
            outcome = refusal(Refused("unknown", N_("找不到这件事，请在最新的卡片上操作")))
            await refuse(connection, outcome.refused, f"incident:{idents[0]}", command, policy)
            return outcome
        posts = await kept(connection, idents) if command.posts else ()
        texts = await present_texts(connection, idents[0]) if command.texts else ()
        try:
            action = BY_CODE.get(command.action)
            asks = action is not None and action.confirm
            confirmed = asks and await confirmed_before(connection, command, loaded[0], policy)
            outcome = decide(loaded, Ground(policy=policy, confirmed=confirmed, posts=posts, texts=texts))
        except Refused as refused:
            outcome = refusal(refused)
            # what it was refused for may be a change of this very transaction: that one stands before it in the log
            await batch.write(connection, self.figures)
            await refuse(connection, refused.code, f"incident:{idents[0]}", command, policy)
        await self._record(connection, outcome, loaded[0], command, policy)
        return outcome

    async def _record(
        self, connection: AsyncConnection, outcome: Outcome, subject: Incident, command: Command, policy: Policy
    ) -> None:
        if outcome.confirm:
            await remember_press(connection, command, subject, policy)
        if outcome.picker:
            await open_picker(connection, command, f"{command.action}.0")
        elif command.arg and (outcome.changes or outcome.asks):
            # it was chosen: the buttons come back, also after what commutes and after a question
            await open_picker(connection, command, "")
        await self.store_changes(connection, await born(connection, outcome.changes), command.now)
        for ask in outcome.asks:
            seen = outcome.changes[-1].subject.decision if outcome.changes else subject.decision
            await enqueue_question(connection, ask, subject.id, seen, command.key, command.now)

    async def store_changes(self, connection: AsyncConnection, changes: Sequence[Change], now: datetime) -> None:
        """State, event and outgoing of each change."""
        changes = [await with_file(connection, change) for change in changes]
        batch = self._batch or Batch()
        batch.change(changes)
        for change in changes:
            new, old_decision = change.subject, change.event.decision[0]
            if new.decision != old_decision:
                # what a picker was opened for may be gone; its buttons would all be stale
                await connection.execute(update(cards).where(cards.c.incident == new.id).values(picker=""))
                await connection.execute(delete(confirmations).where(confirmations.c.incident == new.id))
            if "department" in change.event.diffs:
                # who was to be told of the old assignment and was not yet, need not hear of it
                unsent = (cards.c.person != 0) & cards.c.message.is_(None) & cards.c.until.is_(None)
                unsent &= cards.c.about == ""
                await connection.execute(delete(cards).where(cards.c.incident == new.id, unsent))
            if "statements" in change.event.diffs:
                await end_statement_cards(connection, new, now)
            if change.version is not None:
                await keep_version(connection, new.id, change.version)
            if change.event.diffs.get("status", (None, None))[0] is Status.INVALID:
                # more posts of its event may join it again
                self._moving.add(new.id)
            for moved in change.moves:
                await move(connection, moved, new.id)
                self._moving |= {new.id, moved.to}
            for outgoing in change.outgoing:
                await send_later(connection, outgoing, new.id, now)
                await self._call_instead(connection, outgoing, new.id, now)
        if self._batch is None:
            await batch.write(connection, self.figures)

    async def _call_instead(
        self, connection: AsyncConnection, outgoing: Outgoing, incident: int, now: datetime
    ) -> None:
        """A person known to be out of reach is called in the group at once: nothing is tried there any more."""
        if not isinstance(outgoing, Show | Enclosure):
            return
        person = outgoing.person if isinstance(outgoing, Show) else outgoing.chat
        closed = await connection.scalar(select(chats.c.unreachable).where(chats.c.id == outgoing.chat))
        if person and closed:
            await enqueue(connection, unreached(person, incident, await self._load_policy(connection)), now)

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
        until = incidents.c.body["undo"]["until"].as_string()
        newest = select(incidents.c.id).where(incidents.c.undo_by == person).order_by(until.desc()).limit(50)
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
