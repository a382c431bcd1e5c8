"""New messages: text, documents, photos; and the files behind them."""

from dataclasses import replace

from sandbox.markup import checked_markup, shown_to
from sandbox.methods.composing import checked_caption, checked_text, reply_target, topic
from sandbox.model import Chat, Media, Message, Wire
from sandbox.params import Params
from sandbox.refusals import bad
from sandbox.wire import message_wire
from sandbox.world import World


def send_message(world: World, params: Params) -> Wire:
    """A text message."""
    text, entities = checked_text(params)
    return _send(world, params, text, entities)


def send_document(world: World, params: Params) -> Wire:
    """A file, kept so that a person can open it."""
    return _send_file(world, params, "document")


def send_photo(world: World, params: Params) -> Wire:
    """A picture, kept and shown."""
    return _send_file(world, params, "photo")


def _send_file(world: World, params: Params, kind: str) -> Wire:
    text, entities = checked_caption(params)
    media = _upload(world, params, kind)
    return _send(world, params, text, entities, media)


def _upload(world: World, params: Params, kind: str) -> Media:
    given = params.text(kind) if kind in params.values else ""
    media = params.files.get(given.removeprefix("attach://") if given.startswith("attach://") else kind)
    media = media or world.files.get(given)
    if media is None:
        raise bad(f"Bad Request: there is no {kind} in the request")
    if not media.data:
        raise bad("Bad Request: file must be non-empty")
    kept = Media(
        kind=kind,
        file_id=media.file_id or f"F{len(world.files) + 1}",
        name=media.name,
        mime=media.mime,
        data=media.data,
    )
    world.files[kept.file_id] = kept
    return kept


def _send(world: World, params: Params, text: str, entities: tuple[Wire, ...], media: Media | None = None) -> Wire:
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


def get_file(world: World, params: Params) -> Wire:
    """Where to download a file from: /file/bot<token>/<file_path>."""
    media = world.files.get(params.text("file_id"))
    if media is None:
        raise bad("Bad Request: invalid file_id")
    return {
        "file_id": media.file_id,
        "file_unique_id": f"u{media.file_id}",
        "file_size": len(media.data),
        "file_path": media.file_id,
    }
