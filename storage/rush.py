"""Where a new incident is shown first: on a card of its own, or in a rush as a line of a storm card."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.cards.storms import LINES, STORM_AFTER, goes_on, is_rush, shares
from core.incident import Incident
from core.outgoing import Show
from storage.card_rows import show_card
from storage.real import INCIDENTS
from storage.tables import cards, incidents, storms


async def show_new(connection: AsyncConnection, incident: Incident, show: Show, now: datetime) -> None:
    """The first card of a new incident: its own, or in a rush a line on the storm's."""
    # a drill's card stands alone: a list of real ones must not hold it
    storm = None if incident.drill else await _storm_for(connection, incident, show, now)
    await show_card(connection, incident.id, show, storm=storm)


async def _storm_for(connection: AsyncConnection, incident: Incident, show: Show, now: datetime) -> int | None:
    newest = select(storms).where(storms.c.chat == show.chat).order_by(storms.c.id.desc()).limit(1)
    storm = (await connection.execute(newest)).mappings().first()
    if storm is None or not goes_on(storm["last_at"], now):
        storm = None
        if not is_rush(await _latest(connection, show.chat), now):
            return None
    else:
        await connection.execute(update(storms).where(storms.c.id == storm["id"]).values(last_at=now))
    if not shares(incident.severity):
        return None
    if storm is not None and await _has_room(connection, storm, show):
        return int(storm["id"])
    inserted = await connection.execute(storms.insert().values(chat=show.chat, opened_at=now, last_at=now))
    return int((inserted.inserted_primary_key or (0,))[0])


async def _latest(connection: AsyncConnection, chat: int) -> Sequence[datetime]:
    of_chat = select(incidents.c.detected_at).join(cards, cards.c.incident == incidents.c.id)
    here = (cards.c.chat == chat) & (cards.c.about == "") & INCIDENTS
    query = of_chat.where(here).order_by(cards.c.id.desc()).limit(STORM_AFTER)
    return (await connection.execute(query)).scalars().all()


async def _has_room(connection: AsyncConnection, storm: Mapping[Any, Any], show: Show) -> bool:
    """A line that rings needs a card that has rung, or has still to be sent: an edit makes no sound."""
    lines = await connection.scalar(select(func.count()).select_from(cards).where(cards.c.storm == storm["id"])) or 0
    unsent = storm["message"] is None and not storm["sending"]
    return lines < LINES and (not show.loud or unsent or await rings(connection, storm["id"]))


async def rings(connection: AsyncConnection, storm: int) -> bool:
    """Is there a line that makes a sound?"""
    loud = select(cards.c.id).where(cards.c.storm == storm, cards.c.loud).limit(1)
    return await connection.scalar(loud) is not None
