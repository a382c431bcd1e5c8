"""What one person sees on the page: chats, bubbles, buttons, and whom they may tap as. Data only, no markup."""

from sandbox.cast import for_viewer
from sandbox.files import picture_size
from sandbox.methods.commands import shown_commands
from sandbox.model import Button, Chat, Message, User, Wire
from sandbox.talk import origin_name
from sandbox.world import World

#: older bubbles are not sent to the page
SHOWN_MESSAGES = 200


def person_view(world: World, viewer: int) -> Wire:
    """Everything the page needs to draw for one person; `version` counts the changes."""
    chats = [chat for chat in world.chats.values() if viewer in chat.members and chat.migrated_to is None]
    return {
        "version": world.pulse.count,
        "run": world.run,
        "me": viewer,
        "bot": {"id": world.bot.id, "name": world.bot.name, "username": world.bot.username},
        "people": [_person(world, user) for user in world.users.values()],
        "chats": [_chat(world, chat, viewer) for chat in chats],
        # whoever had an upgraded group open goes on in the new one
        "moved": {chat.id: chat.migrated_to for chat in world.chats.values() if chat.migrated_to is not None},
    }


def _person(world: World, user: User) -> Wire:
    about = {"id": user.id, "name": user.name, "note": user.note, "username": user.username}
    # What the bot told each person in private, so that the page can point at whoever has news.
    told = [m.message_id for m in world.chats[user.id].messages.values() if m.sender == world.bot]
    return about | {"told": told[-99:]}


def _chat(world: World, chat: Chat, viewer: int) -> Wire:
    recent = list(chat.messages.values())[-SHOWN_MESSAGES:]
    return {
        "id": chat.id,
        "type": chat.type,
        "title": world.bot.name if chat.is_private else chat.title,
        "people": len(chat.members) + 1,
        "started": chat.started or not chat.is_private,
        "blocked": chat.is_private and chat.bot_status == "kicked",
        "pinned": chat.pinned,
        "forum": chat.forum,
        "topics": [
            {"id": thread, "name": name, "closed": thread in chat.closed_topics} for thread, name in chat.topics.items()
        ],
        "bot_status": chat.bot_status,
        "commands": shown_commands(world, chat, viewer),
        "messages": [_message(world, chat, for_viewer(message, viewer), viewer) for message in recent],
    }


def _message(world: World, chat: Chat, message: Message, viewer: int) -> Wire:
    return {
        "id": message.message_id,
        "date": message.date,
        "from": _sender(chat, message),
        "bot": message.sender == world.bot,
        "text": message.text,
        "entities": list(message.entities),
        "rows": [[_button(button) for button in row] for row in message.rows],
        "reply_to": message.reply_to,
        "silent": message.silent,
        "edited": message.edited_at,
        "forwarded": origin_name(message),
        "thread": message.thread,
        "album": message.media_group_id,
        "reactions": _reactions(message, viewer),
        "asks_me": bool(message.force_reply_for),
        "placeholder": message.placeholder,
        "file": _file(message),
        "service": next(iter(message.service), "") if message.service else "",
        "named": _named(message),
    }


def _reactions(message: Message, viewer: int) -> list[Wire]:
    given = list(message.reactions.values())
    own = message.reactions.get(viewer, "")
    return [{"emoji": emoji, "count": given.count(emoji), "mine": emoji == own} for emoji in dict.fromkeys(given)]


def _named(message: Message) -> str:
    """What a service message names, such as a topic."""
    about = next(iter(message.service.values()), None) if message.service else None
    return str(about.get("name", "")) if isinstance(about, dict) else ""


def _sender(chat: Chat, message: Message) -> Wire:
    if message.sender_chat is not None or message.sender is None:
        return {"id": chat.id, "name": chat.title}
    return {"id": message.sender.id, "name": message.sender.name}


def _button(button: Button) -> Wire:
    kind = "url" if button.url else "copy" if button.copy else "data"
    return {"label": button.label, "kind": kind, "url": button.url, "copy": button.copy, "style": button.style}


def _file(message: Message) -> Wire | None:
    media = message.media
    if media is None:
        return None
    told: Wire = {"kind": media.kind, "id": media.file_id, "name": media.name, "size": len(media.data)}
    if media.kind == "photo":
        # the page keeps its place free before it is there
        told["width"], told["height"] = picture_size(media.data)
    return told
