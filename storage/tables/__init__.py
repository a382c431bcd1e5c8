"""Every table, for SQLite and PostgreSQL alike. `storage/migrations` must always equal this; a test compares them."""

from storage.tables.base import metadata
from storage.tables.response import deadlines, pages, shifts, swaps, versions
from storage.tables.search import search
from storage.tables.talk import cards, chats, inbox, outbox, storms
from storage.tables.team import applicants, arrivals, bindings, codes, departments, members, outages, posts, sources
from storage.tables.work import confirmations, digests, event_texts, events, evidence, incidents, results

__all__ = [
    "applicants",
    "arrivals",
    "bindings",
    "cards",
    "chats",
    "codes",
    "confirmations",
    "deadlines",
    "departments",
    "digests",
    "event_texts",
    "events",
    "evidence",
    "inbox",
    "incidents",
    "members",
    "metadata",
    "outages",
    "outbox",
    "pages",
    "posts",
    "results",
    "search",
    "shifts",
    "sources",
    "storms",
    "swaps",
    "versions",
]
