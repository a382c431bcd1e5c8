"""The audit chain (留痕): append-only, hash after hash, personal text beside it under a salted HMAC.

An event's body is canonical JSON (sorted keys, no spaces, UTF-8) and is hashed exactly as it stands in the row, so a
database's idea of time, NULL or Unicode cannot change the chain. `hash = SHA-256(prev + "\\n" + body)`.
Personal text lives in `event_texts`; the body holds HMAC-SHA-256(salt, text). Erasing text and salt keeps the chain
valid and leaves nothing to test guesses against.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Event
from core.policy import Figures
from storage.rows import plain
from storage.tables import event_texts, events

GENESIS = "0" * 64
VERSION = "0.1.0"

#: these fields hold what people wrote or who they are
PERSONAL = frozenset(
    {"name", "title", "excerpt", "basis", "no_response", "outcome", "reasons", "scored", "invalid_reason"}
    | {"reports", "proposals", "transfer", "facts", "instruction", "instructions", "briefing", "review"}
    | {"promises", "corrections", "statements"}
)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event: told to the chat, so that a cut tail shows."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first event that does not hold, and what is wrong with it."""

    seq: int
    what: str


def canonical(value: object) -> str:
    """One spelling for one value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # half a surrogate pair has no UTF-8: it becomes its JSON escape, and reads back as it was
    return text.encode("utf-8", "backslashreplace").decode()


def chain(prev: str, body: str) -> str:
    """The hash of an event after its predecessor."""
    return hashlib.sha256(f"{prev}\n{body}".encode()).hexdigest()


def seal(salt: str, text: str) -> str:
    """What the chain holds of personal text."""
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()


async def head(connection: AsyncConnection) -> Head:
    """The newest event; seq 0 for an empty chain."""
    newest = select(events.c.seq, events.c.hash).order_by(events.c.seq.desc()).limit(1)
    row = (await connection.execute(newest)).first()
    return Head(row.seq, row.hash) if row else Head(0, GENESIS)


async def append(connection: AsyncConnection, happened: tuple[Event, ...], figures: Figures) -> None:
    """Append inside a write transaction: the caller holds the writer's lock, so there are no gaps and no forks."""
    at, rows, sides = await head(connection), [], []
    for event in happened:
        seq, salt = at.seq + 1, secrets.token_hex(32)
        text = canonical(_personal(event))
        body = canonical(_public(event, figures) | {"seq": seq, "personal": seal(salt, text)})
        rows.append(
            {
                "seq": seq,
                "subject": event.subject,
                "type": event.type,
                "body": body,
                "prev": at.hash,
                "hash": chain(at.hash, body),
            }
        )
        sides.append({"seq": seq, "salt": salt, "text": text})
        at = Head(seq, rows[-1]["hash"])  # type: ignore[arg-type]
    if rows:
        await connection.execute(events.insert(), rows)
        await connection.execute(event_texts.insert(), sides)


def _public(event: Event, figures: Figures) -> dict[str, Any]:
    return {
        "subject": event.subject,
        "type": event.type,
        "revision": list(event.revision),
        "decision": list(event.decision),
        "actor": event.actor.id,
        "role": event.role.value if event.role else "",
        "entry": event.origin.entry.value,
        "chat": event.origin.chat,
        "message": event.origin.message,
        "callback": event.origin.callback,
        "at": event.at.isoformat(),
        "local": event.at.astimezone(figures.timezone).strftime("%Y-%m-%d %H:%M:%S %z"),
        "diffs": {n: [plain(old), plain(new)] for n, (old, new) in event.diffs.items() if n not in PERSONAL},
        "notes": plain(event.notes),
        "drill": event.drill,
        "version": VERSION,
        **({"clocks": plain(event.clocks)} if event.clocks else {}),
    }


def _personal(event: Event) -> dict[str, Any]:
    return {
        "name": event.actor.name,
        "reason": event.reason,
        "diffs": {n: [plain(old), plain(new)] for n, (old, new) in event.diffs.items() if n in PERSONAL},
    }


async def stored(connection: AsyncConnection) -> AsyncGenerator[Mapping[str, Any]]:
    """Every event in order with its side text (None where erased), in bounded memory."""
    columns = (events, event_texts.c.salt, event_texts.c.text)
    joined = select(*columns).outerjoin(event_texts, event_texts.c.seq == events.c.seq)
    last = 0
    while True:
        page = joined.where(events.c.seq > last).order_by(events.c.seq).limit(500)
        rows = (await connection.execute(page)).mappings().all()
        if not rows:
            return
        for row in rows:
            yield dict(row)
        last = rows[-1]["seq"]


class Verifier:
    """Checks events one after the other; the same for a database and for an exported file.

    `witness` is a head that was printed earlier, its hash perhaps shortened: with it a cut tail is found too.
    """

    def __init__(self, witness: Head | None = None) -> None:
        self.head = Head(0, GENESIS)
        self.erased = 0
        self._witness = witness

    def check(self, row: Mapping[str, Any]) -> Broken | None:
        """The first thing that does not hold, or None. A malformed row is broken, never an exception."""
        seq = row["seq"]
        try:
            what = self._wrong(row)
        except (ValueError, TypeError, KeyError, RecursionError):
            # a forger can give any bytes a fitting hash
            what = "unreadable"
        if what:
            return Broken(self.head.seq + 1, what)
        self.erased += row["text"] is None
        self.head = Head(seq, row["hash"])
        if self._witness and self._witness.seq == seq and not row["hash"].startswith(self._witness.hash):
            return Broken(seq, "witness")
        return None

    def tail(self) -> Broken | None:
        """At the end: is everything there that the witness saw?"""
        if self._witness and self._witness.seq > self.head.seq:
            return Broken(self.head.seq + 1, "tail")
        return None

    def _wrong(self, row: Mapping[str, Any]) -> str:
        if row["seq"] != self.head.seq + 1:
            return "missing"
        if row["prev"] != self.head.hash:
            return "prev"
        if chain(str(row["prev"]), str(row["body"])) != row["hash"]:
            return "hash"
        body = json.loads(row["body"])
        if (body["seq"], body["subject"], body["type"]) != (row["seq"], row["subject"], row["type"]):
            return "columns"
        if row["text"] is not None and seal(str(row["salt"]), str(row["text"])) != body["personal"]:
            return "text"
        return ""


async def verify(connection: AsyncConnection, witness: Head | None = None) -> tuple[Verifier, Broken | None]:
    """Walk the whole chain."""
    verifier = Verifier(witness)
    async for row in stored(connection):
        broken = verifier.check(row)
        if broken:
            return verifier, broken
    return verifier, verifier.tail()
