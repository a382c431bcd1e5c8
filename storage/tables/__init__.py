"""Every table, for SQLite and PostgreSQL alike. `storage/migrations` must always equal this; a test compares them."""

from storage.tables.base import metadata
from storage.tables.talk import cards, chats, inbox, outbox, storms
from storage.tables.team import applicants, arrivals, bindings, codes, departments, members, posts, sources
from storage.tables.work import confirmations, event_texts, events, evidence, incidents, results

__all__ = [
    "applicants",
    "arrivals",
    "bindings",
    "cards",
    "chats",
    "codes",
    "confirmations",
    "departments",
    "event_texts",
    "events",
    "evidence",
    "inbox",
    "incidents",
    "members",
    "metadata",
    "outbox",
    "posts",
    "results",
    "sources",
    "storms",
]
