"""The answer: due times, the texts of statements, the pages where they stand, and who is on duty."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.base import Big, Instant, metadata

deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("incident", Big, ForeignKey("incidents.id"), nullable=False),
    #: core.timer.Clock, and what it is about beside the incident: "s1.0", "p2", "i1"
    Column("clock", String(16), nullable=False),
    Column("about", String(16), nullable=False, server_default=""),
    Column("generation", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    #: core.timer.TimerState
    Column("state", String(12), nullable=False),
    Column("ended_at", Instant),
    #: when the next step is called; null where none is left or the clock does not run
    Column("next_at", Instant),
    Column("called", Integer, nullable=False, server_default=text("0")),
    #: it was over when a new level, category or split made it: counted apart
    Column("overdue", Boolean, nullable=False, server_default=text("false")),
    #: the table of working days that it was counted by
    Column("calendar", String(40), nullable=False, server_default=""),
    #: why it is due then, as a message
    Column("why", JSON, nullable=False),
    UniqueConstraint("incident", "clock", "about", "generation"),
    Index(None, "next_at"),
    Index(None, "due_at"),
    Index(None, "state", "due_at"),
    sqlite_autoincrement=True,
)

versions = Table(
    "versions",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("incident", Big, ForeignKey("incidents.id"), nullable=False),
    Column("statement", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("person", Big, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("incident", "statement", "version"),
    sqlite_autoincrement=True,
)

pages = Table(
    "pages",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("incident", Big, ForeignKey("incidents.id"), nullable=False),
    Column("statement", Integer, nullable=False),
    Column("url", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    #: waiting | kept | failed | pruned
    Column("state", String(8), nullable=False),
    Column("not_before", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    #: of the bytes that we keep, which are also the file's name
    Column("sha256", String(64), nullable=False, server_default=""),
    Column("size", Integer),
    #: was the statement's text found on the page?
    Column("found", Boolean),
    Column("error", Text, nullable=False, server_default=""),
    Index(None, "state"),
    Index(None, "incident"),
    Index(None, "sha256"),
    sqlite_autoincrement=True,
)

shifts = Table(
    "shifts",
    metadata,
    #: core.duty.Shift, and the date on which it begins, as 2026-11-20
    Column("shift", String(8), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("person", Big, nullable=False),
    Column("seeded", JSON),
)

swaps = Table(
    "swaps",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("shift", String(8), nullable=False),
    Column("day", String(10), nullable=False),
    #: who had the shift and asked, and who is asked to take it
    Column("person", Big, nullable=False),
    Column("asked", Big, nullable=False),
    #: asked | agreed | declined | void
    Column("state", String(8), nullable=False),
    Column("at", Instant, nullable=False),
    Column("answered_at", Instant),
    Index(None, "state"),
    sqlite_autoincrement=True,
)
