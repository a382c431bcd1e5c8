"""What people's judgements teach: marks, the models learnt from them, which department took what."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, text

from storage.tables.base import Big, Instant, metadata

marks = Table(
    "marks",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    #: a post is marked once, by the incident that it belongs to now
    Column("post", Big, ForeignKey("posts.id"), nullable=False, unique=True),
    Column("incident", Big, ForeignKey("incidents.id"), nullable=False),
    #: core.marks.lesson; null while its incident teaches nothing
    Column("label", Boolean),
    #: when its incident was detected: older ones are learnt from, newer ones examined
    Column("at", Instant, nullable=False),
    #: core.marks.text_of, kept longer than the post's own
    Column("text", Text, nullable=False),
    Index(None, "incident"),
    Index(None, "at", "id"),
    sqlite_autoincrement=True,
)

models = Table(
    "models",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    #: core.learning.Model.version
    Column("version", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
    #: core.models.State
    Column("state", String(8), nullable=False),
    #: when it began to be used, the last time
    Column("used_at", Instant),
    #: core.models.Exam
    Column("exam", JSON, nullable=False),
    #: why it is not used, as a message
    Column("reason", JSON),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

learning = Table(
    "learning",
    metadata,
    #: there is one row
    Column("id", Integer, primary_key=True, autoincrement=False),
    #: a lead may turn it off in chat
    Column("enabled", Boolean, nullable=False, server_default=text("true")),
    #: the newest event of the audit that was looked at for marks and assignments
    Column("gathered", Big, nullable=False, server_default=text("0")),
    #: marks that changed since the last model was fitted
    Column("fresh", Integer, nullable=False, server_default=text("0")),
    #: when fitting was last begun, and what went wrong with it, as a message
    Column("tried_at", Instant),
    Column("problem", JSON),
)

assignments = Table(
    "assignments",
    metadata,
    Column("incident", Big, ForeignKey("incidents.id"), primary_key=True),
    Column("department", Text, primary_key=True),
    #: core.assigning.Uptake
    Column("stand", String(8), nullable=False),
    Column("seq", Big, nullable=False),
    Index(None, "seq"),
)
