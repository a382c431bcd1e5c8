"""How learning stands: the model in use, its examination, and whether another one is due or good enough."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import sqrt

from core.models.settings import Learning
from core.texts import N_, Message

#: fewer marks of one kind show nothing: the model would only know the other
LEAST_OF_A_KIND = 5
#: a new model may rank so much worse on the same newer marks and is still taken; on few of them more, by chance alone
TOLERANCE, _CHANCE = 0.02, 0.5
#: so many models are kept that may be gone back to, and so many that may not
KEPT = 10
#: marks that must have changed before a model is fitted anew: one of so many
_NEWS = 50


class State(StrEnum):
    """What became of a model."""

    #: 使用中
    ACTIVE = "active"
    #: 用过
    OLD = "old"
    #: 换下: a lead went back from it
    LEFT = "left"
    #: 未启用: worse than the one in use, or never compared with it
    REFUSED = "refused"


#: what nobody goes back to
ASIDE = (State.LEFT, State.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How a judge did on examined posts: what it alarmed at, what it found, how well it ranked."""

    precision: float = 0.0
    recall: float = 0.0
    auc: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """A model's examination on the newest marks, by a model fitted on the older ones."""

    #: marks that it was fitted on
    positive: int
    negative: int
    #: newer posts that were judged, and how: by the model, without marks, by the model then in use
    judged: int
    model: Rate
    base: Rate
    present: Rate | None = None
    #: from here on it alarms, chosen so that at most this share of false alarms was let through
    threshold: float
    share: float
    #: what it weighs most, each way
    alarming: tuple[str, ...] = ()
    calming: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A kept model without its bytes."""

    id: int
    version: str
    at: datetime
    state: State
    #: when it began to be used, the last time
    used_at: datetime | None
    exam: Exam
    #: why it is not used
    reason: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """How learning stands. `fresh`: marks that changed since a model was fitted last."""

    settings: Learning = field(default_factory=Learning)
    enabled: bool = True
    positive: int = 0
    negative: int = 0
    fresh: int = 0
    tried_at: datetime | None = None
    problem: Message | None = None
    active: Fitted | None = None
    #: what was used before it: where a lead may go back to. Twice back is further back
    previous: Fitted | None = None
    #: the newest one, where it was not taken
    refused: Fitted | None = None

    @property
    def is_on(self) -> bool:
        """Neither the file nor a lead has turned it off."""
        return self.settings.enabled and self.enabled

    @property
    def missing(self) -> int:
        """How many marks are missing before a model can be fitted, of whichever kind."""
        short = sum(max(0, LEAST_OF_A_KIND - count) for count in (self.positive, self.negative))
        return max(self.settings.least - self.positive - self.negative, short, 0)

    def is_due(self, now: datetime) -> bool:
        """Enough marks, enough of them new, and the last try is long enough ago."""
        if not self.is_on or self.missing or self.fresh * _NEWS < self.positive + self.negative:
            return False
        return self.tried_at is None or now - self.tried_at >= self.settings.every


def tolerance(judged: int) -> float:
    """How much worse a model may rank and still be taken: what chance does to so few posts is no reason."""
    return max(TOLERANCE, _CHANCE / sqrt(max(1, judged)))


def objection(exam: Exam) -> Message | None:
    """Why a new model is not to be used: it ranks the newest marks worse than what is used now."""
    least = exam.model.auc + tolerance(exam.judged)
    if exam.present is not None and least < exam.present.auc:
        text = N_("用同样 {judged} 条较新的标记检验，不如现用的版本（得分 {new}，现用 {old}）")
        return Message(text, {"judged": exam.judged, "new": _figure(exam.model), "old": _figure(exam.present)})
    if least < exam.base.auc:
        text = N_("用 {judged} 条较新的标记检验，不如不学习（得分 {new}，不学习 {old}）")
        return Message(text, {"judged": exam.judged, "new": _figure(exam.model), "old": _figure(exam.base)})
    return None


def overtaken(begun: Learned, now: Learned) -> Message | None:
    """Why a new model is not to be used whose fit was begun when learning stood otherwise."""
    if not now.enabled:
        return Message(N_("学习期间已停用学习"))
    if begun.active != now.active:
        return Message(N_("学习期间换用了别的版本，没有同它比过"))
    return None


def _figure(rate: Rate) -> str:
    """How well it puts what matters first, from 50 (by chance) to 100."""
    return f"{100 * rate.auc:.1f}"
