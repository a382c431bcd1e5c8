"""What is watched, in the large: platforms, regions and kinds of which nothing is seen."""

from sqlalchemy import Column, Index, String, Table, Text

from storage.tables.base import Big, Instant, metadata

blind_spots = Table(
    "blind_spots",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    #: core.watching.spots.Scope, and the platform, region or source of which nothing is seen
    Column("scope", String(8), nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("began_at", Instant, nullable=False),
    #: null while it lasts
    Column("ended_at", Instant),
    Index(None, "ended_at"),
    sqlite_autoincrement=True,
)
