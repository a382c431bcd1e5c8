"""A text that somebody takes elsewhere: shown so that one tap copies it."""

from dataclasses import dataclass

from core.outgoing import Key
from core.texts import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The text, what stands above it, and the keys under it."""

    text: str
    above: Message
    keys: tuple[tuple[Key, ...], ...] = ()
