"""Watch rules as they stand, what somebody wrote and nobody has saved yet, and which posts hit which rule."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.base import Big, Instant, metadata

rules = Table(
    "rules",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    #: core.rules.sections.Kind and State
    Column("kind", String(8), nullable=False),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(8), nullable=False, server_default="active"),
    #: the order of the file: of equal hits the first names the topic
    Column("place", Integer, nullable=False),
    #: counts every change: a greater sum tells that something changed
    Column("version", Integer, nullable=False, server_default=text("1")),
    #: who changed it last, words or state, 0 = the file
    Column("person", Big, nullable=False, server_default=text("0")),
    Column("at", Instant, nullable=False),
    #: what the file last said, null where it never named it: other words than these are chat's
    Column("seeded", Text),
    #: does the file name it now?
    Column("listed", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("kind", "name"),
    sqlite_autoincrement=True,
)

rule_drafts = Table(
    "rule_drafts",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    #: the command that made it: a replay makes no second one
    Column("key", String(120), nullable=False, unique=True),
    #: write | exclude
    Column("kind", String(8), nullable=False),
    Column("person", Big, nullable=False),
    Column("body", JSON, nullable=False),
    #: open | done | dropped
    Column("state", String(8), nullable=False, server_default="open"),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
    sqlite_autoincrement=True,
)

rule_hits = Table(
    "rule_hits",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("post", Big, ForeignKey("posts.id", ondelete="CASCADE"), nullable=False),
    #: the rule by its name, as it was called then
    Column("rule", Text, nullable=False),
    Column("seen_at", Instant, nullable=False),
    #: the words with their places: [term, field, begin, end] of the tidy field
    Column("terms", JSON, nullable=False),
    #: the rule opened no card for the post, because its day had its number (上限)
    Column("held", Boolean, nullable=False, server_default=text("false")),
    Index(None, "post"),
    Index(None, "seen_at", "rule"),
    sqlite_autoincrement=True,
)
