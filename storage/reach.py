"""Which chats can be written to now: a condition for queries that join `chats`."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from storage.tables import chats


def open_chat(now: datetime) -> ColumnElement[bool]:
    """Chats that are neither paused by flood control nor out of reach."""
    return and_(
        or_(chats.c.paused_until.is_(None), chats.c.paused_until <= now),
        or_(chats.c.unreachable.is_(None), chats.c.unreachable == ""),
    )
