"""Single pieces of evidence as rows: one more to be fetched, in the transaction of the act that brought it."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Change
from storage.tables import evidence


async def with_file(connection: AsyncConnection, change: Change) -> Change:
    """Keep the file that the change brings; its event then names the number of the piece."""
    file, event = change.file, change.event
    if file is None:
        return change
    row = {"kind": file.kind, "name": file.name, "mime": file.mime[:80], "caption": file.caption}
    place = {"incident": change.subject.id, "person": event.actor.id, "at": event.at, "state": "waiting"}
    inserted = await connection.execute(evidence.insert().values(**row, **place, file_id=file.file_id))
    (ident,) = inserted.inserted_primary_key or (0,)
    return replace(change, event=replace(event, notes={**event.notes, "evidence": ident}))
