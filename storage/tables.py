"""Every table, for SQLite and PostgreSQL alike. `storage/migrations` must always equal this; a test compares them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: SQLite gives row ids only to INTEGER, PostgreSQL needs BIGINT for Telegram's ids
Big = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """An instant as fixed-width UTC text with microseconds: sorts as time, reads alike from both databases."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """An aware instant only: a naive one is a bug, refused here for all tables."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Back as UTC."""
        return None if value is None else datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


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

cards = Table(
    "cards",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("incident", Big, ForeignKey("incidents.id"), nullable=False),
    Column("chat", Big, nullable=False),
    #: whose private menu it is; 0 = a shared card
    Column("person", Big, nullable=False, server_default=text("0")),
    Column("message", Big),
    #: the revision that the chat shows; 0 = none yet
    Column("shown", Integer, nullable=False, server_default=text("0")),
    #: the decision number that it shows: a person's act is drawn sooner than one more repost
    Column("shown_decision", Integer, nullable=False, server_default=text("-1")),
    Column("digest", String(64), nullable=False, server_default=""),
    Column("picker", String(16), nullable=False, server_default=""),
    Column("picker_until", Instant),
    #: the picker that the chat shows; a card is stale when it differs from the one wanted
    Column("drawn", String(16), nullable=False, server_default=""),
    Column("loud", Boolean, nullable=False, server_default=text("false")),
    Column("edited_at", Instant),
    #: a send began and its result is not known
    Column("sending", Boolean, nullable=False, server_default=text("false")),
    Column("not_before", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    #: a private menu is kept fresh only for a while
    Column("until", Instant),
    UniqueConstraint("incident", "chat"),
    Index(None, "chat", "message"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("chat", Big, nullable=False),
    Column("lane", Integer, nullable=False),
    #: notice | prompt | delete
    Column("kind", String(8), nullable=False),
    Column("body", JSON, nullable=False),
    Column("incident", Big),
    Column("loud", Boolean, nullable=False),
    #: waiting | sent | failed
    Column("state", String(8), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("message", Big),
    #: for a prompt: the action that the reply completes, and who was asked
    Column("action", String(8)),
    Column("person", Big),
    Column("arg_seen", Integer),
    Column("error", Text, nullable=False, server_default=""),
    Index(None, "state", "chat"),
    Index(None, "chat", "message"),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", Big, primary_key=True, autoincrement=False),
    Column("payload", JSON, nullable=False),
    #: new | done | failed | quarantined
    Column("state", String(12), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=""),
    Index(None, "state", "update_id"),
)

chats = Table(
    "chats",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=False),
    #: flood control told us to be quiet until then
    Column("paused_until", Instant),
    #: why nothing can be said here (blocked, kicked), "" while it can
    Column("unreachable", Text, nullable=False, server_default=""),
)

bindings = Table(
    "bindings",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", JSON, nullable=False),
    #: what the file said when it was last read: tells a change in the file from one in chat
    Column("seeded", JSON),
)

departments = Table(
    "departments",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False, unique=True),
    Column("chat", Big, nullable=False, server_default=text("0")),
    Column("seeded", JSON),
    sqlite_autoincrement=True,
)

members = Table(
    "members",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("department", Text, nullable=False, server_default=""),
    Column("head", Boolean, nullable=False, server_default=text("false")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("seeded", JSON),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False, unique=True),
    #: core.posts.Source as JSON
    Column("body", JSON, nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("seeded", JSON),
    Column("etag", Text, nullable=False, server_default=""),
    Column("last_modified", Text, nullable=False, server_default=""),
    Column("next_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    #: new | ok | failing
    Column("health", String(8), nullable=False, server_default="new"),
    Column("error", Text, nullable=False, server_default=""),
    #: when the present health began
    Column("since", Instant),
    Column("last_ok_at", Instant),
    Column("moved_to", Text, nullable=False, server_default=""),
    Index(None, "next_at"),
    sqlite_autoincrement=True,
)

posts = Table(
    "posts",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("source", Big, ForeignKey("sources.id"), nullable=False),
    Column("key", String(64), nullable=False),
    #: core.posts.Post as JSON
    Column("body", JSON, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("incident", Big, ForeignKey("incidents.id")),
    Column("duplicate_of", Big),
    Column("digest", LargeBinary, nullable=False),
    Column("sketch", LargeBinary, nullable=False),
    Column("simhash", LargeBinary, nullable=False),
    UniqueConstraint("source", "key"),
    Index(None, "incident"),
    Index(None, "seen_at"),
    sqlite_autoincrement=True,
)
