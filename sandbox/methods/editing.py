"""Changing what was sent: edits, deletes, pins. Only the bot's own messages can be edited, at any age."""

from dataclasses import replace

from sandbox import refusals
from sandbox.markup import checked_markup
from sandbox.methods.composing import checked_caption, checked_text
from sandbox.model import Chat, Message, Wire
from sandbox.params import Params
from sandbox.reactions import EMOJI, react
from sandbox.refusals import bad
from sandbox.wire import message_wire
from sandbox.world import World

#: a bot may delete messages for two days
DELETABLE_SECONDS = 48 * 3600


def edit_message_text(world: World, params: Params) -> Wire:
    """New text and keyboard; a keyboard that is left out is removed."""
    text, entities = checked_text(params)
    markup = checked_markup(params.record("reply_markup"), inline_only=True)
    chat, message = _own(world, params)
    if message.media:
        raise bad(refusals.NO_TEXT)
    new = replace(message, text=text, entities=world.marked(text, entities), markup=markup)
    return _edited(world, chat, new, message)


def edit_message_caption(world: World, params: Params) -> Wire:
    """New caption and keyboard of a file; a caption or a keyboard that is left out is removed."""
    text, entities = checked_caption(params)
    markup = checked_markup(params.record("reply_markup"), inline_only=True)
    chat, message = _own(world, params)
    if not message.media:
        raise bad(refusals.NO_CAPTION)
    new = replace(message, text=text, entities=world.marked(text, entities), markup=markup)
    return _edited(world, chat, new, message)


def edit_message_reply_markup(world: World, params: Params) -> Wire:
    """New keyboard only."""
    markup = checked_markup(params.record("reply_markup"), inline_only=True)
    chat, message = _own(world, params)
    return _edited(world, chat, replace(message, markup=markup), message)


def _edited(world: World, chat: Chat, new: Message, old: Message) -> Wire:
    if new == old:
        raise bad(refusals.NOT_MODIFIED)
    kept = replace(new, edited_at=world.clock(), edits=old.edits + 1)
    return message_wire(chat, world.store(chat, kept))


def _own(world: World, params: Params) -> tuple[Chat, Message]:
    # An upgraded group's old messages stay editable under the old id, so `known` and not `writable`.
    chat = world.known(params.chat())
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad(refusals.EDIT_NOT_FOUND)
    ours = message.sender == world.bot or chat.type == "channel"
    if not ours or message.service or (message.markup and "force_reply" in message.markup):
        raise bad(refusals.EDIT_REFUSED)
    return chat, message


def delete_message(world: World, params: Params) -> bool:
    """Own messages, others' where the bot is admin or in a private chat; for 48 hours."""
    chat = world.known(params.chat())
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad(refusals.DELETE_NOT_FOUND)
    may = message.sender == world.bot or chat.is_private or chat.bot_status == "administrator"
    if not may or world.clock() - message.date > DELETABLE_SECONDS:
        raise bad(refusals.DELETE_REFUSED)
    del chat.messages[message.message_id]
    world.pulse.fire()
    return True


def pin_chat_message(world: World, params: Params) -> bool:
    """Pin in a group where the bot is admin, or in a private chat; leaves a service message."""
    chat = world.writable(params.chat())
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad(refusals.PIN_NOT_FOUND)
    _check_may_pin(chat)
    chat.pinned = message.message_id
    service = {"pinned_message": message_wire(chat, message, nested=True)}
    world.tell(chat, world.post(chat, sender=world.bot, service=service, silent=params.flag("disable_notification")))
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    """Unpin the message named, or the one that is pinned."""
    chat = world.writable(params.chat())
    _check_may_pin(chat)
    if chat.pinned is None or params.integer("message_id", chat.pinned) != chat.pinned:
        raise bad("Bad Request: message to unpin not found")
    chat.pinned = None
    world.pulse.fire()
    return True


def _check_may_pin(chat: Chat) -> None:
    if not chat.is_private and not chat.bot_may("can_pin_messages"):
        raise bad(refusals.PIN_REFUSED)


def set_message_reaction(world: World, params: Params) -> bool:
    """The bot's own reaction: one emoji of Telegram's list, or none to take it back."""
    chat = world.writable(params.chat())
    message = chat.messages.get(params.integer("message_id"))
    if message is None or message.service:
        raise bad(refusals.REACTION_NOT_FOUND)
    given = params.json("reaction") or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise bad("Bad Request: can't parse reaction types JSON object")
    emoji = [str(one.get("emoji", "")) for one in given]
    if len(emoji) > 1:
        raise bad("Bad Request: REACTIONS_TOO_MANY")
    if not {*emoji} <= EMOJI:
        raise bad(refusals.REACTION_INVALID)
    react(world, chat, message, world.bot, "".join(emoji))
    return True
