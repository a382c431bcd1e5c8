"""What the sandbox knows: people, chats, messages, presses. Shapes only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.render import to_html

#: a JSON object as the Bot API reads and writes it
Wire = dict[str, Any]


class SandboxError(AssertionError):
    """A person in the sandbox tried what no Telegram client allows, or what was waited for did not come."""


class Unanswered(SandboxError):  # noqa: N818 - the name tests read as a sentence
    """A press got no answerCallbackQuery in time: on a phone the button would still be spinning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person, or the bot. `note` is what the page shows under the name, such as a role."""

    id: int
    name: str
    username: str = ""
    note: str = ""
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One inline button; exactly one of data, url and copy is set."""

    label: str
    data: str = ""
    url: str = ""
    copy: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file that was sent: `kind` is document or photo."""

    kind: str
    file_id: str
    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it stands now. Times are UNIX seconds; `sender` is None for a channel's own posts."""

    chat_id: int
    message_id: int
    date: float
    sender: User | None = None
    #: the chat in whose name it was sent: an anonymous admin's group, or the channel
    sender_chat: int | None = None
    text: str = ""
    entities: tuple[Wire, ...] = ()
    markup: Wire | None = None
    reply_to: int | None = None
    thread: int | None = None
    silent: bool = False
    edited_at: float | None = None
    edits: int = 0
    media: Media | None = None
    #: the field that makes it a service message, such as {"migrate_to_chat_id": -100…}
    service: Wire | None = None
    forwarded_from: str = ""
    #: MessageOrigin of a forwarded post whose author does not hide
    origin: Wire | None = None
    #: the album it belongs to
    media_group_id: str = ""
    #: person or bot → emoji
    reactions: Mapping[int, str] = field(default_factory=dict)
    #: to whom a ForceReply opens the keyboard; empty where there is none
    force_reply_for: frozenset[int] = frozenset()

    @property
    def html(self) -> str:
        """Text and entities as Telegram HTML."""
        return to_html(self.text, self.entities)

    @property
    def rows(self) -> tuple[tuple[Button, ...], ...]:
        """The inline keyboard, () if there is none."""
        rows = (self.markup or {}).get("inline_keyboard", ())
        return tuple(tuple(_button(wire) for wire in row) for row in rows)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All inline buttons, row by row."""
        return tuple(button for row in self.rows for button in row)

    @property
    def keyboard(self) -> tuple[tuple[str, ...], ...]:
        """The labels of the inline keyboard, row by row."""
        return tuple(tuple(button.label for button in row) for row in self.rows)

    @property
    def placeholder(self) -> str:
        """What a ForceReply writes into the empty input field."""
        return str((self.markup or {}).get("input_field_placeholder", ""))


def _button(wire: Mapping[str, Any]) -> Button:
    return Button(
        label=wire["text"],
        data=wire.get("callback_data", ""),
        url=wire.get("url", ""),
        copy=wire.get("copy_text", {}).get("text", ""),
        style=wire.get("style", ""),
    )


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat and all that is in it; the world changes it in place. For a private chat `id` is the person's."""

    id: int
    type: str
    title: str
    username: str = ""
    #: person → creator, administrator or member
    members: dict[int, str] = field(default_factory=dict)
    anonymous: set[int] = field(default_factory=set)
    #: administrator, member, kicked or left
    bot_status: str = "member"
    #: rights such as can_manage_topics that the bot as an administrator was not given
    bot_lacks: frozenset[str] = frozenset()
    forum: bool = False
    #: thread → name; General has no thread
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    migrated_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    pinned: int | None = None
    #: private chats: the person has written to the bot
    started: bool = False

    @property
    def is_private(self) -> bool:
        """One person and the bot."""
        return self.type == "private"

    def bot_may(self, right: str) -> bool:
        """Whether the bot is an administrator here with this right."""
        return self.bot_status == "administrator" and right not in self.bot_lacks


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the presser sees: a toast, an alert box, an opened link, or text put on the clipboard."""

    text: str = ""
    alert: bool = False
    url: str = ""
    copied: str = ""


@dataclass(slots=True, kw_only=True)
class Query:
    """A press on its way; `answer` is None until the bot has answered."""

    id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str
    asked_at: float
    answer: Answer | None = None
