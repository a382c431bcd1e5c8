"""The Bot API methods the sandbox knows: one function each, `(world, params) -> result`, Refusal for ok = false."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.methods import answering, chats, commands, editing, receiving, sending, topics, uploads, webhooks
from sandbox.params import Params
from sandbox.world import World

Method = Callable[[World, Params], Any | Awaitable[Any]]

_NAMED: tuple[tuple[str, Method], ...] = (
    ("getMe", receiving.get_me),
    ("getUpdates", receiving.get_updates),
    ("setWebhook", webhooks.set_webhook),
    ("deleteWebhook", webhooks.delete_webhook),
    ("getWebhookInfo", webhooks.get_webhook_info),
    ("sendMessage", sending.send_message),
    ("sendChatAction", sending.send_chat_action),
    ("sendDocument", uploads.send_document),
    ("sendPhoto", uploads.send_photo),
    ("sendMediaGroup", uploads.send_media_group),
    ("getFile", uploads.get_file),
    ("editMessageText", editing.edit_message_text),
    ("editMessageCaption", editing.edit_message_caption),
    ("editMessageReplyMarkup", editing.edit_message_reply_markup),
    ("deleteMessage", editing.delete_message),
    ("pinChatMessage", editing.pin_chat_message),
    ("unpinChatMessage", editing.unpin_chat_message),
    ("setMessageReaction", editing.set_message_reaction),
    ("answerCallbackQuery", answering.answer_callback_query),
    ("getChat", chats.get_chat),
    ("getChatMember", chats.get_chat_member),
    ("getChatAdministrators", chats.get_chat_administrators),
    ("setMyCommands", commands.set_my_commands),
    ("getMyCommands", commands.get_my_commands),
    ("deleteMyCommands", commands.delete_my_commands),
    ("createForumTopic", topics.create_forum_topic),
    ("editForumTopic", topics.edit_forum_topic),
    ("closeForumTopic", topics.close_forum_topic),
    ("reopenForumTopic", topics.reopen_forum_topic),
)
#: by lower-case name: Telegram does not mind the case of a method
METHODS: dict[str, Method] = {name.lower(): method for name, method in _NAMED}


def _one(_params: Params) -> int:
    return 1


def _album(params: Params) -> int:
    return len(uploads.album(params)[: uploads.LARGEST_ALBUM])


#: what the flood limit counts, and for how many messages
COUNTED: dict[str, Callable[[Params], int]] = {
    "sendmessage": _one,
    "senddocument": _one,
    "sendphoto": _one,
    "sendmediagroup": _album,
    "editmessagetext": _one,
    "editmessagecaption": _one,
    "editmessagereplymarkup": _one,
}
