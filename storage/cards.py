"""Cards: which chat shows which incident, at which revision. Level-triggered: stale is what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.bysystem import system_turn
from core.changes import noted
from core.incident import Incident
from core.people import Role
from storage import rows
from storage.card_rows import UNKNOWN, fade_undo, open_picker
from storage.commands import Command, load
from storage.engine import Database
from storage.outbox import PER_CHAT
from storage.policy import Policies
from storage.reach import calm, open_chat
from storage.tables import cards, chats, incidents, storms
from storage.tables.talk import RESTLESS

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
    #: "" = the incident itself, "p3" = its third proposal, said as a reply to the incident's card
    about: str = ""
    reply_to: int | None = None
    #: the storm card whose line it leaves with this showing
    storm: int | None = None


class Cards(Policies):
    """What the chats show."""

    db: Database

    async def stale_cards(self, now: datetime) -> tuple[StaleCard, ...]:
        """Cards whose chat shows something else than the state, in chats that can be written to now."""
        # first showings before redraws, 重大 first, loud before silent, pickers before counts, oldest first
        shown, same = cards.c.message.is_not(None), cards.c.drawn == _wanted(now)
        # what has risen out of a storm's line rings
        silent = cards.c.loud.is_(False) & cards.c.storm.is_(None)
        order = (shown, calm(), silent, same, cards.c.edited_at, cards.c.id)
        ready = (
            select(cards.c.id, func.row_number().over(partition_by=cards.c.chat, order_by=order).label("place"))
            .join(incidents, incidents.c.id == cards.c.incident)
            .outerjoin(chats, chats.c.id == cards.c.chat)
            .where(
                cards.c.id.in_(_restless(now)),
                or_(cards.c.shown < cards.c.reached, cards.c.drawn != _wanted(now)),
                # a storm card shows it in a line, unless it has risen
                or_(cards.c.storm.is_(None), ~calm()),
                or_(cards.c.not_before.is_(None), cards.c.not_before <= now),
                open_chat(now),
            )
            .subquery()
        )
        main = cards.alias()
        of_main = (main.c.incident == cards.c.incident) & (main.c.chat == cards.c.chat) & (main.c.about == "")
        query = (
            select(cards, incidents, func.coalesce(main.c.message, storms.c.message))
            .outerjoin(main, of_main & (cards.c.about != ""))
            .outerjoin(storms, storms.c.id == main.c.storm)
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
                "storm": None,
            }
            # a card that was asked for anew meanwhile, here or in another chat, is still to be posted
            same = cards.c.message.is_not_distinct_from(drawn.message) & (cards.c.chat == drawn.chat)
            await connection.execute(update(cards).where(cards.c.id == drawn.id, same).values(**values))
            await fade_undo(connection, drawn.id, drawn.person, drawn.incident.undo, now)
            if drawn.storm is not None:
                await connection.execute(update(storms).where(storms.c.id == drawn.storm).values(digest=""))

    async def _is_first_showing(self, connection: AsyncConnection, drawn: StaleCard) -> bool:
        group = (await self._load_policy(connection)).group
        return drawn.chat == group and not drawn.about and drawn.incident.delivered_at is None

    async def _delivered(
        self, connection: AsyncConnection, drawn: StaleCard, message: int, now: datetime, revision: int
    ) -> int:
        (current,) = await load(connection, (drawn.incident.id,))
        if current.delivered_at is not None:
            return revision
        policy = await self._load_policy(connection)
        turn = system_turn(policy, now, chat=drawn.chat, message=message)
        change = noted(current, turn, "delivered", Role.SYSTEM, delivered_at=now)
        await self.store_changes(connection, (change,), now)  # type: ignore[attr-defined]
        # the event changes nothing that is drawn, so a card that was current still is
        return change.subject.revision if current.revision == revision else revision

    async def card_failed(self, card: int, now: datetime, *, unknown: bool, pause: timedelta) -> None:
        """A showing failed. `unknown`: it may have arrived, so sending again may double it, and an edit may stand."""
        mine = cards.c.id == card
        async with self.db.write() as connection:
            row = (await connection.execute(select(cards.c.message, cards.c.attempts).where(mine))).first()
            if row is None:
                return  # taken away meanwhile, as by an undo
            attempts = row.attempts + (unknown and row.message is None)
            wait = max(pause, UNKNOWN_PAUSE) if attempts > row.attempts and attempts >= 2 else pause
            values: dict[str, Any] = {"attempts": attempts, "not_before": now + wait, "sending": False}
            if unknown and row.message is not None:
                values |= {"drawn": UNKNOWN, "digest": ""}
            await connection.execute(update(cards).where(mine).values(**values))

    async def card_lost(self, card: int) -> None:
        """Somebody deleted the message: post it anew. Whom it was to call, it has called."""
        async with self.db.write() as connection:
            values = {"message": None, "shown": 0, "digest": "", "loud": False}
            await connection.execute(update(cards).where(cards.c.id == card).values(**values))

    async def resume_cards(self) -> None:
        """At start: a send that was under way when the process died has an unknown outcome; it is sent once more."""
        async with self.db.write() as connection:
            for table in (cards, storms):
                values = {"sending": False, "attempts": table.c.attempts + 1}
                await connection.execute(update(table).where(table.c.sending).values(**values))

    async def turn_picker(self, command: Command, picker: str) -> None:
        """Open, turn or close the picker on the pressed card."""
        async with self.db.write() as connection:
            await open_picker(connection, command, picker)


_CARD_FIELDS = ("id", "chat", "person", "message", "digest", "edited_at", "about", "storm")


def _restless(now: datetime) -> Select[tuple[int]]:
    """Cards that may have to be drawn: read from an index of them alone, however many years of others there are."""
    kept = or_(cards.c.until.is_(None), cards.c.until > now)
    return select(cards.c.id).where(RESTLESS, kept).correlate(None)


def _wanted(now: datetime) -> ColumnElement[str]:
    return case((or_(cards.c.picker_until.is_(None), cards.c.picker_until > now), cards.c.picker), else_="")


def _stale(row: Sequence[Any], now: datetime) -> StaleCard:
    values: dict[Any, Any] = dict(zip((*cards.c, *incidents.c, "reply_to"), row, strict=True))
    until = values[cards.c.picker_until]
    picker = "" if until is not None and until <= now else values[cards.c.picker]
    subject = rows.incident({c.name: values[c] for c in incidents.c})
    return StaleCard(
        **{name: values[cards.c[name]] for name in _CARD_FIELDS},
        loud=values[cards.c.loud] or values[cards.c.storm] is not None,
        reply_to=values["reply_to"],
        picker=picker,
        awaited=subject.acts != values[cards.c.shown_acts] or picker != values[cards.c.drawn],
        incident=subject,
    )
