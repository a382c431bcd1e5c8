"""The file seeds the sources: new ones come in, what chat changed stays, and every real change has its event.

Whoever begins to lead does it again, with thousands of them: what nobody changed costs one look at all together.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.arrivals import KIND
from core.policy import Figures
from core.posts import Source
from storage import audit, rows
from storage.policy import file_event
from storage.tables import sources

#: a cookie, a key; the password before the proxy's host
_SECRET = ("headers", "proxy")

_KNOWN = select(sources.c.id, sources.c.name, sources.c.body, sources.c.seeded)


async def seed(
    connection: AsyncConnection, listed: Iterable[Source], now: datetime, figures: Figures
) -> tuple[str, ...]:
    """Bring these in; returns the names of those that were changed in chat and left alone."""
    known = {row["name"]: row for row in (await connection.execute(_KNOWN)).mappings()}
    wanted = {source.name: rows.plain(source) for source in listed}
    changes = await _put_new(connection, {name: body for name, body in wanted.items() if name not in known}, now)
    left = []
    for name, body in wanted.items():
        found = known.get(name)
        if found is None or found["seeded"] == body:
            continue
        if _is_theirs(found, body):
            left.append(name)
        else:
            await _put_changed(connection, found, body, now)
            changes[found["id"]] = _changed(found["body"], body)
    events = (file_event(f"source:{ident}", diffs, now) for ident, diffs in changes.items() if diffs)
    await audit.append(connection, tuple(events), figures)
    return tuple(left)


async def _put_new(
    connection: AsyncConnection, bodies: Mapping[str, Mapping[str, Any]], now: datetime
) -> dict[int, dict[str, tuple[object, object]]]:
    """New rows, due at once; what came in, by number."""
    if not bodies:
        return {}
    values = [{"name": name, "body": body, "seeded": body, "next_at": now} for name, body in bodies.items()]
    insert = sources.insert().returning(sources.c.id, sort_by_parameter_order=True)
    idents = (await connection.execute(insert, values)).scalars()
    return {ident: _changed({}, body) for ident, body in zip(idents, bodies.values(), strict=True)}


def _is_theirs(found: Mapping[Any, Any], body: Mapping[str, Any]) -> bool:
    """Is it what people changed in chat? What came by itself had a row at need, resting, which nobody made."""
    return found["body"]["kind"] != KIND and found["body"] not in (found["seeded"], body)


async def _put_changed(
    connection: AsyncConnection, found: Mapping[Any, Any], body: Mapping[str, Any], now: datetime
) -> None:
    values = {"body": body, "seeded": body, "next_at": now, **_forgotten(found["body"], body)}
    if found["body"]["kind"] == KIND:
        # the file is the first to say what it is
        values["active"] = True
    await connection.execute(update(sources).where(sources.c.id == found["id"]).values(values))


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    """Field by field, for a new one what is set; of what may hold passwords only that it changed."""
    pairs = {name: (old.get(name), value) for name, value in new.items() if (old.get(name) or None) != (value or None)}
    return pairs | {name: ("…", "…") for name in _SECRET if name in pairs}


def _forgotten(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """What was read at the old address, or with other fields, says nothing about the new one."""
    same = all(old.get(name) == new[name] for name in ("kind", "url", "fields", "terms"))
    return {} if same else {"etag": "", "last_modified": "", "moved_to": ""}
