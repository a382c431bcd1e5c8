"""What a picker chooses from, and what a decision must see beside its incident."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.assigning import Past
from core.grouping import Kept
from core.incident import Incident
from core.people import Actor
from core.policy import Policy
from core.texts import Message


class Need(StrEnum):
    """What a decision must see beside its incident."""

    NOTHING = ""
    #: the incident that the argument names, with the posts of both
    OTHER = "other"
    #: the incident's own posts
    POSTS = "posts"
    #: which departments got work lately, and which of it they sent back
    RECENT = "recent"
    #: the present texts of the incident's statements
    TEXTS = "texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a picker chooses from: people and departments, incidents that are near, the incident's own posts."""

    policy: Policy
    others: tuple[Incident, ...] = ()
    posts: tuple[Kept, ...] = ()
    #: the departments that got work, the latest first
    recent: tuple[str, ...] = ()
    #: what became of past assignments, the latest first
    past: tuple[Past, ...] = ()
    now: datetime | None = None
    #: who chooses, where only one person does: in a private menu
    actor: Actor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a picker: the argument it carries and its words."""

    arg: str
    label: Message
