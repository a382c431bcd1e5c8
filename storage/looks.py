"""What looks at sources came to: where we stopped, when to look again, how the source is."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.policy import Policy
from core.posts import Cursor, Source
from core.watching.health import Health, Standing
from core.watching.tidings import Tiding, in_group
from storage.blind_spots import spots_turned
from storage.engine import Database
from storage.outages import health_turned
from storage.tables import sources
from storage.tidings import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A source with its place in time."""

    id: int
    source: Source
    cursor: Cursor = field(default_factory=Cursor)
    standing: Standing = field(default_factory=Standing)

    @property
    def health(self) -> Health:
        """How it is."""
        return self.standing.health

    @property
    def failures(self) -> int:
        """Failed looks in a row."""
        return self.standing.failures

    @property
    def since(self) -> datetime | None:
        """When its health began."""
        return self.standing.since

    @property
    def moved_to(self) -> str:
        """The address that a permanent redirect named, "" if none."""
        return self.standing.moved_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look, as it is written down. `error` in the reader's language, "" after a good one."""

    watched: Watched
    cursor: Cursor
    next_at: datetime
    standing: Standing
    error: str = ""
    tidings: tuple[Tiding, ...] = ()


class Looks:
    """Writes looks down."""

    db: Database

    async def looked_many(self, looks: Sequence[Look], policy: Policy, now: datetime) -> None:
        """All these looks in one transaction, and with it what their changes of health have said."""
        async with self.db.write() as connection:
            await connection.execute(_WRITE, [_values(look) for look in looks])
            turned = ((look.watched.id, look.watched.health, look.standing.health) for look in looks)
            told: frozenset[str] = frozenset()
            if await health_turned(connection, turned, now):
                told = await spots_turned(connection, policy, now)
            said = [one for look in looks for one in look.tidings]
            # who hears of a whole platform need not hear of its sources one by one
            await tell(connection, [in_group(one, policy) if one.name in told else one for one in said], policy, now)

    async def looked(self, watched: Watched, cursor: Cursor, moved_to: str, next_at: datetime, now: datetime) -> None:
        """A good look without anything new to store."""
        async with self.db.write() as connection:
            await note_look(connection, watched, cursor, moved_to, next_at, now)


async def note_look(
    connection: AsyncConnection, watched: Watched, cursor: Cursor, moved_to: str, next_at: datetime, now: datetime
) -> None:
    """A good look: cursor and next time. A change of health has something to say, so it is for `looked_many`."""
    standing = replace(watched.standing, last_ok_at=now, moved_to=moved_to)
    if standing.health is Health.NEW:
        standing = replace(standing, health=Health.OK, since=now)
    look = Look(watched=watched, cursor=cursor, next_at=next_at, standing=standing)
    await connection.execute(_WRITE, [_values(look)])


_COLUMNS = ("next_at", "etag", "last_modified", "health", "since", "failures", "last_ok_at", "last_new_at", "gap")
_WRITE = (
    update(sources)
    .where(sources.c.id == bindparam("source"))
    .values({name: bindparam(f"to_{name}") for name in (*_COLUMNS, "moved_to", "error")})
)
_LONGEST_ERROR = 500


def _values(look: Look) -> dict[str, Any]:
    standing = look.standing
    return {
        "source": look.watched.id,
        "to_next_at": look.next_at,
        "to_etag": look.cursor.etag,
        "to_last_modified": look.cursor.last_modified,
        "to_health": standing.health.value,
        "to_since": standing.since,
        "to_failures": standing.failures,
        "to_last_ok_at": standing.last_ok_at,
        "to_last_new_at": standing.last_new_at,
        "to_gap": standing.gap,
        "to_moved_to": standing.moved_to,
        "to_error": look.error[:_LONGEST_ERROR],
    }
