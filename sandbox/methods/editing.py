"""Changing what was sent: edits, deletes, pins. Only the bot's own messages can be edited, at any age."""

from dataclasses import replace

from sandbox import refusals
from sandbox.markup import checked_markup
from sandbox.methods.composing import checked_text
from sandbox.model import Chat, Message, Wire
from sandbox.params import Params
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
    if not chat.is_private and chat.bot_status != "administrator":
        raise bad(refusals.PIN_REFUSED)
    chat.pinned = message.message_id
    service = {"pinned_message": message_wire(chat, message, nested=True)}
    world.tell(chat, world.post(chat, sender=world.bot, service=service, silent=params.flag("disable_notification")))
    return True
