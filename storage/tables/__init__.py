"""Every table, for SQLite and PostgreSQL alike. `storage/migrations` must always equal this; a test compares them."""

from storage.tables.base import metadata
from storage.tables.talk import cards, chats, inbox, outbox
from storage.tables.team import bindings, departments, members, posts, sources
from storage.tables.work import confirmations, event_texts, events, incidents, results

__all__ = [
    "bindings",
    "cards",
    "chats",
    "confirmations",
    "departments",
    "event_texts",
    "events",
    "inbox",
    "incidents",
    "members",
    "metadata",
    "outbox",
    "posts",
    "results",
    "sources",
]
