"""Storm cards: which storm takes a new incident, what its card must show, and how a line is opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.bysystem import system_turn
from core.changes import noted
from core.incident import Incident
from core.outgoing import Show
from core.people import Role
from storage import rows
from storage.card_rows import show_card
from storage.cards import UNKNOWN_PAUSE
from storage.commands import Command, load
from storage.engine import Database
from storage.outbox import enqueue_delete
from storage.policy import Policies
from storage.reach import calm, open_chat
from storage.rush import rings
from storage.tables import cards, chats, incidents, storms

#: so many storm cards are looked at in a round
PER_ROUND = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleStorm:
    """A storm card that must be drawn: where, of which incidents, what the chat shows now."""

    id: int
    chat: int
    message: int | None
    digest: str
    edited_at: datetime | None
    opened_at: datetime
    #: a line is new or was opened, or somebody acted on one
    awaited: bool
    loud: bool
    members: tuple[Incident, ...]


class Storms(Policies):
    """What comes in a rush."""

    db: Database

    async def stale_storms(self, now: datetime) -> tuple[StaleStorm, ...]:
        """Storm cards whose chat shows something else than the state of their incidents."""
        line = select(cards.c.id).join(incidents, incidents.c.id == cards.c.incident)
        lines = line.where(cards.c.storm == storms.c.id, calm())
        behind = exists(lines.where(cards.c.shown < incidents.c.revision))
        query = (
            select(storms)
            .outerjoin(chats, chats.c.id == storms.c.chat)
            .where(
                or_(and_(storms.c.message.is_(None), exists(lines)), behind, _dirty()),
                or_(storms.c.not_before.is_(None), storms.c.not_before <= now),
                open_chat(now),
            )
            .order_by(storms.c.message.is_not(None), storms.c.id)
            .limit(PER_ROUND)
        )
        async with self.db.read() as connection:
            found = (await connection.execute(query)).mappings().all()
            lines_of = await _lines(connection, [row["id"] for row in found]) if found else {}
        return tuple(_stale(row, lines_of.get(row["id"], ())) for row in found)

    async def storm_sending(self, storm: int) -> bool:
        """A first showing begins; returns whether it makes a sound, with what has come to it until now."""
        async with self.db.write() as connection:
            await connection.execute(update(storms).where(storms.c.id == storm).values(sending=True))
            return await rings(connection, storm)

    async def storm_shown(self, drawn: StaleStorm, message: int, digest: str, now: datetime) -> None:
        """The chat shows these lines. A line that it shows for the first time counts as delivered."""
        async with self.db.write() as connection:
            shown = await self._lines_delivered(connection, drawn, message, now)
            values = {"digest": digest, "message": message, "edited_at": now, "sending": False}
            # a card that was lost or moved meanwhile is still to be posted
            same = storms.c.message.is_not_distinct_from(drawn.message) & (storms.c.chat == drawn.chat)
            mine = (storms.c.id == drawn.id) & same & storms.c.digest.is_not_distinct_from(drawn.digest)
            booked = await connection.execute(update(storms).where(mine).values(**values, attempts=0, not_before=None))
            if booked.rowcount == 0:
                # a line was opened while this was under way: what stands there is drawn once more
                kept = (storms.c.id == drawn.id) & same
                await connection.execute(update(storms).where(kept).values(**{**values, "digest": ""}))
            for incident in drawn.members:
                seen = {"shown": shown.get(incident.id, incident.revision), "shown_acts": incident.acts}
                line = (cards.c.storm == drawn.id) & (cards.c.incident == incident.id)
                await connection.execute(update(cards).where(line).values(**seen))

    async def _lines_delivered(
        self, connection: AsyncConnection, drawn: StaleStorm, message: int, now: datetime
    ) -> Mapping[int, int]:
        """Write down who was told of; returns the revisions that this makes current."""
        policy = await self._load_policy(connection)
        first = [incident for incident in drawn.members if incident.delivered_at is None]
        if drawn.chat != policy.group or not first:
            return {}
        turn = system_turn(policy, now, chat=drawn.chat, message=message)
        current = await load(connection, [incident.id for incident in first])
        drawn_at = {incident.id: incident.revision for incident in first}
        changes = [noted(i, turn, "delivered", Role.SYSTEM, delivered_at=now) for i in current if not i.delivered_at]
        await self.store_changes(connection, changes, now)  # type: ignore[attr-defined]
        news = [change.subject for change in changes]
        # the event changes nothing that is drawn, so a line that was current still is
        return {i.id: i.revision for i in news if i.revision == drawn_at[i.id] + 1}

    async def storm_failed(self, storm: int, now: datetime, *, unknown: bool, pause: Any) -> None:
        """A showing failed. `unknown`: it may have arrived, so sending again may double it."""
        async with self.db.write() as connection:
            before = await connection.scalar(select(storms.c.attempts).where(storms.c.id == storm))
            attempts = (before or 0) + unknown
            wait = max(pause, UNKNOWN_PAUSE) if unknown and attempts >= 2 else pause
            values = {"attempts": attempts, "not_before": now + wait, "sending": False}
            await connection.execute(update(storms).where(storms.c.id == storm).values(**values))

    async def storm_lost(self, storm: int) -> None:
        """Somebody deleted the message: post it anew, without a second sound."""
        async with self.db.write() as connection:
            await connection.execute(update(cards).where(cards.c.storm == storm).values(loud=False))
            await connection.execute(update(storms).where(storms.c.id == storm).values(message=None, digest=""))

    async def open_line(self, ident: int, storm: int, command: Command) -> bool:
        """Post the incident's own card in the chat; False where it stands, or never stood, in a storm there.

        The pressed message is adopted if the storm knows of none, and taken away if it is a double.
        """
        chat = command.origin.chat
        async with self.db.write() as connection:
            await _heal(connection, ident, storm, command)
            mine = (cards.c.incident == ident) & (cards.c.chat == chat) & (cards.c.about == "")
            left = await connection.scalar(select(cards.c.storm).where(mine))
            if left is None:
                return False
            # who opens it looks at the phone already: no sound
            await show_card(connection, ident, Show(chat=chat))
            await connection.execute(update(storms).where(storms.c.id == left).values(digest=""))
            return True


async def _heal(connection: AsyncConnection, ident: int, storm: int, command: Command) -> None:
    chat, pressed = command.origin.chat, command.origin.message
    here = (storms.c.id == storm) & (storms.c.chat == chat)
    found = (await connection.execute(select(storms.c.message).where(here))).first()
    if found is None or not pressed or found.message == pressed:
        return
    if found.message is None:
        await connection.execute(update(storms).where(here).values(message=pressed, digest=""))
    else:
        await enqueue_delete(connection, ident, chat, pressed, command.now)


def _dirty() -> ColumnElement[bool]:
    return storms.c.message.is_not(None) & (storms.c.digest == "")


async def _lines(connection: AsyncConnection, idents: Sequence[int]) -> Mapping[int, Sequence[Mapping[Any, Any]]]:
    columns = (cards.c.storm, cards.c.loud, cards.c.shown, cards.c.shown_acts, incidents)
    of_storms = (
        select(*columns).join(cards, cards.c.incident == incidents.c.id).where(cards.c.storm.in_(idents), calm())
    )
    found = (await connection.execute(of_storms.order_by(cards.c.storm, incidents.c.id))).mappings().all()
    return {storm: tuple(lines) for storm, lines in groupby(found, key=lambda row: row["storm"])}


def _stale(row: Mapping[Any, Any], lines: Sequence[Mapping[Any, Any]]) -> StaleStorm:
    members = tuple(rows.incident(line) for line in lines)
    acted = any(line["shown"] == 0 or line["shown_acts"] != i.acts for line, i in zip(lines, members, strict=True))
    names = ("id", "chat", "message", "digest", "edited_at", "opened_at")
    return StaleStorm(
        **{name: row[name] for name in names},
        awaited=acted or row["digest"] == "",
        loud=any(line["loud"] for line in lines),
        members=members,
    )
