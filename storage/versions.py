"""The texts of statements, one row a version: what was signed can always be read again."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.statement import Version
from storage.engine import Database
from storage.tables import pages, versions


class Versions:
    """Reads the texts of an incident's statements."""

    db: Database

    async def versions(self, incident: int, statement: int) -> tuple[Version, ...]:
        """Every text of one statement, the oldest first."""
        mine = (versions.c.incident == incident) & (versions.c.statement == statement)
        async with self.db.read() as connection:
            found = (await connection.execute(select(versions).where(mine).order_by(versions.c.version))).mappings()
            return tuple(read_version(row) for row in found)

    async def present_texts(self, incident: int) -> tuple[Version, ...]:
        """The newest text of each of its statements, by number."""
        async with self.db.read() as connection:
            return await present_texts(connection, incident)


async def present_texts(connection: AsyncConnection, incident: int) -> tuple[Version, ...]:
    """The newest text of each statement, by number."""
    newest = (
        select(versions.c.statement, func.max(versions.c.version).label("version"))
        .where(versions.c.incident == incident)
        .group_by(versions.c.statement)
        .subquery()
    )
    same = (versions.c.statement == newest.c.statement) & (versions.c.version == newest.c.version)
    query = select(versions).join(newest, same).where(versions.c.incident == incident).order_by(versions.c.statement)
    return tuple(read_version(row) for row in (await connection.execute(query)).mappings())


async def keep_version(connection: AsyncConnection, incident: int, version: Version) -> None:
    """A new text; no text is ever written over."""
    await connection.execute(
        versions.insert().values(
            incident=incident,
            statement=version.statement,
            version=version.version,
            text=version.text,
            hash=version.hash,
            person=version.by,
            at=version.at,
        )
    )


async def move_versions(connection: AsyncConnection, of: int, statement: int, to: int, number: int) -> None:
    """The texts and pages of a statement that goes to another incident, where it gets another number."""
    for table in (versions, pages):
        mine = (table.c.incident == of) & (table.c.statement == statement)
        await connection.execute(update(table).where(mine).values(incident=to, statement=number))


def read_version(row: Mapping[Any, Any]) -> Version:
    """One text from its row."""
    return Version(
        statement=row["statement"],
        version=row["version"],
        text=row["text"],
        hash=row["hash"],
        by=row["person"],
        at=row["at"],
    )
