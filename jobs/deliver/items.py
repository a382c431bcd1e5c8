"""What may be said next, and in which order."""

from datetime import datetime, timedelta

from core.budget import CARD_PAUSE, HEAT_PAUSE, MENU_PAUSE, STORM_PAUSE
from core.cards.storms import shares
from core.outgoing import Lane
from storage.cards import StaleCard
from storage.outbox import Waiting
from storage.storms import StaleStorm

Drawing = StaleCard | StaleStorm
Item = Drawing | Waiting


def lane(item: Item) -> Lane:
    """Where it queues: a card's first showing before edits, important cards first of all."""
    if isinstance(item, Waiting):
        return item.lane
    if item.message is None:
        if isinstance(item, StaleCard) and not shares(item.incident.severity):
            return Lane.ESCALATION
        return Lane.APPROVAL if item.loud else Lane.NEW_CARD
    return Lane.EDIT if item.awaited else Lane.LOG


def too_soon(item: Item, now: datetime) -> bool:
    """Was it drawn a moment ago? Each kind of card has its own pace."""
    if isinstance(item, Waiting) or item.message is None or item.edited_at is None:
        return False
    return now - item.edited_at < (_shortest(item) if item.awaited else HEAT_PAUSE)


def _shortest(item: Drawing) -> timedelta:
    if isinstance(item, StaleStorm):
        return STORM_PAUSE
    return MENU_PAUSE if item.person else CARD_PAUSE
