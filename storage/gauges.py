"""How everything stands, in numbers without names: for who looks from outside."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.incident import OPEN
from core.watching.health import BLIND
from storage.engine import Database
from storage.real import INCIDENTS, POSTS
from storage.tables import arrivals, bindings, cards, chats, events, evidence, inbox, incidents, outbox, posts, sources

#: how quickly updates were dealt with is told of this span
LATELY = timedelta(minutes=10)
#: and of at most so many
_NEWEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauges:
    """One moment."""

    #: the state of an update, an arrival, a message, a piece of evidence → how many
    updates: dict[str, int]
    arrivals: dict[str, int]
    messages: dict[str, int]
    evidence: dict[str, int]
    #: seconds that the oldest message that may be sent has waited
    oldest_message: float
    #: seconds from hearing an update to having dealt with it, of the last minutes, in order
    handled: tuple[float, ...]
    #: seconds since Telegram was heard, None = never
    silent: float | None
    #: health → sources that are read; level → open incidents
    sources: dict[str, int]
    incidents: dict[str, int]
    #: sources of which nothing is seen
    blind: int
    posts: int
    cards_waiting: int
    chats_paused: int
    log: int


class Gauging:
    """Counts."""

    db: Database

    async def gauges(self, now: datetime) -> Gauges:
        """All in one look."""
        async with self.db.read() as connection:
            by_health = await _by(connection, sources.c.health, sources.c.active)
            waiting = outbox.c.state == "waiting"
            may = waiting & ((outbox.c.not_before.is_(None)) | (outbox.c.not_before <= now))
            oldest = await connection.scalar(select(func.min(outbox.c.created_at)).where(may))
            behind = select(func.count()).select_from(cards.join(incidents, cards.c.incident == incidents.c.id))
            heard = await connection.scalar(select(bindings.c.value).where(bindings.c.name == "heard_at"))
            return Gauges(
                updates=await _by(connection, inbox.c.state, inbox.c.state.in_(("new", "failed", "quarantined"))),
                arrivals=await _by(connection, arrivals.c.state, arrivals.c.state.in_(("new", "failed"))),
                messages=await _by(connection, outbox.c.state, outbox.c.state.in_(("waiting", "failed"))),
                evidence=await _by(connection, evidence.c.state, evidence.c.state.in_(("waiting", "failed"))),
                oldest_message=_since(oldest, now) or 0.0,
                handled=await _handled(connection, now),
                silent=_since(datetime.fromisoformat(heard), now) if heard else None,
                sources=by_health,
                incidents=await _by(connection, incidents.c.severity, incidents.c.status.in_(OPEN) & INCIDENTS),
                blind=sum(count for health, count in by_health.items() if health in BLIND),
                posts=await connection.scalar(select(func.max(posts.c.id)).where(POSTS)) or 0,
                cards_waiting=await connection.scalar(
                    behind.where(cards.c.shown < incidents.c.revision, incidents.c.status.in_(OPEN))
                )
                or 0,
                chats_paused=await connection.scalar(
                    select(func.count()).select_from(chats).where(chats.c.paused_until > now)
                )
                or 0,
                log=await connection.scalar(select(func.max(events.c.seq))) or 0,
            )


def _since(then: datetime | None, now: datetime) -> float | None:
    return max(0.0, (now - then).total_seconds()) if then else None


async def _by(connection: AsyncConnection, column: object, which: object) -> dict[str, int]:
    query = select(column, func.count()).where(which).group_by(column)  # type: ignore[call-overload]
    return {str(name): count for name, count in (await connection.execute(query)).all()}


async def _handled(connection: AsyncConnection, now: datetime) -> tuple[float, ...]:
    newest = select(inbox.c.received_at, inbox.c.done_at).order_by(inbox.c.update_id.desc()).limit(_NEWEST)
    found = [row for row in await connection.execute(newest) if row.done_at and row.done_at >= now - LATELY]
    return tuple(sorted((row.done_at - row.received_at).total_seconds() for row in found))
