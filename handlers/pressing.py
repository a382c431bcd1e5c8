"""A tap on a key (按键): who tapped where, what the key says, and the answer that stops the spinner."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from telegram import CallbackQuery, Update
from telegram.error import BadRequest, NetworkError, TelegramError

from core.changes import Entry, Origin
from core.errors import InputError
from core.showing import clip
from core.team.keys import join_link
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.common import not_registered, stranger
from handlers.context import Desk
from storage.commands import Command

#: UTF-16 units of an alert box
ANSWER_LIMIT = 200
#: seconds; Telegram takes an answer for about as long
ANSWER_WITHIN = 10

Said = TypeVar("Said")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap(Generic[Said]):
    """A registered person's tap on a key that we may have made; `said`: what the key says."""

    query: CallbackQuery
    command: Command
    said: Said


async def pressed(update: Update, desk: Desk, decode: Callable[[str], Said]) -> Tap[Said] | None:
    """The tap of a registered person on a key that `decode` can read; all others are answered and logged here."""
    query = update.callback_query
    command = await _tapped(query, desk) if query else None
    if query is None or command is None:
        return None
    try:
        return Tap(query=query, command=command, said=decode(query.data or ""))
    except InputError as error:
        await answer(query, await turned_away(desk, "forged", command, error.message), desk)
        return None


async def _tapped(query: CallbackQuery, desk: Desk) -> Command | None:
    """The command of a registered person's tap in one of our chats; others are turned away, answered and logged."""
    policy, chat = await desk.store.policy(), query.message.chat.id if query.message else 0
    message = query.message.message_id if query.message else 0
    actor = policy.actor(query.from_user.id)
    origin = Origin(entry=Entry.BUTTON, chat=chat, message=message, callback=query.id)
    who = actor or stranger(query.from_user)
    command = Command(key=f"press:{query.id}", actor=who, origin=origin, now=desk.clock())
    if not (policy.is_ours(chat) or chat == query.from_user.id):
        code, words = "foreign", Message(N_("这里不是本单位的群，不能操作"))
    elif actor is None:
        code, words = "stranger", not_registered(policy)
    else:
        await desk.store.chat_reachable(chat)
        return command
    await desk.store.refused(code, "gate", command)
    await answer(query, Outcome(answer=words, alert=True, refused=code), desk)
    return None


async def turned_away(desk: Desk, code: str, command: Command, words: Message) -> Outcome:
    """Not for this person, this chat or this button: logged, and said in an alert box."""
    await desk.store.refused(code, "gate", command)
    return Outcome(answer=words, alert=True, refused=code)


async def answer(query: CallbackQuery, outcome: Outcome, desk: Desk) -> None:
    """Stop the spinner; a stranger lands where one can ask to join. A query too old to answer is no error."""
    text = clip(desk.texts.say(outcome.answer), ANSWER_LIMIT)
    unknown = outcome.refused == "stranger" and desk.store.username
    link = join_link(desk.store.username) if unknown else None
    # a phone that gets words opens no link: the private chat says the rest
    error = await _answered(query, "" if link else text, link, alert=outcome.alert)
    if isinstance(error, BadRequest):
        # no spinner goes on because Telegram does not like a link or our words
        await _answered(query, text if link else "", None, alert=outcome.alert)
    elif isinstance(error, NetworkError):
        # lost on the way there or back; a second one does no harm
        await _answered(query, text, link, alert=outcome.alert)


async def _answered(query: CallbackQuery, text: str, link: str | None, *, alert: bool) -> TelegramError | None:
    """What went wrong; the change is committed and the card will tell, so that nothing more is done about it."""
    try:
        await query.answer(text or None, show_alert=alert, url=link, read_timeout=ANSWER_WITHIN)
    except TelegramError as error:
        if "query is too old" in error.message.lower():
            return None
        log.warning("a press could not be answered: %s", error.message)
        return error
    return None
