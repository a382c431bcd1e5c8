"""Private menus, doubles and latecomers: cards that come to be, or go, for other reasons than a change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Row, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.incident import OPEN
from core.outgoing import Show
from storage.card_rows import UNKNOWN, leave_behind, show_card
from storage.outbox import enqueue_delete
from storage.policy import Policies
from storage.tables import cards, incidents, outbox, storms
from storage.together import Together

#: how long a private menu follows its incident after it was last used
MENU_LIFE = timedelta(hours=1)
#: messages whose keys act on an incident and that are no card of it
_WITH_KEYS = ("notice", "edit")


class Menus(Policies):
    """Who else is shown an incident."""

    async def catch_up_cards(self) -> None:
        """Open incidents without a card in the group get one: the group was bound after they were found."""
        async with self.db.write() as connection:
            group = (await self._load_policy(connection)).group
            if not group:
                return
            carded = select(cards.c.incident).where(cards.c.chat == group, cards.c.about == "")
            bare = select(incidents.c.id).where(incidents.c.status.in_(OPEN), incidents.c.id.not_in(carded))
            for ident in (await connection.execute(bare.order_by(incidents.c.id))).scalars().all():
                await show_card(connection, ident, Show(chat=group))

    async def open_menu(self, incident: int, person: int, now: datetime) -> None:
        """Show the incident's menu in a person's private chat, as a new message at the bottom.

        It follows the incident for a while; the card of a contact, who has to handle it, goes on following.
        """
        async with self.db.write() as connection:
            mine = and_(cards.c.incident == incident, cards.c.chat == person, cards.c.about == "")
            before = (await connection.execute(select(cards.c.until).where(mine))).first()
            await leave_behind(connection, incident, person, now)
            await show_card(connection, incident, Show(chat=person, person=person))
            if before is None or before.until is not None:
                await connection.execute(update(cards).where(mine).values(until=now + MENU_LIFE))

    async def show_again(self, incident: int, chat: int, now: datetime) -> None:
        """Somebody asked for it in a group: the card comes to the bottom, the old message goes."""
        async with self.db.write() as connection:
            old = await leave_behind(connection, incident, chat, now)
            if old is not None:
                await enqueue_delete(connection, incident, chat, old, now)
            await show_card(connection, incident, Show(chat=chat))

    async def heal(self, incident: int, chat: int, message: int, now: datetime) -> None:
        """A press on a message that is not the card we know: adopt it if we know none, else delete the double."""
        # most presses are on the card we know: they need not wait for the writer once more
        if await self._known((chat, message)):
            return
        async with self.db.write() as connection:
            row = await _unknown(connection, incident, chat, message)
            if row is None:
                return
            this = cards.c.id == row.id
            if row.message == message:
                # a menu that is used is kept fresh
                await connection.execute(update(cards).where(this).values(until=now + MENU_LIFE))
            elif row.message is None:
                # somebody has it in hand: it is drawn at once, whatever pause a sending of unknown outcome left
                await connection.execute(
                    update(cards).where(this).values(message=message, drawn=UNKNOWN, not_before=None, attempts=0)
                )
            else:
                await enqueue_delete(connection, incident, chat, message, now)

    @cached_property
    def _known(self) -> Together[tuple[int, int], bool]:
        return Together(self._are_known)

    async def _are_known(self, pressed: Sequence[tuple[int, int]]) -> Sequence[bool]:
        """Which of these messages, each with its chat, are cards that need nothing done about them?"""
        these = cards.c.message.in_([message for _, message in pressed]) & cards.c.until.is_(None)
        async with self.db.read() as connection:
            found = (await connection.execute(select(cards.c.chat, cards.c.message).where(these))).all()
        known = {(row.chat, row.message) for row in found}
        return [one in known for one in pressed]


async def _unknown(connection: AsyncConnection, incident: int, chat: int, message: int) -> Row[Any, Any] | None:
    """The incident's card here, where the pressed message needs something done about it."""
    here = (cards.c.chat == chat, cards.c.message == message)
    # a card of a statement that has served stays where it is
    served = or_(cards.c.until.is_(None), cards.c.about != "")
    if await connection.scalar(select(cards.c.id).where(*here, served)):
        return None
    if await connection.scalar(select(storms.c.id).where(storms.c.chat == chat, storms.c.message == message)):
        return None
    told = (outbox.c.chat == chat, outbox.c.message == message, outbox.c.kind.in_(_WITH_KEYS))
    if await connection.scalar(select(outbox.c.id).where(*told)):
        return None
    mine = (cards.c.incident == incident, cards.c.chat == chat, cards.c.about == "")
    return (await connection.execute(select(cards.c.id, cards.c.message).where(*mine))).first()
