"""代发: a signed text goes into the organisation's own channel exactly once, or a person is asked.

noted as under way → sent → noted as public. Whatever ends in between leaves the note: it is never sent again.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from telegram import Bot, LinkPreviewOptions
from telegram.error import TelegramError

from jobs.deliver.failures import Trouble, trouble
from jobs.deliver.line import Line
from storage import Store
from storage.outbox import Waiting

#: whoever pressed has given up waiting by then, and may have published it elsewhere
STALE = timedelta(minutes=10)
#: Telegram counts from when it answered, we from when we read it
MARGIN = timedelta(seconds=1)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Booking = Callable[[], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Releaser:
    """Sends releases. One per sender. `owed`: by row, what came of it and could not be written down yet."""

    store: Store
    bot: Bot
    line: Line
    clock: Callable[[], datetime]
    owed: dict[int, Booking] = field(default_factory=dict)

    async def send(self, item: Waiting) -> bool:
        """One release; False where nothing more should be said in that chat now."""
        if item.id in self.owed:
            return True
        if item.created_at is None or self.clock() - item.created_at > STALE:
            await self.store.release_refused(item.id, "too late", self.clock())
            return True
        try:
            if not await self.store.release_begins(item.id):
                return True
        except Exception:
            log.exception("release %s could not be begun", item.id)
            # it may be noted as under way, and certainly did not leave
            await self._book(item.id, partial(self.store.release_waits, item.id, self.clock()))
            return False
        return await self._sent(item)

    async def settle(self) -> None:
        """Once more what could not be written down: as long as it stands as under way, nothing of it can be done."""
        for ident, booking in tuple(self.owed.items()):
            await self._book(ident, booking)

    async def _sent(self, item: Waiting) -> bool:
        try:
            sent = await self.bot.send_message(
                item.chat, item.quoted, parse_mode=None, link_preview_options=_NO_PREVIEW
            )
        except TelegramError as error:
            await self._troubled(item, trouble(error))
            return False
        except Exception:
            # an answer that the library does not understand: it may stand there
            log.exception("release %s: the answer cannot be read", item.id)
            await self._book(item.id, partial(self._unknown, item.id))
            return False
        await self._book(item.id, partial(self._public, item.id, sent.message_id, sent.link or ""))
        return item.id not in self.owed

    async def _troubled(self, item: Waiting, what: Trouble) -> None:
        """Only what certainly did not leave is tried again, or given back."""
        now = self.clock()
        if what.line:
            self.line.broke(now)
        if what.unknown:
            log.error("release %s: %s", item.id, what.words)
            booking: Booking = partial(self._unknown, item.id, what.words)
        elif what.flood is not None:
            booking = partial(self.store.release_waits, item.id, now + what.flood + MARGIN)
        elif what.unsent:
            booking = partial(self.store.release_waits, item.id, now)
        else:
            log.warning("release %s was refused: %s", item.id, what.words)
            booking = partial(self.store.release_refused, item.id, what.words, now)
        await self._book(item.id, booking)

    async def _book(self, ident: int, booking: Booking) -> None:
        """Write down what came of it; where that fails, that nobody knows; where both fail, they are tried again."""
        for attempt in (booking, partial(self._unknown, ident)):
            try:
                await attempt()
            except Exception:
                if ident not in self.owed:
                    log.exception("release %s could not be booked", ident)
            else:
                self.owed.pop(ident, None)
                return
        self.owed[ident] = booking

    async def _public(self, ident: int, message: int, link: str) -> None:
        await self.store.released(ident, message, link, self.clock())

    async def _unknown(self, ident: int, why: str = "see the log") -> None:
        await self.store.release_unknown(ident, why, self.clock())
