"""Updates as Telegram sends them, before they are made objects: what of them is read, and what belongs together."""

from collections.abc import Mapping
from typing import Any

from core.callback import decode
from core.errors import InputError


def needed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What handlers look at: of a pressed message only which it is. Its text and keys are long to read.

    What has another shape is left for the library to judge.
    """
    query = raw.get("callback_query")
    pressed = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(pressed, dict):
        return dict(raw)
    which = {name: pressed[name] for name in ("message_id", "date", "chat") if name in pressed}
    return {**raw, "callback_query": {**query, "message": which}}


def subject(raw: Mapping[str, Any]) -> object:
    """What must stay in order: the incident of a press, else the chat."""
    query = raw.get("callback_query")
    if isinstance(query, dict):
        try:
            return decode(str(query.get("data", ""))).incident
        except InputError:
            return str(query.get("id"))
    written = raw.get("message")
    chat = written.get("chat") if isinstance(written, dict) else None
    return str(chat.get("id")) if isinstance(chat, dict) else "other"
