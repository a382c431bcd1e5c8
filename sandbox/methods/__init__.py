"""The Bot API methods the sandbox knows: one function each, `(world, params) -> result`, Refusal for ok = false."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.methods import answering, chats, editing, receiving, sending
from sandbox.params import Params
from sandbox.world import World

Method = Callable[[World, Params], Any | Awaitable[Any]]

_NAMED: tuple[tuple[str, Method], ...] = (
    ("getMe", receiving.get_me),
    ("getUpdates", receiving.get_updates),
    ("setWebhook", receiving.set_webhook),
    ("deleteWebhook", receiving.delete_webhook),
    ("getWebhookInfo", receiving.get_webhook_info),
    ("sendMessage", sending.send_message),
    ("sendDocument", sending.send_document),
    ("sendPhoto", sending.send_photo),
    ("sendChatAction", sending.send_chat_action),
    ("getFile", sending.get_file),
    ("editMessageText", editing.edit_message_text),
    ("editMessageReplyMarkup", editing.edit_message_reply_markup),
    ("deleteMessage", editing.delete_message),
    ("pinChatMessage", editing.pin_chat_message),
    ("answerCallbackQuery", answering.answer_callback_query),
    ("getChat", chats.get_chat),
    ("getChatMember", chats.get_chat_member),
    ("getChatAdministrators", chats.get_chat_administrators),
    ("setMyCommands", chats.set_my_commands),
    ("getMyCommands", chats.get_my_commands),
)
#: by lower-case name: Telegram does not mind the case of a method
METHODS: dict[str, Method] = {name.lower(): method for name, method in _NAMED}
#: what the flood limit counts
COUNTED = frozenset(
    name.lower() for name in ("sendMessage", "sendDocument", "sendPhoto", "editMessageText", "editMessageReplyMarkup")
)
