"""Sheets as plain values: what stands where, before anybody draws them."""

from dataclasses import dataclass
from datetime import datetime

from core.texts import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One line of a form: what it is called, and what stands there; `tall` leaves room for a pen."""

    label: Message
    value: Message
    tall: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A form with a table: rows of one or two cells, to be drawn as a file of the name `file`."""

    title: Message
    #: the organisation whose form it is, "" for none
    organisation: str
    rows: tuple[tuple[Cell, ...], ...]
    file: Message
    made_at: datetime
