"""What a decision wants said: notices, cards to keep, questions to ask."""

from dataclasses import dataclass, replace
from enum import IntEnum

from core.bundle.wanted import Bundle, Saved
from core.forms.essay import Essay
from core.forms.paper import Paper
from core.ledger.wish import Wish
from core.numbers import MARK, is_drill
from core.pictures.charts import Chart
from core.texts import N_, Message

#: what can be drawn as a file when it is sent: a form, a long document, a picture, the ledger, a whole incident, a
#: kept piece of evidence
Content = Paper | Essay | Chart | Wish | Bundle | Saved

#: what may stand below the sentence of one notice, in UTF-16 units: Telegram allows 4096 with everything
QUOTED = 3000


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
    #: text below the sentence that one tap copies, at most `QUOTED` UTF-16 units of it; `core.showing.parts` divides
    quoted: str = ""
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
    #: the key of another message to the same chat: said after it, in reply to it where it could be said
    after: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file to send once, drawn when it is sent; `text` stands under it, at most 1024 UTF-16 units."""

    key: str
    chat: int
    text: Message
    content: Content
    lane: Lane
    loud: bool = False
    #: reply to the card of this incident in that chat
    incident: int = 0
    #: else to this message in it, as a notice does
    answers: int = 0
    #: the key of another message to the same chat: said after it, in reply to it where it could be said
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Put this very text into the organisation's own channel, once: never again without a person."""

    chat: int
    statement: int
    version: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Fetch the page where a statement was published, keep it, and see whether the text stands there."""

    statement: int
    url: str


Outgoing = Notice | Show | Ask | Enclosure | Release | Look


def in_drill(outgoing: Outgoing) -> Outgoing:
    """What is said in a drill says so first, so that nobody takes it for real."""
    if not isinstance(outgoing, Notice | Enclosure):
        return outgoing
    return replace(outgoing, text=rehearsed(outgoing.text))


def rehearsed(text: Message) -> Message:
    """The words as a drill says them, once."""
    return text if text.plain().startswith(MARK) else Message(N_("【演练】{text}"), {"text": text})


def marked(text: Message, incident: int) -> Message:
    """What is said of an incident of a drill says so first: the last door before the chat."""
    return rehearsed(text) if is_drill(incident) else text
