"""What sending and editing share: text with entities, markup, replies and topics, checked in Telegram's order."""

from collections.abc import Sequence
from typing import Any

from sandbox import refusals
from sandbox.entities import parse_html
from sandbox.model import Chat, Wire
from sandbox.params import Params
from sandbox.refusals import bad
from sandbox.render import length16, slice16

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
#: control characters become spaces, carriage returns vanish
_CLEAN: dict[int, str | None] = {code: " " for code in range(32) if chr(code) != "\n"} | {13: None}


def formatted_text(params: Params, name: str = "text", entities_name: str = "entities") -> tuple[str, tuple[Wire, ...]]:
    """The visible text and its entities, trimmed; 400 for bad HTML. Empty text is the caller's matter."""
    raw = params.text(name).translate(_CLEAN)
    mode = params.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(raw)
    elif mode:
        raise bad("Bad Request: unsupported parse_mode")
    else:
        text, entities = raw, _given(params.json(entities_name), raw)
    return _trimmed(text, entities)


def _given(entities: Any, text: str) -> list[Wire]:
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad("Bad Request: can't parse entities: expected an Array of MessageEntity")
    kept = [e for e in entities if isinstance(e, dict) and {"type", "offset", "length"} <= e.keys()]
    return [e for e in kept if 0 <= e["offset"] < e["offset"] + e["length"] <= length16(text)]


def _trimmed(text: str, entities: Sequence[Wire]) -> tuple[str, tuple[Wire, ...]]:
    lead = length16(text) - length16(text.lstrip())
    text = text.strip()
    total = length16(text)
    kept = []
    for entity in entities:
        start = min(max(entity["offset"] - lead, 0), total)
        end = min(max(entity["offset"] + entity["length"] - lead, 0), total)
        if slice16(text, start, end - start):
            kept.append(entity | {"offset": start, "length": end - start})
    return text, tuple(kept)


def checked_text(params: Params) -> tuple[str, tuple[Wire, ...]]:
    """`text` of a message: 1 to 4096 UTF-16 units after the entities are parsed."""
    text, entities = formatted_text(params)
    if not text:
        raise bad(refusals.TEXT_EMPTY)
    if length16(text) > LONGEST_TEXT:
        raise bad(refusals.TEXT_TOO_LONG)
    return text, entities


def checked_caption(params: Params) -> tuple[str, tuple[Wire, ...]]:
    """`caption` of a file: at most 1024 units, may be empty."""
    text, entities = formatted_text(params, "caption", "caption_entities")
    if length16(text) > LONGEST_CAPTION:
        raise bad("Bad Request: message caption is too long")
    return text, entities


def reply_target(chat: Chat, params: Params) -> int | None:
    """The message that is replied to; gone and not needed (allow_sending_without_reply) = None."""
    reply = params.record("reply_parameters")
    if not reply:
        return None
    target = reply.get("message_id")
    if target in chat.messages:
        return int(str(target))
    if reply.get("allow_sending_without_reply") is True:
        return None
    raise bad(refusals.REPLY_NOT_FOUND)


def topic(chat: Chat, params: Params, reply_to: int | None) -> int | None:
    """The forum topic, which a reply inherits; 400 for a closed one and for none such, General's id 1 included."""
    thread = params.integer("message_thread_id")
    if thread and thread not in chat.topics:
        raise bad(refusals.THREAD_NOT_FOUND)
    replied = chat.messages.get(reply_to or 0)
    found = thread or (replied.thread if replied else None)
    if found in chat.closed_topics and chat.bot_status != "administrator":
        raise bad(refusals.TOPIC_CLOSED)
    return found
