"""Cards: which chat shows which incident, at which revision. Level-triggered: stale is what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Entry, Origin, Turn, noted
from core.incident import Incident
from core.outgoing import Show
from core.people import SYSTEM, Role
from storage import rows
from storage.commands import Command, load
from storage.engine import Database
from storage.outbox import PER_CHAT
from storage.policy import Policies
from storage.reach import open_chat
from storage.tables import cards, chats, incidents

#: a picker that nobody uses folds itself away
PICKER_OPEN = timedelta(seconds=60)
#: after two sends of unknown outcome the third waits, so that a bad line cannot fill the chat with copies
UNKNOWN_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleCard:
    """A card that must be drawn: where, for whom, what the chat shows now."""

    id: int
    chat: int
    person: int
    message: int | None
    picker: str
    digest: str
    loud: bool
    edited_at: datetime | None
    #: somebody acted or opened a picker, and waits to see it
    awaited: bool
    incident: Incident


class Cards(Policies):
    """What the chats show."""

    db: Database

    async def stale_cards(self, now: datetime) -> tuple[StaleCard, ...]:
        """Cards whose chat shows something else than the state, in chats that can be written to now."""
        # first showings before redraws, loud before silent, opened pickers before counts, the longest waiting first
        shown, same = cards.c.message.is_not(None), cards.c.drawn == _wanted(now)
        order = (shown, cards.c.loud.is_(False), same, cards.c.edited_at, cards.c.id)
        ready = (
            select(cards.c.id, func.row_number().over(partition_by=cards.c.chat, order_by=order).label("place"))
            .join(incidents, incidents.c.id == cards.c.incident)
            .outerjoin(chats, chats.c.id == cards.c.chat)
            .where(
                or_(cards.c.shown < incidents.c.revision, cards.c.drawn != _wanted(now)),
                or_(cards.c.until.is_(None), cards.c.until > now),
                or_(cards.c.not_before.is_(None), cards.c.not_before <= now),
                open_chat(now),
            )
            .subquery()
        )
        query = (
            select(cards, incidents)
            .join(incidents, incidents.c.id == cards.c.incident)
            .join(ready, ready.c.id == cards.c.id)
            .where(ready.c.place <= PER_CHAT)
            .order_by(ready.c.place)
        )
        async with self.db.read() as connection:
            found = (await connection.execute(query)).all()
        return tuple(_stale(row, now) for row in found)

    async def card_sending(self, card: int) -> None:
        """A first showing begins: if its result is lost, the next start knows."""
        async with self.db.write() as connection:
            await connection.execute(update(cards).where(cards.c.id == card).values(sending=True))

    async def card_shown(self, drawn: StaleCard, message: int, digest: str, now: datetime) -> None:
        """The chat shows this revision. The first showing of the group's card is an event: the team has been told."""
        revision = drawn.incident.revision
        async with self.db.write() as connection:
            if drawn.person == 0 and await self._is_first_showing(connection, drawn):
                revision = await self._delivered(connection, drawn, message, now, revision)
            values = {
                "message": message,
                "shown": revision,
                "shown_acts": drawn.incident.acts,
                "digest": digest,
                "drawn": drawn.picker,
                "edited_at": now,
                "sending": False,
                "attempts": 0,
                "not_before": None,
            }
            # a card that was asked for anew meanwhile, here or in another chat, is still to be posted
            same = cards.c.message.is_not_distinct_from(drawn.message) & (cards.c.chat == drawn.chat)
            await connection.execute(update(cards).where(cards.c.id == drawn.id, same).values(**values))

    async def _is_first_showing(self, connection: AsyncConnection, drawn: StaleCard) -> bool:
        group = (await self._load_policy(connection)).group
        return drawn.chat == group and drawn.incident.delivered_at is None

    async def _delivered(
        self, connection: AsyncConnection, drawn: StaleCard, message: int, now: datetime, revision: int
    ) -> int:
        (current,) = await load(connection, (drawn.incident.id,))
        if current.delivered_at is not None:
            return revision
        policy = await self._load_policy(connection)
        turn = Turn(
            actor=SYSTEM, now=now, policy=policy, origin=Origin(entry=Entry.JOB, chat=drawn.chat, message=message)
        )
        change = noted(current, turn, "delivered", Role.SYSTEM, delivered_at=now)
        await self.store_changes(connection, (change,), now)  # type: ignore[attr-defined]
        # the event changes nothing that is drawn, so a card that was current still is
        return change.subject.revision if current.revision == revision else revision

    async def card_failed(self, card: int, now: datetime, *, unknown: bool, pause: timedelta) -> None:
        """A showing failed. `unknown`: it may have arrived, so sending again may double it."""
        async with self.db.write() as connection:
            attempts = (await connection.scalar(select(cards.c.attempts).where(cards.c.id == card)) or 0) + unknown
            wait = max(pause, UNKNOWN_PAUSE) if unknown and attempts >= 2 else pause
            values = {"attempts": attempts, "not_before": now + wait, "sending": False}
            await connection.execute(update(cards).where(cards.c.id == card).values(**values))

    async def card_lost(self, card: int) -> None:
        """Somebody deleted the message: post it anew."""
        async with self.db.write() as connection:
            values = {"message": None, "shown": 0, "digest": ""}
            await connection.execute(update(cards).where(cards.c.id == card).values(**values))

    async def resume_cards(self) -> None:
        """At start: a send that was under way when the process died has an unknown outcome; it is sent once more."""
        async with self.db.write() as connection:
            values = {"sending": False, "attempts": cards.c.attempts + 1}
            await connection.execute(update(cards).where(cards.c.sending).values(**values))

    async def turn_picker(self, command: Command, picker: str) -> None:
        """Open, turn or close the picker on the pressed card."""
        async with self.db.write() as connection:
            await open_picker(connection, command, picker)


async def show_card(connection: AsyncConnection, incident: int, show: Show) -> None:
    """A card of the incident in this chat; an older one there is left behind and healed when pressed."""
    mine = and_(cards.c.incident == incident, cards.c.chat == show.chat)
    values = {"person": show.person, "loud": show.loud, "message": None, "shown": 0, "digest": "", "until": None}
    if await connection.scalar(select(cards.c.id).where(mine)):
        await connection.execute(update(cards).where(mine).values(**values))
    else:
        await connection.execute(cards.insert().values(incident=incident, chat=show.chat, **values))


async def open_picker(connection: AsyncConnection, command: Command, picker: str) -> None:
    """The pressed card shows a picker, or its buttons again."""
    where = and_(cards.c.chat == command.origin.chat, cards.c.message == command.origin.message)
    until = command.now + PICKER_OPEN if picker else None
    await connection.execute(update(cards).where(where).values(picker=picker, picker_until=until))


def _wanted(now: datetime) -> ColumnElement[str]:
    return case((or_(cards.c.picker_until.is_(None), cards.c.picker_until > now), cards.c.picker), else_="")


def _stale(row: Sequence[Any], now: datetime) -> StaleCard:
    values: dict[Any, Any] = dict(zip((*cards.c, *incidents.c), row, strict=True))
    until = values[cards.c.picker_until]
    picker = "" if until is not None and until <= now else values[cards.c.picker]
    subject = rows.incident({c.name: values[c] for c in incidents.c})
    return StaleCard(
        **{name: values[cards.c[name]] for name in ("id", "chat", "person", "message", "digest", "loud", "edited_at")},
        picker=picker,
        awaited=subject.acts != values[cards.c.shown_acts] or picker != values[cards.c.drawn],
        incident=subject,
    )
