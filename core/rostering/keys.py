"""Callback data about shifts, `d1:<code>:<slot>:<number36>`, at most 64 bytes and with no authority in it.

A slot is the shift's letter and the date's ordinal in base 36, `-` for none; the number is a page, a person or a swap.
"""

import re
from dataclasses import dataclass
from datetime import date

from core.callback import LIMIT, to_36
from core.duty import Shift, Slot
from core.errors import InputError
from core.outgoing import Key
from core.texts import N_, Message

#: what begins every such data
PREFIX = "d1:"
#: what follows /start when the link to one's own shifts was opened
LINKED = "duty"
#: the roster; my coming shifts; colleagues for one of them, by page; one of them is asked; what that one answers
ROSTER, MINE, SLOT, ASK, AGREE, DECLINE = "ls", "mn", "sl", "as", "ys", "no"
CODES = frozenset({ROSTER, MINE, SLOT, ASK, AGREE, DECLINE})
#: these are about one shift
SLOTTED = frozenset({SLOT, ASK})

_LETTERS = {Shift.DUTY: "d", Shift.LEAD: "l"}
_SHIFTS = {letter: shift for shift, letter in _LETTERS.items()}
_FORM = re.compile(
    r"d1:(?P<code>[a-z]{2}):(?:-|(?P<shift>[dl])(?P<day>[1-9a-z][0-9a-z]{3})):(?P<number>[0-9a-z]{1,13})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPress:
    """What a key about the roster says: the act, which shift, and a page, a person or a swap."""

    code: str
    slot: Slot | None = None
    number: int = 0


def encode_duty(press: DutyPress) -> str:
    """The data of a key. Our own always fit; anything else is a bug and raises ValueError."""
    slot = f"{_LETTERS[press.slot[0]]}{to_36(press.slot[1].toordinal())}" if press.slot else "-"
    data = f"{PREFIX}{press.code}:{slot}:{to_36(press.number)}"
    if not _FORM.fullmatch(data) or (press.code in SLOTTED) != (press.slot is not None):
        raise ValueError(f"not a callback: {data!r}")
    return data


def decode_duty(data: str) -> DutyPress:
    """Read a key's data; anybody can send anything, so whatever does not fit raises InputError."""
    found = _FORM.fullmatch(data) if len(data) <= LIMIT else None
    number = int(found["number"], 36) if found else 0
    slotted = found is not None and found["shift"] is not None
    if found is None or found["code"] not in CODES or (found["code"] in SLOTTED) != slotted or number >= 2**63:
        raise InputError(N_("按钮已失效，请重新发送 /duty"))
    slot = (_SHIFTS[found["shift"]], date.fromordinal(int(found["day"], 36))) if slotted else None
    return DutyPress(code=found["code"], slot=slot, number=number)


def key(label: Message, code: str, slot: Slot | None = None, number: int = 0) -> Key:
    """One key about the roster."""
    return Key(label=label, data=encode_duty(DutyPress(code=code, slot=slot, number=number)))


def swap_link(username: str) -> str:
    """The link that opens one's own shifts in the private chat: a group's keys belong to everybody."""
    return f"https://t.me/{username}?start={LINKED}"
