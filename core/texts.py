"""The message catalogue: every sentence a person sees is a Chinese msgid marked with `N_`.

Chinese is the source language; other languages live in `bot/locales/`. A text is looked up when it is shown,
never when it is made: values travel as `Message`, so one event can be told in two languages.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape


def N_(text: str) -> str:  # noqa: N802 - gettext's usual name, found by the extractor
    """Mark a sentence for the catalogue; returns it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A catalogue sentence and what fills its braces; parameters may be `Message`s themselves."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def plain(self) -> str:
        """The sentence in Chinese, for logs and tracebacks."""
        return Texts().say(self)


def several(words: Iterable[str | Message]) -> Message:
    """Several words beside each other, "—" where there are none."""
    told = None
    for word in words:
        one = word if isinstance(word, Message) else Message(N_("{text}"), {"text": word})
        told = one if told is None else Message(N_("{first}、{then}"), {"first": told, "then": one})
    return told or Message("—")


@dataclass(frozen=True, slots=True)
class Texts:
    """Looks sentences up. `lookup` is gettext's function of the chosen language; the default is Chinese."""

    lookup: Callable[[str], str] = N_

    def __call__(self, text: str, /, **params: object) -> str:
        """Plain text: for alert boxes, button labels, the terminal."""
        return self.say(Message(text, params))

    def say(self, message: Message) -> str:
        """Plain text of a `Message`."""
        return self._fill(message, lambda value: value)

    def html(self, text: str, /, **params: object) -> str:
        """Telegram HTML: the sentence is ours and may hold tags, every parameter is escaped."""
        return self._fill(Message(text, params), lambda value: escape(value, quote=False))

    def html_of(self, message: Message) -> str:
        """Telegram HTML of a `Message`, its parameters escaped."""
        return self.html(message.text, **message.params)

    def _fill(self, message: Message, safe: Callable[[str], str]) -> str:
        if not message.params:
            return self.lookup(message.text) if message.text else ""
        filled = {
            name: safe(self.say(value) if isinstance(value, Message) else str(value))
            for name, value in message.params.items()
        }
        return self.lookup(message.text).format_map(filled)
