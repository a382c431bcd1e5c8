"""What one kind of work for the assistant consists of."""

from collections.abc import Callable
from dataclasses import dataclass

from core.incident import Incident
from core.policy import Policy
from core.texts import Message


def _shapeless(_incident: Incident, _policy: Policy, _about: str) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One kind of proposal. What it makes is told to a person; nothing of ours reads it."""

    #: stands in callback data and in the audit
    code: str
    #: what it is called in a sentence
    name: str
    #: the keys that ask for it, each with what it is about: "" or a kind of statement
    keys: Callable[[Incident], tuple[tuple[str, Message], ...]]
    #: what the model is told to do: words of ours alone, nothing from outside
    told: Callable[[str], str]
    #: how a person goes on from it
    then: str
    #: UTF-16 units of the answer; more is cut
    longest: int
    #: a text whose shape the answer is to have
    shape: Callable[[Incident, Policy, str], str] = _shapeless


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody asked for."""

    task: Task
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a model is sent."""

    system: str
    user: str
    #: tokens that the answer may have
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a model answered: its words, still untrusted, and what they cost."""

    text: str
    tokens: int
