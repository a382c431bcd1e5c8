"""What merges and splits teach about how alike posts of one event are."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Table

from storage.tables.base import Big, metadata

lessons = Table(
    "lessons",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("source", Big, ForeignKey("sources.id"), nullable=False),
    #: the incident that went into the other, or that was split off from it
    Column("child", Big, nullable=False),
    Column("parent", Big, nullable=False),
    #: the post of that source that was put together with the others of `parent`, or apart from them
    Column("post", Big, nullable=False),
    Column("together", Boolean, nullable=False),
    #: how alike they were; null until it was measured
    Column("cosine", Float),
    Index(None, "source"),
    Index(None, "child", "parent"),
    sqlite_autoincrement=True,
)
