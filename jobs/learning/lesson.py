"""What a worker is given, line by line, and what it answers; all of it is JSON."""

from datetime import datetime

from msgspec import Struct

from core.learning import Mark
from core.models.standing import Exam, Rate
from core.texts import Message


class MarkLine(Struct, frozen=True, kw_only=True):
    """A mark as it is passed on."""

    id: str
    text: str
    label: bool
    at: datetime | None = None

    @classmethod
    def of(cls, mark: Mark) -> "MarkLine":
        """The same mark."""
        return cls(id=mark.id, text=mark.text, label=mark.label, at=mark.at)

    @property
    def mark(self) -> Mark:
        """The same mark."""
        return Mark(id=self.id, text=self.text, label=self.label, at=self.at)


class Task(Struct, frozen=True, kw_only=True):
    """The first line; each one after it is a mark. `present`: the model in use, which is examined too, as bytes."""

    present: bytes | None = None
    seed: int = 7


class Crossed(Struct, frozen=True, kw_only=True):
    """The cross-check: each mark judged by a model that was fitted without it."""

    folds: int
    model: Rate
    base: Rate


class Lesson(Struct, frozen=True, kw_only=True):
    """A fitted model's bytes; how it did in the cross-check; its examination on newer marks, where there are times.

    `problem` stands alone: why nothing could be learnt.
    """

    model: bytes = b""
    positive: int = 0
    negative: int = 0
    crossed: Crossed | None = None
    exam: Exam | None = None
    problem: Message | None = None
