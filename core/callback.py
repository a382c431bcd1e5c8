"""Callback data: `v1:<action>:<incident36>:<decision36>[:<arg>]`, at most 64 bytes, with no authority in it."""

import re
from dataclasses import dataclass
from string import ascii_lowercase, digits

from core.errors import InputError
from core.numbers import is_drill
from core.outgoing import Key
from core.texts import N_, Message

LIMIT = 64
#: opens, turns or closes a picker on the pressed card instead of acting
PICKER = "~"

_DIGITS = digits + ascii_lowercase
_FORM = re.compile(
    r"v1:(?P<action>[a-z]{2}|~):(?P<id>D?[0-9a-z]{1,11}):(?P<seen>[0-9a-z]{1,7})(?::(?P<arg>[A-Za-z0-9_.-]{0,30}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What a button says: the act, the incident, the decision number it was drawn at, an argument."""

    action: str
    incident: int
    seen: int
    arg: str = ""


def to_36(number: int) -> str:
    """A non-negative number in base 36; a negative one raises ValueError."""
    if number < 0:
        raise ValueError(f"not a number of ours: {number}")
    out = _DIGITS[number % 36]
    while number >= 36:
        number //= 36
        out = _DIGITS[number % 36] + out
    return out


def from_36(text: str) -> int:
    """What `to_36` wrote; 0 for anything else."""
    return int(text, 36) if re.fullmatch(r"[0-9a-z]{1,20}", text) else 0


def written(ident: int) -> str:
    """An incident's number in a key or a link; a D stands before that of a drill."""
    return f"D{to_36(-ident)}" if is_drill(ident) else to_36(ident)


def read(text: str) -> int:
    """What `written` wrote."""
    return -int(text[1:], 36) if text.startswith("D") else int(text, 36)


def encode(press: Press) -> str:
    """The data of a button. Our own arguments always fit; anything else is a bug and raises ValueError."""
    data = f"v1:{press.action}:{written(press.incident)}:{to_36(press.seen)}" + (f":{press.arg}" if press.arg else "")
    if not _FORM.fullmatch(data) or len(data) > LIMIT:
        raise ValueError(f"not a callback: {data!r}")
    return data


def decode(data: str) -> Press:
    """Read a button's data; anybody can send anything, so whatever does not fit raises InputError."""
    found = _FORM.fullmatch(data) if len(data) <= LIMIT else None
    if found is None:
        raise InputError(N_("按钮已失效，请在最新的卡片上操作"))
    ident, seen = read(found["id"]), int(found["seen"], 36)
    if abs(ident) >= 2**63:
        raise InputError(N_("按钮已失效，请在最新的卡片上操作"))
    return Press(action=found["action"], incident=ident, seen=seen, arg=found["arg"] or "")


def deep_link(username: str, incident: int) -> str:
    """The link that opens the incident's menu in the private chat."""
    return f"https://t.me/{username}?start=i_{written(incident)}"


def opening(username: str, incident: int) -> tuple[tuple[Key, ...], ...]:
    """The key under a private notice that opens the incident's menu; none while the bot's name is not known."""
    return ((Key(label=Message(N_("⋯ 办理")), url=deep_link(username, incident)),),) if username else ()


def read_deep_link(payload: str) -> int | None:
    """The incident that a /start payload names, None for any other payload."""
    found = re.fullmatch(r"i_(D?[0-9a-z]{1,11})", payload)
    return read(found[1]) if found else None
