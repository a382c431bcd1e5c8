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

codes = Table(
    "codes",
    metadata,
    #: SHA-256 of the code: who reads the database cannot use it
    Column("digest", String(64), primary_key=True),
    Column("expires_at", Instant, nullable=False),
    Column("tries_left", Integer, nullable=False),
    Column("used_at", Instant),
)

applicants = Table(
    "applicants",
    metadata,
    #: the Telegram id of who wants to join
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("department", Text, nullable=False, server_default=""),
    #: naming | waiting | agreed | declined
    Column("state", String(8), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("decided_by", Big),
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    #: what makes a replay the same arrival
    Column("key", String(120), nullable=False, unique=True),
    #: the name of the source it counts under
    Column("source", Text, nullable=False),
    #: core.posts.Post as JSON
    Column("body", JSON, nullable=False),
    #: who reported it by hand and how; 0 and "" for other monitors
    Column("person", Big, nullable=False, server_default=text("0")),
    Column("channel", String(8), nullable=False, server_default=""),
    #: webhook | import | report
    Column("entry", String(8), nullable=False),
    Column("received_at", Instant, nullable=False),
    #: new | done | failed
    Column("state", String(8), nullable=False),
    Column("incident", Big),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=""),
    Index(None, "state", "id"),
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
    #: when it last brought something new, and its usual gap between news in seconds: longer means silent
    Column("last_new_at", Instant),
    Column("gap", Integer),
    Column("moved_to", Text, nullable=False, server_default=""),
    Index(None, "next_at"),
    sqlite_autoincrement=True,
)

outages = Table(
    "outages",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("source", Big, ForeignKey("sources.id"), nullable=False),
    #: core.watching.health.Health: why nobody saw what happened there
    Column("health", String(8), nullable=False),
    Column("began_at", Instant, nullable=False),
    #: null while it lasts
    Column("ended_at", Instant),
    Index(None, "source"),
    sqlite_autoincrement=True,
)

posts = Table(
    "posts",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("source", Big, ForeignKey("sources.id"), nullable=False),
    Column("key", String(64), nullable=False),
    #: its address, shortened; "" where it has none
    Column("page", String(32), nullable=False, server_default=""),
    #: core.posts.Post as JSON
    Column("body", JSON, nullable=False),
    Column("seen_at", Instant, nullable=False),
    #: when it was written (core.pace.happened), null where that says no more than seen_at
    Column("said_at", Instant),
    Column("incident", Big, ForeignKey("incidents.id")),
    #: the incident that a merge took it from, for unmerge
    Column("came_from", Big),
    Column("duplicate_of", Big),
    Column("digest", LargeBinary, nullable=False),
    Column("sketch", LargeBinary, nullable=False),
    Column("simhash", LargeBinary, nullable=False),
    #: what it sounds like (core.tone.Tone): -1, 0, 1; null where nobody has judged it
    Column("tone", Integer),
    #: whose it is (core.voice.Voice): "" others, own, praise
    Column("voice", String(8), nullable=False, server_default=""),
    UniqueConstraint("source", "key"),
    Index(None, "incident"),
    Index(None, "page"),
    # what reports count of a week of posts stands in the index: bodies are not read
    Index(None, "seen_at", "source", "incident", "tone", "voice"),
    sqlite_autoincrement=True,
)
