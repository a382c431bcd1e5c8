"""Private menus, doubles and latecomers: cards that come to be, or go, for other reasons than a change."""

from datetime import datetime, timedelta

from sqlalchemy import and_, select, update

from core.incident import OPEN
from core.outgoing import Show
from storage.cards import show_card
from storage.outbox import enqueue_delete
from storage.policy import Policies
from storage.tables import cards, incidents

#: how long a private menu follows its incident after it was last used
MENU_LIFE = timedelta(hours=1)


class Menus(Policies):
    """Who else is shown an incident."""

    async def catch_up_cards(self) -> None:
        """Open incidents without a card in the group get one: the group was bound after they were found."""
        async with self.db.write() as connection:
            group = (await self._load_policy(connection)).group
            if not group:
                return
            carded = select(cards.c.incident).where(cards.c.chat == group)
            bare = select(incidents.c.id).where(incidents.c.status.in_(OPEN), incidents.c.id.not_in(carded))
            for ident in (await connection.execute(bare.order_by(incidents.c.id))).scalars().all():
                await show_card(connection, ident, Show(chat=group))

    async def open_menu(self, incident: int, person: int, now: datetime) -> None:
        """Show the incident's menu in a person's private chat, as a new message at the bottom.

        It follows the incident for a while; the card of a contact, who has to handle it, goes on following.
        """
        async with self.db.write() as connection:
            mine = and_(cards.c.incident == incident, cards.c.chat == person)
            before = (await connection.execute(select(cards.c.until).where(mine))).first()
            await show_card(connection, incident, Show(chat=person, person=person))
            if before is None or before.until is not None:
                await connection.execute(update(cards).where(mine).values(until=now + MENU_LIFE))

    async def heal(self, incident: int, chat: int, message: int, now: datetime) -> None:
        """A press on a message that is not the card we know: adopt it if we know none, else delete the double."""
        mine = and_(cards.c.incident == incident, cards.c.chat == chat)
        known = select(cards.c.id, cards.c.message, cards.c.until).where(mine)
        # most presses are on the card we know: they need not wait for the writer once more
        async with self.db.read() as connection:
            row = (await connection.execute(known)).first()
        if row is None or (row.message == message and row.until is None):
            return
        async with self.db.write() as connection:
            row = (await connection.execute(known)).first()
            if row is not None and row.message == message and row.until is not None:
                # a menu that is used is kept fresh
                await connection.execute(update(cards).where(cards.c.id == row.id).values(until=now + MENU_LIFE))
            if row is None or row.message == message:
                return
            if row.message is None:
                await connection.execute(update(cards).where(cards.c.id == row.id).values(message=message))
                return
            await enqueue_delete(connection, incident, chat, message, now)
