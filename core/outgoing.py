"""What a decision wants said: notices, cards to keep, questions to ask."""

from dataclasses import dataclass
from enum import IntEnum

from core.texts import Message


class Lane(IntEnum):
    """The order in which a chat hears things: what matters first."""

    ESCALATION = 0
    APPROVAL = 1
    PROMPT = 2
    NEW_CARD = 3
    EDIT = 4
    LOG = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key under a notice: callback data, or the address of a link."""

    label: Message
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message to send once. `key` is unique: saying it twice is impossible."""

    key: str
    chat: int
    text: Message
    lane: Lane
    loud: bool = False
    #: reply to the card of this incident in that chat
    incident: int = 0
    #: else to this message in it: in a busy group everybody sees what is answered, in a forum it stays in its topic
    answers: int = 0
    #: people to mention, by Telegram id
    mentions: tuple[int, ...] = ()
    keys: tuple[tuple[Key, ...], ...] = ()
    #: a message of ours that this takes the place of, 0 = a new one
    target: int = 0
    #: not said while the incident's card is still to come there: the card tells it, and makes the sound
    card_tells: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Keep a card of the incident in one more chat: a department's, or a person's private one."""

    chat: int
    #: the person whose menu it is; 0 = a shared card
    person: int = 0
    loud: bool = False
    #: "" = the incident itself, "p3" = its third proposal, as a card of its own
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Ask one person for a line of text by forced reply; the answer is the argument of `action`."""

    action: str
    person: int
    chat: int
    text: Message
    #: what was already chosen in the action's picker
    arg: str = ""


Outgoing = Notice | Show | Ask
