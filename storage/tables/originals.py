"""The pages of posts: how each stands, and every version that was kept."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.base import Big, Instant, metadata

originals = Table(
    "originals",
    metadata,
    #: whose page it is; the incident is the post's, so that merges and splits need not be told
    Column("post", Big, ForeignKey("posts.id"), primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False),
    #: core.originals.page.State
    Column("state", String(8), nullable=False),
    Column("asked_at", Instant, nullable=False),
    #: the end of the days of looking again
    Column("until", Instant, nullable=False),
    #: when it is looked at next; null = never again
    Column("due_at", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    #: why it could not be looked at, as a message; null while it could
    Column("error", JSON(none_as_null=True)),
    Column("missed_at", Instant),
    Column("gone_at", Instant),
    Column("etag", Text, nullable=False, server_default=""),
    Column("last_modified", Text, nullable=False, server_default=""),
    Index(None, "due_at"),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("post", Big, ForeignKey("originals.post"), nullable=False),
    Column("at", Instant, nullable=False),
    #: where it was found after all redirects
    Column("url", Text, nullable=False),
    Column("status", Integer, nullable=False),
    #: pairs of name and value
    Column("headers", JSON, nullable=False),
    #: of the bytes that we keep, which are also their file's name; then the same of the visible text
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("text_sha256", String(64), nullable=False),
    Column("text_size", Integer, nullable=False),
    Column("own", Boolean, nullable=False),
    #: characters that came and went since the version before
    Column("added", Integer, nullable=False, server_default=text("0")),
    Column("removed", Integer, nullable=False, server_default=text("0")),
    #: false once it was pruned by age
    Column("kept", Boolean, nullable=False, server_default=text("true")),
    Column("text_kept", Boolean, nullable=False, server_default=text("true")),
    Index(None, "post"),
    Index(None, "kept", "at"),
    Index(None, "text_kept", "at"),
    # is a file still somebody's?
    Index(None, "sha256"),
    Index(None, "text_sha256"),
    sqlite_autoincrement=True,
)
