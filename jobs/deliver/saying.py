"""Where cards and messages become Telegram objects; the only place that makes them."""

from html import escape

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from core.cards.card import Card
from core.outgoing import QUOTED, Key
from core.policy import Policy
from core.showing import clip, utf16
from core.texts import Texts
from jobs.deliver.files import Files, say_file
from storage.outbox import Waiting

#: characters of a notice before its mentions; Telegram allows 4096 with them
TEXT_LIMIT = 3800
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def card_markup(card: Card) -> InlineKeyboardMarkup | None:
    """The keys of a card."""
    rows = [
        [
            InlineKeyboardButton(b.label, url=b.url) if b.url else InlineKeyboardButton(b.label, callback_data=b.data)
            for b in row
        ]
        for row in card.keyboard
    ]
    return InlineKeyboardMarkup(rows) if rows else None


async def say_card(
    bot: Bot, chat: int, html: str, markup: InlineKeyboardMarkup | None, *, loud: bool, reply_to: int | None = None
) -> int:
    """Post a card; returns its message id."""
    sent = await bot.send_message(
        chat,
        html,
        parse_mode=ParseMode.HTML,
        reply_markup=markup,
        disable_notification=not loud,
        link_preview_options=_NO_PREVIEW,
        reply_parameters=_reply_to(reply_to),
    )
    return sent.message_id


async def say_edit(bot: Bot, chat: int, message: int, html: str, markup: InlineKeyboardMarkup | None) -> int:
    """Redraw a card; one that already looks so is a success."""
    try:
        await bot.edit_message_text(
            html,
            chat_id=chat,
            message_id=message,
            parse_mode=ParseMode.HTML,
            reply_markup=markup,
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "message is not modified" not in error.message.lower():
            raise
    return message


async def say_waiting(bot: Bot, item: Waiting, policy: Policy, files: Files, texts: Texts) -> int | None:
    """Send a notice or a question, write one anew, or delete a double; returns its id, None for a deletion."""
    if item.kind == "delete":
        await bot.delete_message(item.chat, item.target or 0)
        return None
    if item.kind == "edit":
        html = _with_mentions(item, policy, texts)
        return await say_edit(bot, item.chat, item.target or 0, html, _keys(item, texts))
    if item.content is not None:
        return await say_file(bot, item, item.content, files)
    sent = await bot.send_message(
        item.chat,
        _with_mentions(item, policy, texts),
        parse_mode=ParseMode.HTML,
        disable_notification=not item.loud,
        link_preview_options=_NO_PREVIEW,
        reply_parameters=_reply_to(item.reply_to),
        reply_markup=_forced(item, texts) or _keys(item, texts),
    )
    return sent.message_id


def _with_mentions(item: Waiting, policy: Policy, texts: Texts) -> str:
    people = "".join(
        f'<a href="tg://user?id={person}">{escape(policy.name(person), quote=False)}</a> ' for person in item.mentions
    )
    quoted = clip(item.quoted, QUOTED)
    said = escape(clip(texts.say(item.text), TEXT_LIMIT - utf16(quoted)), quote=False)
    return people + said + (f"\n<pre>{escape(quoted, quote=False)}</pre>" if quoted else "")


def _reply_to(message: int | None) -> ReplyParameters | None:
    if message is None:
        return None
    return ReplyParameters(message_id=message, allow_sending_without_reply=True)


def _keys(item: Waiting, texts: Texts) -> InlineKeyboardMarkup | None:
    rows = [[_key(key, texts.say(key.label)) for key in line] for line in item.keys]
    return InlineKeyboardMarkup(rows) if rows else None


def _key(key: Key, label: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, url=key.url) if key.url else InlineKeyboardButton(label, callback_data=key.data)


def _forced(item: Waiting, texts: Texts) -> ForceReply | None:
    if item.kind != "prompt":
        return None
    return ForceReply(selective=True, input_field_placeholder=clip(texts.say(item.text), 60))
