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
    text,
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
    #: for the questions people ask: whose, which department's, asleep until when, merged into which
    Column("handler", Big),
    Column("department", Text, nullable=False, server_default=""),
    Column("snoozed_until", Instant),
    Column("merged_into", Big),
    #: 评分: orders what has one level
    Column("score", Integer, nullable=False, server_default=text("0")),
    #: who may take the last act back, for /undo
    Column("undo_by", Big, index=True),
    #: everything else of core.incident.Incident
    Column("body", JSON, nullable=False),
    Index(None, "status"),
    Index(None, "owner"),
    Index(None, "merged_into"),
    Index(None, "detected_at"),
    Index(None, "snoozed_until"),
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

evidence = Table(
    "evidence",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("incident", Big, ForeignKey("incidents.id"), nullable=False),
    #: the incident it came with, where a merge moved it
    Column("came_from", Big),
    #: photo | file
    Column("kind", String(8), nullable=False),
    Column("name", Text, nullable=False),
    Column("mime", String(80), nullable=False, server_default=""),
    Column("caption", Text, nullable=False, server_default=""),
    Column("person", Big, nullable=False),
    Column("at", Instant, nullable=False),
    #: where Telegram has it
    Column("file_id", Text, nullable=False),
    #: waiting | kept | failed | pruned
    Column("state", String(8), nullable=False),
    Column("size", Integer),
    #: of the bytes that we keep, which are also its file's name
    Column("sha256", String(64), nullable=False, server_default=""),
    Column("not_before", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=""),
    Index(None, "incident"),
    Index(None, "state"),
    Index(None, "sha256"),
    sqlite_autoincrement=True,
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

digests = Table(
    "digests",
    metadata,
    #: day | week | month | year, and core.digest.periods.Period.key
    Column("span", String(8), primary_key=True),
    Column("period", String(24), primary_key=True),
    #: core.digest.figures.Summary as it was told
    Column("body", JSON, nullable=False),
    Column("at", Instant, nullable=False),
)
