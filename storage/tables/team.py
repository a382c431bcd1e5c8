"""People and what is watched: bindings, departments, members, sources, posts."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import Big, Instant, metadata

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
