"""Every table, for SQLite and PostgreSQL alike. `storage/migrations` must always equal this; a test compares them."""

from storage.tables.base import metadata
from storage.tables.cluster import finds, leases
from storage.tables.drills import drills
from storage.tables.learnt import assignments, learning, marks, models
from storage.tables.lessons import lessons
from storage.tables.originals import originals, snapshots
from storage.tables.pace import bursts, mentions
from storage.tables.response import deadlines, pages, shifts, swaps, versions
from storage.tables.rules import rule_drafts, rule_hits, rules
from storage.tables.search import search
from storage.tables.talk import cards, chats, inbox, outbox, storms
from storage.tables.team import applicants, arrivals, bindings, codes, departments, members, outages, posts, sources
from storage.tables.watching import blind_spots
from storage.tables.work import confirmations, digests, event_texts, events, evidence, incidents, results

__all__ = [
    "applicants",
    "arrivals",
    "assignments",
    "bindings",
    "blind_spots",
    "bursts",
    "cards",
    "chats",
    "codes",
    "confirmations",
    "deadlines",
    "departments",
    "digests",
    "drills",
    "event_texts",
    "events",
    "evidence",
    "finds",
    "inbox",
    "incidents",
    "learning",
    "leases",
    "lessons",
    "marks",
    "members",
    "mentions",
    "metadata",
    "models",
    "originals",
    "outages",
    "outbox",
    "pages",
    "posts",
    "results",
    "rule_drafts",
    "rule_hits",
    "rules",
    "search",
    "shifts",
    "snapshots",
    "sources",
    "storms",
    "swaps",
    "versions",
]
