"""What several processes on one database agree on: who leads, and what workers found."""

from sqlalchemy import JSON, Column, Index, Integer, LargeBinary, String, Table, text

from storage.tables.base import Big, Instant, metadata

leases = Table(
    "leases",
    metadata,
    #: "leader"
    Column("name", String(16), primary_key=True),
    #: how often it was taken: whoever writes with an older number has been replaced
    Column("epoch", Integer, nullable=False),
    #: the process that holds it; its connections bear this name
    Column("holder", String(40), nullable=False),
    #: counts up while the holder lives
    Column("beat", Big, nullable=False, server_default=text("0")),
    #: what was said lately, by chat (core.budget)
    Column("said", JSON, nullable=False),
)

finds = Table(
    "finds",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("source", Big, nullable=False),
    #: when the look began
    Column("at", Instant, nullable=False),
    #: what the look came to, with all that its posts say by themselves (storage.finds)
    Column("body", LargeBinary, nullable=False),
    Index(None, "source"),
    sqlite_autoincrement=True,
)
