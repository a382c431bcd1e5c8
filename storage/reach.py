"""Conditions that several queries share: which chats can be written to now, what may stand in a storm's line."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from core.cards.storms import shares
from core.severity import Severity
from storage.tables import chats, incidents


def open_chat(now: datetime) -> ColumnElement[bool]:
    """Chats that are neither paused by flood control nor out of reach."""
    return and_(
        or_(chats.c.paused_until.is_(None), chats.c.paused_until <= now),
        or_(chats.c.unreachable.is_(None), chats.c.unreachable == ""),
    )


def calm() -> ColumnElement[bool]:
    """Incidents whose level may share a storm card."""
    return incidents.c.severity.in_([level.value for level in Severity if shares(level)])
