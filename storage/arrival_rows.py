"""Arrivals to rows and back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from core.arrivals import Arrival
from core.attachments import Attachment
from core.changes import Entry
from storage import rows

#: what lies in the body beside the post
_BESIDE = ("new", "chat", "message", "dialogue")


def arrival_values(arrival: Arrival, state: str, now: datetime) -> dict[str, Any]:
    """The columns of an arrival, its number left out."""
    body = {name: getattr(arrival, name) for name in _BESIDE}
    body |= {"post": rows.plain(arrival.post), "source": rows.plain(arrival.source), "files": rows.plain(arrival.files)}
    return {
        "key": arrival.key,
        "source": arrival.source.name,
        "body": body,
        "person": arrival.person,
        "channel": arrival.channel,
        "entry": arrival.entry.value,
        "received_at": arrival.received_at or now,
        "state": state,
        "incident": arrival.incident,
    }


def read_arrival(row: Mapping[Any, Any]) -> Arrival:
    """An arrival from its row."""
    body = row["body"]
    return Arrival(
        id=row["id"],
        key=row["key"],
        # the column is what the source is called now; a chat may have renamed nothing yet, a file never
        source=replace(rows.source(body["source"]), name=row["source"]),
        post=rows.post(body["post"]),
        entry=Entry(row["entry"]),
        person=row["person"],
        channel=row["channel"],
        incident=row["incident"],
        files=msgspec.convert(body["files"], tuple[Attachment, ...]),
        received_at=row["received_at"],
        attempts=row["attempts"],
        **{name: body[name] for name in _BESIDE},
    )
