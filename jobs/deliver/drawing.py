"""Cards and storm cards: drawn from the state, compared with what stands in the chat, sent or edited, booked."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from telegram import Bot

from core.cards.card import Card, menu_card, shared_card
from core.cards.proposals import proposal_card
from core.cards.statements import statement_card
from core.cards.storms import storm_card
from core.policy import Policy
from core.statements.telling import is_statement_card
from core.texts import Texts
from jobs.deliver.booking import booked
from jobs.deliver.items import Drawing
from jobs.deliver.saying import card_markup, say_card, say_edit
from storage import Store
from storage.cards import StaleCard
from storage.storms import StaleStorm


@dataclass(frozen=True, slots=True, kw_only=True)
class Artist:
    """Draws. One per sender."""

    store: Store
    bot: Bot
    texts: Texts
    clock: Callable[[], datetime]

    async def show(self, item: Drawing, policy: Policy, now: datetime) -> bool:
        """Make the chat show the state; False where it does already and nothing had to be said."""
        card = await self._drawn(item, policy, now)
        digest = hashlib.sha256(repr(card).encode()).hexdigest()
        if item.message is not None and digest == item.digest:
            await self._shown(item, item.message, digest, now)
            return False
        markup = card_markup(card)
        if item.message is None:
            loud = await self._sending(item)
            reply_to = item.reply_to if isinstance(item, StaleCard) else None
            message = await say_card(self.bot, item.chat, card.html, markup, loud=loud, reply_to=reply_to)
        else:
            message = await say_edit(self.bot, item.chat, item.message, card.html, markup)
        await self._shown(item, message, digest, self.clock())
        return True

    async def _drawn(self, item: Drawing, policy: Policy, now: datetime) -> Card:
        if isinstance(item, StaleStorm):
            return storm_card(item.id, item.opened_at, item.members, policy, self.texts)
        if is_statement_card(item.about):
            present = await self.store.present_texts(item.incident.id)
            return statement_card(item.incident, item.about, present, policy, item.person, self.texts)
        if item.about:
            return proposal_card(item.incident, item.about, policy, self.texts)
        around = await self.store.around(item.incident, policy, item.picker, now)
        actor = policy.actor(item.person) if item.person else None
        if actor is None:
            return shared_card(item.incident, around, self.texts, now=now, picker=item.picker)
        return menu_card(item.incident, actor, around, self.texts, now=now, picker=item.picker)

    async def _sending(self, item: Drawing) -> bool:
        """If the result of this is lost, the next start knows; returns whether it makes a sound."""
        if isinstance(item, StaleStorm):
            return await self.store.storm_sending(item.id)
        await self.store.card_sending(item.id)
        return item.loud

    async def _shown(self, item: Drawing, message: int, digest: str, now: datetime) -> None:
        if isinstance(item, StaleStorm):
            await booked(self.store, partial(self.store.storm_shown, item, message, digest, now))
        else:
            await booked(self.store, partial(self.store.card_shown, item, message, digest, now))
