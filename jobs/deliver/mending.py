"""What is written down when something could not be said, so that it is said later, elsewhere, or never again."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jobs.deliver.failures import GROUP_PAUSE, LATE, Trouble
from jobs.deliver.items import Drawing, Item
from storage import Store
from storage.cards import UNKNOWN_PAUSE, StaleCard
from storage.outbox import Waiting
from storage.storms import StaleStorm

#: Telegram counts from when it answered, we from when we read it
MARGIN = timedelta(seconds=1)

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Mender:
    """Books failures. `paused` names the chats that do not let us speak, so that the first word there is noticed."""

    store: Store
    clock: Callable[[], datetime]
    paused: set[int] = field(default_factory=set)

    async def troubled(self, item: Item, what: Trouble, now: datetime) -> bool:
        """Write down what went wrong; True where the chat can still be written to."""
        if what.moved_to:
            await self.store.move_chat(item.chat, what.moved_to, now)
            if isinstance(item, StaleCard) and not item.incident.is_open:
                # what has ended does not move; if its old message cannot be edited either, it is not tried all day
                await self.store.card_failed(item.id, now, unknown=False, pause=LATE)
        elif what.flood is not None:
            log.warning("flood control in chat %s: %s", item.chat, what.flood)
            await self._pause(item, what.flood + MARGIN)
        elif what.closed and item.chat < 0:
            # a group that muted or removed us is tried again: it may let us speak later without telling
            log.error("group %s cannot be written to: %s", item.chat, what.words)
            await self._pause(item, GROUP_PAUSE, shut=True)
        elif what.closed:
            log.warning("chat %s cannot be written to: %s", item.chat, what.words)
            await self.store.chat_closed(item.chat, what.words, _incident(item), now)
        else:
            await self._failed(item, what, now)
            return not what.retry
        return False

    async def put_off(self, item: Item, now: datetime) -> None:
        """It cannot even be drawn: see the log, and try again much later."""
        if isinstance(item, Waiting):
            await self.store.message_failed(item.id, "see the log", retry_at=now + LATE)
        else:
            await self._again(item, now, unknown=False, pause=LATE)

    async def said(self, chat: int) -> None:
        """Something was said there: a pause, if there was one, is over."""
        if chat in self.paused:
            self.paused.discard(chat)
            await self.store.chat_heard_us(chat)

    async def _pause(self, item: Item, span: timedelta, *, shut: bool = False) -> None:
        self.paused.add(item.chat)
        now = self.clock()
        await self.store.pause_chat(item.chat, now + span, now, shut=shut)
        if not isinstance(item, Waiting):
            # it was refused, so it is certain that it does not stand there
            await self._again(item, now, unknown=False, pause=timedelta(0))

    async def _failed(self, item: Item, what: Trouble, now: datetime) -> None:
        level = logging.INFO if what.retry or what.gone else logging.ERROR
        log.log(level, "%s %s: %s", type(item).__name__, item.id, what.words)
        if isinstance(item, Waiting):
            await self._message_failed(item, what, now)
        elif what.gone:
            lost = self.store.storm_lost if isinstance(item, StaleStorm) else self.store.card_lost
            await lost(item.id)
        else:
            await self._again(item, now, unknown=what.unknown, pause=what.pause)

    async def _message_failed(self, item: Waiting, what: Trouble, now: datetime) -> None:
        if what.gone and item.kind in ("delete", "edit"):
            await self.store.message_sent(item.id, None)
        elif what.unsent:
            return  # it never left: it keeps its place
        else:
            # what was perhaps said is said once more at once, and then only now and then
            pause = max(what.pause, UNKNOWN_PAUSE) if what.unknown and item.attempts >= 1 else what.pause
            await self.store.message_failed(item.id, what.words, retry_at=now + pause if what.retry else None)

    async def _again(self, item: Drawing, now: datetime, *, unknown: bool, pause: timedelta) -> None:
        if isinstance(item, StaleStorm):
            await self.store.storm_failed(item.id, now, unknown=unknown and item.message is None, pause=pause)
        else:
            await self.store.card_failed(item.id, now, unknown=unknown, pause=pause)


def _incident(item: Item) -> int | None:
    if isinstance(item, StaleStorm):
        return None
    return item.incident.id if isinstance(item, StaleCard) else item.incident
