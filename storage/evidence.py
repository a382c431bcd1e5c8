"""Evidence (存证): what is still to be fetched, what is kept under which hash, what could not be."""

from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.attachments import Piece
from core.bysystem import system_turn
from core.changes import Turn, noted
from core.incident import Incident
from core.outgoing import Notice
from core.people import Role
from storage.commands import load
from storage.incidents import Incidents
from storage.outbox import enqueue
from storage.tables import cards, chats, evidence, outbox, results

#: so many files are fetched in one go
AT_ONCE = 20


_FIELDS = tuple(evidence.c[name] for name in Piece.__dataclass_fields__)


class Evidence(Incidents):
    """Files that people added."""

    async def waiting_evidence(self, now: datetime) -> tuple[Piece, ...]:
        """What is to be fetched now, the oldest first."""
        due = or_(evidence.c.not_before.is_(None), evidence.c.not_before <= now)
        query = select(*_FIELDS).where(evidence.c.state == "waiting", due).order_by(evidence.c.id).limit(AT_ONCE)
        async with self.db.read() as connection:
            return tuple(Piece(**row) for row in (await connection.execute(query)).mappings())

    async def evidence_of(self, incident: int) -> tuple[Piece, ...]:
        """Every piece of an incident, the oldest first."""
        query = select(*_FIELDS).where(evidence.c.incident == incident).order_by(evidence.c.id)
        async with self.db.read() as connection:
            return tuple(Piece(**row) for row in (await connection.execute(query)).mappings())

    async def evidence_kept(self, piece: Piece, sha256: str, size: int, now: datetime) -> None:
        """The bytes are on disk: the row says where, and the audit which. Done once, however often it is said."""
        async with self.db.write() as connection:
            mine = (evidence.c.id == piece.id) & (evidence.c.state == "waiting")
            kept = {"state": "kept", "sha256": sha256, "size": size, "error": ""}
            if not (await connection.execute(update(evidence).where(mine).values(**kept))).rowcount:
                return
            notes = {"evidence": piece.id, "sha256": sha256, "size": size}
            subject, turn = await self._ground(connection, piece, now)
            change = noted(subject, turn, "evidence_kept", Role.SYSTEM, notes=notes)
            await self.store_changes(connection, (change,), now)

    async def _ground(self, connection: AsyncConnection, piece: Piece, now: datetime) -> tuple[Incident, Turn]:
        """The incident that has the piece now, for the system to write into its story: a merge may have moved it."""
        ident = await connection.scalar(select(evidence.c.incident).where(evidence.c.id == piece.id))
        (subject,) = await load(connection, (int(ident or 0),))
        policy = await self._load_policy(connection)
        return subject, system_turn(policy, now)

    async def evidence_not_kept(self, piece: Piece, error: str, *, retry_at: datetime) -> None:
        """It could not be fetched now: again at `retry_at`."""
        later = {"not_before": retry_at, "error": error[:500], "attempts": evidence.c.attempts + 1}
        async with self.db.write() as connection:
            await connection.execute(update(evidence).where(evidence.c.id == piece.id).values(**later))

    async def evidence_failed(self, piece: Piece, error: str, notice: Notice, now: datetime) -> None:
        """It will never be fetched; whoever sent it is told, and the story says so. Done once, as above."""
        failed = {"state": "failed", "error": error[:500], "attempts": evidence.c.attempts + 1}
        async with self.db.write() as connection:
            mine = (evidence.c.id == piece.id) & (evidence.c.state == "waiting")
            if not (await connection.execute(update(evidence).where(mine).values(**failed))).rowcount:
                return
            subject, turn = await self._ground(connection, piece, now)
            change = noted(subject, turn, "evidence_failed", Role.SYSTEM, notes={"evidence": piece.id})
            await self.store_changes(connection, (change,), now)
            await enqueue(connection, notice, now)

    async def hears_us(self, person: int) -> bool:
        """Did something of ours stand in this person's private chat lately, and has nothing shut us out since?

        Telegram lets nobody write to a person who never started the bot.
        """
        said = exists().where(outbox.c.chat == person, outbox.c.message.is_not(None))
        shown = exists().where(cards.c.chat == person, cards.c.message.is_not(None))
        shut = exists().where(chats.c.id == person, chats.c.unreachable != "")
        async with self.db.read() as connection:
            return bool(await connection.scalar(select(or_(said, shown) & ~shut)))

    async def first_of_album(self, chat: int, album: str, now: datetime) -> bool:
        """Is this the first message of an album (a group of photos)? One answer is enough for all of them."""
        key = f"album:{chat}:{album}"[:120]
        async with self.db.write() as connection:
            if await connection.scalar(select(results.c.key).where(results.c.key == key)):
                return False
            await connection.execute(results.insert().values(key=key, result={}, at=now))
        return True
