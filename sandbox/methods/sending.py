"""New messages: text, and what every kind of message shares."""

from dataclasses import replace

from sandbox.markup import checked_markup, shown_to
from sandbox.methods.composing import checked_text, reply_target, topic
from sandbox.model import Chat, Media, Message, Wire
from sandbox.params import Params
from sandbox.refusals import bad
from sandbox.wire import message_wire
from sandbox.world import World


def send_message(world: World, params: Params) -> Wire:
    """A text message."""
    text, entities = checked_text(params)
    return deliver(world, params, text, entities)


def deliver(
    world: World,
    params: Params,
    text: str,
    entities: tuple[Wire, ...],
    *,
    media: Media | None = None,
    group: str = "",
) -> Wire:
    """Put the bot's message into its chat; `group` is the album it belongs to."""
    markup = checked_markup(params.record("reply_markup"))
    chat = world.writable(params.chat())
    reply_to = reply_target(chat, params)
    channel = chat.type == "channel"
    message = world.post(
        chat,
        sender=None if channel else world.bot,
        sender_chat=chat.id if channel else None,
        text=text,
        entities=world.marked(text, entities),
        markup=markup,
        media=media,
        media_group_id=group,
        reply_to=reply_to,
        thread=topic(chat, params, reply_to),
        silent=params.flag("disable_notification"),
    )
    asking = replace(message, force_reply_for=_asked(world, chat, message))
    return message_wire(chat, world.store(chat, asking))


def _asked(world: World, chat: Chat, message: Message) -> frozenset[int]:
    replied = chat.messages.get(message.reply_to or 0)
    author = replied.sender.id if replied and replied.sender else None
    return shown_to(message.markup, chat.members, world.mentioned(message.text, message.entities), author)


def send_chat_action(world: World, params: Params) -> bool:
    """ "Typing…": checked, not shown."""
    world.writable(params.chat())
    if not params.text("action"):
        raise bad("Bad Request: wrong parameter action in request")
    return True
