"""Kept files of an incident, for its bundle: what people added, the pages of its statements, the pages of its posts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.originals.page import Original, Snapshot, State
from storage.original_rows import of_incident, read_originals
from storage.tables import evidence, pages


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that we keep, or should; `sha256` "" where it was never had."""

    #: evidence | pages | originals
    folder: str
    number: int
    name: str
    #: waiting | kept | failed | unsaved | pruned
    state: str
    sha256: str
    size: int
    #: where it was found, "" for what people sent, and when
    address: str = ""
    at: datetime | None = None


async def kept_files(connection: AsyncConnection, ident: int) -> tuple[KeptFile, ...]:
    """All of them, folder by folder."""
    originals = await read_originals(connection, of_incident(ident))
    of_posts = (file for original in originals for file in _versions(original))
    return (*await _evidence(connection, ident), *await _pages(connection, ident), *of_posts)


async def _evidence(connection: AsyncConnection, ident: int) -> list[KeptFile]:
    mine = select(evidence).where(evidence.c.incident == ident).order_by(evidence.c.id)
    return [
        KeptFile(
            folder="evidence",
            number=row["id"],
            name=row["name"] or ("photo.jpg" if row["kind"] == "photo" else ""),
            state=row["state"],
            sha256=row["sha256"],
            size=row["size"] or 0,
            at=row["at"],
        )
        for row in (await connection.execute(mine)).mappings()
    ]


async def _pages(connection: AsyncConnection, ident: int) -> list[KeptFile]:
    mine = select(pages).where(pages.c.incident == ident).order_by(pages.c.id)
    return [
        KeptFile(
            folder="pages",
            number=row["id"],
            name=f"s{row['statement']}.html",
            state=row["state"],
            sha256=row["sha256"],
            size=row["size"] or 0,
            address=row["url"],
            at=row["asked_at"],
        )
        for row in (await connection.execute(mine)).mappings()
    ]


def _versions(original: Original) -> Iterator[KeptFile]:
    if original.last is None:
        state = "waiting" if original.state is State.WAITING else "unsaved"
        name, number = f"p{original.post}.html", original.post
        yield KeptFile(
            folder="originals", number=number, name=name, state=state, sha256="", size=0, address=original.url
        )
    for one in original.snapshots:
        yield _version(one, "html", one.sha256, one.size, kept=one.kept)
        yield _version(one, "txt", one.text_sha256, one.text_size, kept=one.text_kept)


def _version(one: Snapshot, ending: str, sha256: str, size: int, *, kept: bool) -> KeptFile:
    return KeptFile(
        folder="originals",
        number=one.id,
        name=f"p{one.post}.{ending}",
        state="kept" if kept else "pruned",
        sha256=sha256,
        size=size,
        address=one.url,
        at=one.at,
    )
