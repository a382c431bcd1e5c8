"""How often our name was mentioned lately, and when a burst of it was told."""

from sqlalchemy import Column, Integer, String, Table

from storage.tables.base import Instant, metadata

mentions = Table(
    "mentions",
    metadata,
    #: begin of a stretch of five minutes (core.detect.mentions.SLOT), by the dates of the posts; a day and an hour stay
    Column("slot", Instant, primary_key=True),
    Column("count", Integer, nullable=False),
)

bursts = Table(
    "bursts",
    metadata,
    #: what came in a burst: "name"
    Column("about", String(16), primary_key=True),
    #: when an incident was opened for it last
    Column("at", Instant, nullable=False),
)
