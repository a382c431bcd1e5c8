"""What is said and heard: cards, outbox, inbox, chats."""

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

#: a card that may have to be drawn: it shows less than its incident has come to, or it has to do with a picker
RESTLESS = text("(shown < reached OR picker <> '' OR drawn <> '')")

cards = Table(
    "cards",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("incident", Big, ForeignKey("incidents.id"), nullable=False),
    Column("chat", Big, nullable=False),
    #: "" = the incident itself, "p3" = its third proposal
    Column("about", String(8), nullable=False, server_default=""),
    #: whose private menu it is; 0 = a shared card
    Column("person", Big, nullable=False, server_default=text("0")),
    Column("message", Big),
    #: the revision that the chat shows; 0 = none yet
    Column("shown", Integer, nullable=False, server_default=text("0")),
    #: the revision that its incident has come to, repeated here so that years of cards need not be compared
    Column("reached", Integer, nullable=False, server_default=text("1")),
    #: how many acts of people it shows: a person's act is drawn sooner than one more repost
    Column("shown_acts", Integer, nullable=False, server_default=text("0")),
    Column("digest", String(64), nullable=False, server_default=""),
    Column("picker", String(40), nullable=False, server_default=""),
    Column("picker_until", Instant),
    #: the picker that the chat shows; a card is stale when it differs from the one wanted
    Column("drawn", String(40), nullable=False, server_default=""),
    Column("loud", Boolean, nullable=False, server_default=text("false")),
    Column("edited_at", Instant),
    #: a send began and its result is not known
    Column("sending", Boolean, nullable=False, server_default=text("false")),
    Column("not_before", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    #: a private menu is kept fresh only for a while
    Column("until", Instant),
    #: the storm card that shows it in one line until somebody opens it
    Column("storm", Big, ForeignKey("storms.id")),
    UniqueConstraint("incident", "chat", "about"),
    Index(None, "storm"),
    Index(None, "chat", "message"),
    # what the sender asks for all the time is found among the few that are restless
    Index(None, "until", sqlite_where=RESTLESS, postgresql_where=RESTLESS),
    sqlite_autoincrement=True,
)

storms = Table(
    "storms",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("chat", Big, nullable=False),
    Column("message", Big),
    Column("opened_at", Instant, nullable=False),
    #: when the newest incident came to it; a pause ends the storm
    Column("last_at", Instant, nullable=False),
    #: what the chat shows: so many lines, at these revisions
    Column("digest", String(64), nullable=False, server_default=""),
    Column("edited_at", Instant),
    Column("sending", Boolean, nullable=False, server_default=text("false")),
    Column("not_before", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Index(None, "chat", "last_at"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("chat", Big, nullable=False),
    Column("lane", Integer, nullable=False),
    #: notice | edit | prompt | delete | left
    Column("kind", String(8), nullable=False),
    Column("body", JSON, nullable=False),
    Column("incident", Big),
    Column("loud", Boolean, nullable=False),
    #: waiting | sent | failed
    Column("state", String(8), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("message", Big),
    #: for a prompt: the action that the reply completes, and who was asked
    Column("action", String(8)),
    Column("person", Big),
    Column("arg_seen", Integer),
    Column("error", Text, nullable=False, server_default=""),
    #: the key of the message that comes first, and is answered
    Column("after", String(120)),
    Index(None, "state", "chat"),
    Index(None, "chat", "message"),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", Big, primary_key=True, autoincrement=False),
    Column("payload", JSON, nullable=False),
    #: new | done | failed | quarantined
    Column("state", String(12), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=""),
    Index(None, "state", "update_id"),
)

chats = Table(
    "chats",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=False),
    #: flood control told us to be quiet until then
    Column("paused_until", Instant),
    #: why nothing can be said here (blocked, kicked), "" while it can
    Column("unreachable", Text, nullable=False, server_default=""),
)
