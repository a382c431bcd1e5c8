"""Rows that an act on a statement leaves: a release that waits, a page to fetch, cards that have served."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.incident import Incident
from core.outgoing import Lane, Look, Release
from core.statements.telling import live_cards
from storage.outbox import insert
from storage.tables import cards, pages

#: the kind of such a row in the outbox
RELEASE = "release"
#: so long a card that has served is drawn once more, to say what became of it
LAST_DRAWING = timedelta(minutes=10)


async def enqueue_release(connection: AsyncConnection, release: Release, incident: int, now: datetime) -> None:
    """It waits for the sender, before all that is not urgent."""
    await insert(
        connection,
        {
            "key": f"{RELEASE}:{incident}:{release.statement}:{release.version}:{now.isoformat()}",
            "chat": release.chat,
            "lane": Lane.APPROVAL,
            "kind": RELEASE,
            "body": {
                "text": {"text": "", "params": {}},
                "mentions": [],
                "quoted": release.text,
                "statement": release.statement,
                "version": release.version,
            },
            "incident": incident,
            "loud": True,
            "created_at": now,
        },
    )


async def look_later(connection: AsyncConnection, look: Look, incident: int, now: datetime) -> None:
    """One more page to fetch, in the transaction that says it is public."""
    row = {"incident": incident, "statement": look.statement, "url": look.url, "asked_at": now, "state": "waiting"}
    await connection.execute(pages.insert().values(**row))


async def end_statement_cards(connection: AsyncConnection, incident: Incident, now: datetime) -> None:
    """Cards of earlier texts, submissions and stages are drawn a last time: a repost need not draw them for ever."""
    of_statements = or_(cards.c.about.like("s%.%"), cards.c.about.like("a%.%"))
    mine = (cards.c.incident == incident.id) & of_statements & cards.c.until.is_(None)
    served = mine & cards.c.about.not_in(live_cards(incident))
    await connection.execute(update(cards).where(served).values(until=now + LAST_DRAWING))
