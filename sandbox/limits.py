"""Telegram's flood limit for groups: so many messages and edits a minute, then 429."""

from collections import deque
from collections.abc import Callable
from math import ceil

from sandbox.refusals import flood


class Limits:
    """A sliding window per group. Switch with `on`; the figures may be changed at any time."""

    def __init__(self, clock: Callable[[], float], *, on: bool) -> None:
        self._clock = clock
        self._sent: dict[int, deque[float]] = {}
        self.on = on
        self.per_group = 20
        self.window = 60.0

    def charge(self, chat_id: int) -> None:
        """Count one message or edit in a group; Refusal 429 with the seconds until there is room."""
        if not self.on or chat_id > 0:
            return
        now = self._clock()
        sent = self._sent.setdefault(chat_id, deque())
        while sent and sent[0] <= now - self.window:
            sent.popleft()
        if len(sent) >= self.per_group:
            raise flood(max(1, ceil(sent[0] + self.window - now)))
        sent.append(now)
