"""Reactions: which emoji Telegram takes, and how a change of them is told."""

from dataclasses import replace

from sandbox.model import Chat, Message, User, Wire
from sandbox.wire import chat_wire, user_wire
from sandbox.world import World

_LIST = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊
🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋
🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃
💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
EMOJI = frozenset(_LIST.split())


def react(world: World, chat: Chat, message: Message, who: User, emoji: str) -> Wire:
    """Set or, with "", take back somebody's reaction; the MessageReactionUpdated that tells it."""
    before = _types(message.reactions.get(who.id, ""))
    kept = {user: given for user, given in message.reactions.items() if user != who.id}
    world.store(chat, replace(message, reactions=kept | ({who.id: emoji} if emoji else {})))
    return {
        "chat": chat_wire(chat),
        "message_id": message.message_id,
        "user": user_wire(who),
        "date": int(world.clock()),
        "old_reaction": before,
        "new_reaction": _types(emoji),
    }


def _types(emoji: str) -> list[Wire]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []
