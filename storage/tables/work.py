"""The matter itself: incidents and their audit, commands and confirmations."""

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from storage.tables.base import Big, Instant, metadata

incidents = Table(
    "incidents",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("revision", Integer, nullable=False),
    Column("decision", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("owner", Big),
    Column("topic", Text, nullable=False),
    Column("detected_at", Instant, nullable=False),
    Column("last_post_at", Instant, nullable=False),
    #: who may take the last act back, for /undo
    Column("undo_by", Big, index=True),
    #: everything else of core.incident.Incident
    Column("body", JSON, nullable=False),
    Index(None, "status"),
    # a number that anybody saw is never used twice, not even after its row was deleted
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("subject", String(80), nullable=False),
    Column("type", String(40), nullable=False),
    #: canonical JSON, hashed byte for byte as it stands here
    Column("body", Text, nullable=False),
    Column("prev", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False, unique=True),
    Index(None, "subject", "seq"),
)

event_texts = Table(
    "event_texts",
    metadata,
    Column("seq", Big, ForeignKey("events.seq"), primary_key=True, autoincrement=False),
    Column("salt", String(64), nullable=False),
    Column("text", Text, nullable=False),
)

results = Table(
    "results",
    metadata,
    #: callback id, update id, or job + subject + step: one command, one result
    Column("key", String(120), primary_key=True),
    Column("result", JSON, nullable=False),
    Column("at", Instant, nullable=False),
)

confirmations = Table(
    "confirmations",
    metadata,
    Column("person", Big, primary_key=True, autoincrement=False),
    Column("incident", Big, primary_key=True, autoincrement=False),
    Column("action", String(8), primary_key=True),
    Column("arg", String(32), primary_key=True),
    Column("decision", Integer, nullable=False),
    Column("until", Instant, nullable=False),
)
