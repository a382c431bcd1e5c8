"""Updates as Telegram sends them, before they are made objects: what of them is read, and what belongs together."""

from collections.abc import Mapping
from typing import Any, TypeGuard

from telegram import Bot, CallbackQuery, Chat, InaccessibleMessage, Update, User

from core.callback import decode
from core.errors import InputError


def is_update(raw: object) -> TypeGuard[dict[str, Any]]:
    """Can it be one of Telegram's updates? Its number must fit the inbox; what else it says is seen when it is read."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63


def read(raw: Mapping[str, Any], bot: Bot) -> Update:
    """The update as handlers get it; raises whatever the library raises at one that has no shape.

    A pressed message is told as Telegram itself tells of one out of reach, by its chat and number: its text and its
    keys are long to read, and nothing is ever read back from a card.
    """
    query = raw.get("callback_query")
    pressed = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(pressed, dict):
        return Update.de_json(dict(raw), bot)
    which = InaccessibleMessage(chat=Chat.de_json(pressed["chat"], bot), message_id=pressed["message_id"])
    made = CallbackQuery(
        id=query["id"],
        from_user=User.de_json(query["from"], bot),
        chat_instance=query.get("chat_instance", ""),
        message=which,
        data=query.get("data"),
    )
    made.set_bot(bot)
    return Update(update_id=raw["update_id"], callback_query=made)


def subject(raw: Mapping[str, Any]) -> object:
    """What must stay in order: the incident of a press, else the chat."""
    query = raw.get("callback_query")
    if isinstance(query, dict):
        try:
            return decode(str(query.get("data", ""))).incident
        except InputError:
            return str(query.get("id"))
    written = raw.get("message")
    chat = written.get("chat") if isinstance(written, dict) else None
    return str(chat.get("id")) if isinstance(chat, dict) else "other"
