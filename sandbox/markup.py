"""Checks `reply_markup` as the server does: what a button may hold and how long."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.model import Wire
from sandbox.refusals import DATA_INVALID, bad
from sandbox.render import length16

#: Telegram cuts keyboards at about this many buttons
MOST_BUTTONS = 100
_STYLES = ("", "danger", "success", "primary")


def checked_markup(markup: Wire, *, inline_only: bool = False) -> Wire | None:
    """The markup as it will be kept, None for none; Refusal 400 for what Telegram refuses."""
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if inline_only:
        raise bad("Bad Request: inline keyboard expected")
    if markup.get("force_reply") is True:
        return _force_reply(markup)
    raise bad("Bad Request: the sandbox knows inline keyboards and forced replies only")


def _inline(rows: Any) -> Wire | None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('Bad Request: field "inline_keyboard" must be of type Array')
    kept = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, kept)) > MOST_BUTTONS:
        raise bad("Bad Request: reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _button(button: Any) -> Wire:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad("Bad Request: can't parse inline keyboard button: Text buttons must be non-empty")
    if button.get("style", "") not in _STYLES:
        raise bad("Bad Request: can't parse inline keyboard button: invalid button style specified")
    kept = {name: button[name] for name in ("text", "style") if button.get(name)}
    return kept | _action(button)


def _action(button: Mapping[str, Any]) -> Wire:
    if "callback_data" in button:
        data = str(button["callback_data"])
        if not 1 <= len(data.encode("utf-8", "replace")) <= 64:
            raise bad(DATA_INVALID)
        return {"callback_data": data}
    if "url" in button:
        return {"url": _url(str(button["url"]))}
    if "copy_text" in button:
        copied = button["copy_text"]
        text = str(copied.get("text", "")) if isinstance(copied, dict) else ""
        if not 1 <= length16(text) <= 256:
            raise bad("Bad Request: BUTTON_COPY_TEXT_INVALID")
        return {"copy_text": {"text": text}}
    raise bad("Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _url(url: str) -> str:
    if not url.startswith(("http://", "https://", "tg://")) or any(c.isspace() for c in url):
        raise bad(f"Bad Request: inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return url


def _force_reply(markup: Wire) -> Wire:
    placeholder = str(markup.get("input_field_placeholder", ""))
    if length16(placeholder) > 64:
        raise bad("Bad Request: input field placeholder must have 1-64 characters")
    kept: Wire = {"force_reply": True, "selective": bool(markup.get("selective"))}
    return kept | ({"input_field_placeholder": placeholder} if placeholder else {})


def shown_to(
    markup: Wire | None, members: Iterable[int], mentioned: Iterable[int], replied: int | None
) -> frozenset[int]:
    """To whom a ForceReply opens the keyboard: everybody, or with `selective` those who are named or replied to."""
    if not markup or "force_reply" not in markup:
        return frozenset()
    if not markup["selective"]:
        return frozenset(members)
    return frozenset(members) & {*mentioned, *([replied] if replied is not None else [])}
