"""The one door for speech. Nobody else sends; it reads only rows, and compares what is shown with what is.

    rows (stale cards, waiting messages) → by chat, by lane → budget → Telegram → rows (shown, sent, failed)

A chat is served serially and the chats side by side, so that flood control in one never holds another.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from telegram import Bot, InlineKeyboardMarkup
from telegram.error import TelegramError

from core.budget import CARD_PAUSE, HEAT_PAUSE, MENU_PAUSE, Budget
from core.cards import Card, menu_card, shared_card
from core.outgoing import Lane
from core.policy import Policy
from core.texts import Texts
from jobs.deliver.failures import GROUP_PAUSE, LATE, Trouble, trouble
from jobs.deliver.saying import card_markup, say_card, say_edit, say_waiting
from storage import Store
from storage.cards import UNKNOWN_PAUSE, StaleCard
from storage.outbox import Waiting

#: the sender looks again after so long even if nobody rang
TICK = 1.0
#: messages to one chat before what came in meanwhile is looked at
PER_ROUND = 4

log = logging.getLogger(__name__)

Item = StaleCard | Waiting


@dataclass(slots=True, kw_only=True)
class Deliver:
    """The sender. `ring` is set after commits."""

    store: Store
    bot: Bot
    texts: Texts
    clock: Callable[[], datetime]
    ring: asyncio.Event
    budget: Budget = field(default_factory=Budget)

    async def run(self) -> None:
        """Serve for ever; a failing round is logged and tried again."""
        await self.store.resume_cards()
        while True:
            self.ring.clear()
            try:
                said = await self.round()
            except Exception:
                log.exception("the sender stumbled")
                said = 0
            if said == 0:
                await self._rest()

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self.ring.wait(), TICK)
        except TimeoutError:
            return

    async def round(self) -> int:
        """Say what may be said now; returns how much was tried."""
        now = self.clock()
        policy = await self.store.policy()
        items: list[Item] = [*await self.store.stale_cards(now), *await self.store.waiting(now)]
        chats: dict[int, list[Item]] = {}
        for item in sorted(items, key=lane):
            chats.setdefault(item.chat, []).append(item)
        served = await asyncio.gather(*(self._serve(group, policy) for group in chats.values()))
        return sum(served)

    async def _serve(self, items: Sequence[Item], policy: Policy) -> int:
        tried = 0
        for item in items:
            now = self.clock()
            if tried >= PER_ROUND or not self.budget.allows(item.chat, lane(item), now):
                break
            if isinstance(item, StaleCard) and _too_soon(item, now):
                continue
            going_on = await self._one(item, policy, now)
            tried += 1
            if not going_on:
                break
        return tried

    async def _one(self, item: Item, policy: Policy, now: datetime) -> bool:
        try:
            if isinstance(item, StaleCard):
                await self._card(item, policy, now)
            else:
                self.budget.spend(item.chat, now)
                sent = await say_waiting(self.bot, item, policy, self.texts)
                await self.store.message_sent(item.id, sent)
        except TelegramError as error:
            return await self._troubled(item, trouble(error), now)
        except Exception:
            # one item that cannot be drawn or booked must not keep its chat, let alone the others, from speaking
            log.exception("%s %s could not be said", type(item).__name__, item.id)
            await self._put_off(item, now)
        return True

    async def _put_off(self, item: Item, now: datetime) -> None:
        if isinstance(item, StaleCard):
            await self.store.card_failed(item.id, now, unknown=False, pause=LATE)
        else:
            await self.store.message_failed(item.id, "see the log", retry_at=now + LATE)

    async def _card(self, item: StaleCard, policy: Policy, now: datetime) -> None:
        card = self._drawn(item, policy, now)
        digest = hashlib.sha256(repr(card).encode()).hexdigest()
        if item.message is not None and digest == item.digest:
            await self.store.card_shown(item, item.message, digest, now)
            return
        markup: InlineKeyboardMarkup | None = card_markup(card)
        self.budget.spend(item.chat, now)
        if item.message is None:
            await self.store.card_sending(item.id)
            message = await say_card(self.bot, item.chat, card.html, markup, loud=item.loud)
        else:
            message = await say_edit(self.bot, item.chat, item.message, card.html, markup)
        await self.store.card_shown(item, message, digest, self.clock())

    def _drawn(self, item: StaleCard, policy: Policy, now: datetime) -> Card:
        actor = policy.actor(item.person) if item.person else None
        if actor is None:
            return shared_card(item.incident, policy, self.texts, now=now, picker=item.picker)
        return menu_card(item.incident, actor, policy, self.texts, now=now, picker=item.picker)

    async def _troubled(self, item: Item, what: Trouble, now: datetime) -> bool:
        """Write down what went wrong; True where the chat can still be written to."""
        if what.moved_to:
            await self.store.move_chat(item.chat, what.moved_to)
            if isinstance(item, StaleCard) and not item.incident.is_open:
                # what has ended does not move; if its old message cannot be edited either, it is not tried all day
                await self.store.card_failed(item.id, now, unknown=False, pause=LATE)
        elif what.flood:
            log.warning("flood control in chat %s: %s", item.chat, what.flood)
            await self.store.pause_chat(item.chat, self.clock() + what.flood)
        elif what.closed and item.chat < 0:
            # a group that muted or removed us is tried again: it may let us speak later without telling
            log.error("group %s cannot be written to: %s", item.chat, what.words)
            await self.store.pause_chat(item.chat, now + GROUP_PAUSE)
        elif what.closed:
            log.warning("chat %s cannot be written to: %s", item.chat, what.words)
            incident = item.incident.id if isinstance(item, StaleCard) else item.incident
            await self.store.chat_closed(item.chat, what.words, incident, now)
        elif isinstance(item, StaleCard):
            await self._card_troubled(item, what, now)
            return not what.retry
        else:
            await self._message_troubled(item, what, now)
            return not what.retry
        return False

    async def _card_troubled(self, item: StaleCard, what: Trouble, now: datetime) -> None:
        if what.gone:
            await self.store.card_lost(item.id)
        else:
            unknown = what.unknown and item.message is None
            log.log(_level(what), "card %s: %s", item.id, what.words)
            await self.store.card_failed(item.id, now, unknown=unknown, pause=what.pause)

    async def _message_troubled(self, item: Waiting, what: Trouble, now: datetime) -> None:
        log.log(_level(what), "message %s: %s", item.id, what.words)
        if what.gone and item.kind == "delete":
            await self.store.message_sent(item.id, None)
            return
        # what was perhaps said is said once more at once, and then only now and then
        pause = max(what.pause, UNKNOWN_PAUSE) if what.unknown and item.attempts >= 1 else what.pause
        await self.store.message_failed(item.id, what.words, retry_at=now + pause if what.retry else None)


def lane(item: Item) -> Lane:
    """Where it queues: a card's first showing before edits, important cards first of all."""
    if isinstance(item, Waiting):
        return item.lane
    if item.message is None:
        return Lane.APPROVAL if item.loud else Lane.NEW_CARD
    return Lane.EDIT if item.awaited else Lane.LOG


def _too_soon(item: StaleCard, now: datetime) -> bool:
    shortest = MENU_PAUSE if item.person else CARD_PAUSE
    pause = shortest if item.awaited else HEAT_PAUSE
    return item.message is not None and item.edited_at is not None and now - item.edited_at < pause


def _level(what: Trouble) -> int:
    return logging.INFO if what.retry else logging.ERROR
