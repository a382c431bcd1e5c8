"""Writes people, chats and messages as Bot API objects. Unset fields are left out, as Telegram does."""

from collections.abc import Collection

from sandbox.files import media_wire
from sandbox.model import Chat, Message, User, Wire

#: the account behind which anonymous admins write
GROUP_ANONYMOUS_BOT = User(id=1087968824, name="Group", username="GroupAnonymousBot", is_bot=True)
_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_send_welcome_messages",
    "can_manage_topics",
)


def user_wire(user: User) -> Wire:
    """A User; people speak Chinese here."""
    wire: Wire = {"id": user.id, "is_bot": user.is_bot, "first_name": user.name}
    if user.username:
        wire["username"] = user.username
    return wire if user.is_bot else wire | {"language_code": "zh-hans"}


def chat_wire(chat: Chat) -> Wire:
    """A Chat; a private one is named after the person."""
    name = "first_name" if chat.is_private else "title"
    wire: Wire = {"id": chat.id, "type": chat.type, name: chat.title}
    if chat.username:
        wire["username"] = chat.username
    return wire | ({"is_forum": True} if chat.forum else {})


def full_chat_wire(chat: Chat) -> Wire:
    """A ChatFullInfo with the fields that are never left out."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    wire = chat_wire(chat) | {"accent_color_id": chat.id % 7, "max_reaction_count": 11}
    wire["accepted_gift_types"] = dict.fromkeys(gifts, False)
    if chat.pinned in chat.messages:
        wire["pinned_message"] = message_wire(chat, chat.messages[chat.pinned], nested=True)
    return wire


def member_wire(
    user: User, status: str, *, anonymous: bool = False, lacks: Collection[str] = (), forum: bool = True
) -> Wire:
    """A ChatMember of the given status; an administrator has all rights but those in `lacks`."""
    wire: Wire = {"status": status, "user": user_wire(user)}
    if status == "creator":
        return wire | {"is_anonymous": anonymous}
    if status == "administrator":
        rights = {right: right not in lacks for right in _RIGHTS if forum or right != "can_manage_topics"}
        return wire | {"can_be_edited": False, "is_anonymous": anonymous} | rights
    return wire | ({"until_date": 0} if status == "kicked" else {})


def message_wire(chat: Chat, message: Message, *, nested: bool = False) -> Wire:
    """A Message; what it replies to is written one level deep."""
    wire: Wire = {"message_id": message.message_id, "date": int(message.date), "chat": chat_wire(chat)}
    wire |= _sender(chat, message) | (message.service or {}) | _content(message)
    if message.thread is not None:
        wire |= {"message_thread_id": message.thread, "is_topic_message": True}
    if message.edited_at is not None:
        wire["edit_date"] = int(message.edited_at)
    if message.markup and "inline_keyboard" in message.markup:
        wire["reply_markup"] = message.markup
    if not nested and message.reply_to in chat.messages:
        wire["reply_to_message"] = message_wire(chat, chat.messages[message.reply_to], nested=True)
    return wire


def _sender(chat: Chat, message: Message) -> Wire:
    if message.sender_chat is None:
        return {"from": user_wire(message.sender)} if message.sender else {}
    shown = {"sender_chat": chat_wire(chat)}
    return shown if chat.type == "channel" else {"from": user_wire(GROUP_ANONYMOUS_BOT)} | shown


def _content(message: Message) -> Wire:
    wire: Wire = {}
    if message.media:
        wire |= media_wire(message.media)
        wire |= {"media_group_id": message.media_group_id} if message.media_group_id else {}
    text, entities = ("caption", "caption_entities") if message.media else ("text", "entities")
    if message.text:
        wire[text] = message.text
    if message.entities:
        wire[entities] = list(message.entities)
    if message.origin:
        wire["forward_origin"] = message.origin
    elif message.forwarded_from:
        wire["forward_origin"] = {
            "type": "hidden_user",
            "sender_user_name": message.forwarded_from,
            "date": int(message.date),
        }
    return wire
