"""The line to Telegram as the sender sees it: while it is down nothing is tried but a harmless question."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import TelegramError

from jobs.deliver.failures import trouble

#: between two questions, doubling up to the longest
SHORTEST = timedelta(seconds=1)
LONGEST = timedelta(seconds=30)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Line:
    """A send that the network swallowed may have arrived; asking who we are costs nothing, however often."""

    bot: Bot
    #: since when it is down; None while it is up
    since: datetime | None = None
    _next: datetime | None = None
    _pause: timedelta = SHORTEST

    def broke(self, now: datetime) -> None:
        """A call failed on the way."""
        if self.since is None:
            self.since, self._next, self._pause = now, None, SHORTEST

    async def is_up(self, now: datetime) -> bool:
        """May something be sent? Asks at most every half minute while the line is down."""
        if self.since is None:
            return True
        # farther away it is only because the clock was set back
        if self._next is not None and now < self._next <= now + LONGEST:
            return False
        try:
            await self.bot.get_me()
        except TelegramError as error:
            # anything else is an answer, in whatever mood
            if trouble(error).line:
                log.info("the line to Telegram is down: %s", type(error).__name__)
                self._next, self._pause = now + self._pause, min(LONGEST, self._pause * 2)
                return False
        self.since = None
        return True
