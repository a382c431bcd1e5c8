"""The turn of the system itself: what the watch, the clocks and the sender do."""

from datetime import datetime

from core.changes import Entry, Origin, Turn
from core.people import SYSTEM
from core.policy import Policy


def system_turn(policy: Policy, now: datetime, *, chat: int = 0, message: int = 0) -> Turn:
    """Nobody pressed; `chat` and `message` where it was done, 0 for nowhere."""
    return Turn(actor=SYSTEM, now=now, policy=policy, origin=Origin(entry=Entry.JOB, chat=chat, message=message))
