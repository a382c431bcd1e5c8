"""Drills: what is played, how far it has come, how it went."""

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Table, Text, text

from storage.tables.base import Big, Instant, metadata

drills = Table(
    "drills",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    #: core.drill.scenario.Scenario, as it was when the drill began: a file that changes meanwhile changes nothing
    Column("name", Text, nullable=False),
    Column("scenario", JSON, nullable=False),
    Column("pace", Float, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("started_by", Big, nullable=False),
    #: numbers of its incidents are below this one
    Column("below", Big, nullable=False),
    #: real matters of 重大 and above that were open when it began: number → level
    Column("known", JSON, nullable=False),
    #: steps that were played
    Column("told", Integer, nullable=False, server_default=text("0")),
    #: core.drill.running.Reply
    Column("replies", JSON, nullable=False),
    #: core.drill.running.State
    Column("state", String(8), nullable=False),
    Column("ended_at", Instant),
    #: core.drill.score.Score, once it has ended
    Column("score", JSON(none_as_null=True)),
    Index(None, "state"),
    sqlite_autoincrement=True,
)
