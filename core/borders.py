"""From which likeness a post belongs to an incident (同一事件的界线), source by source, as the team's acts teach it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.texts import N_, Message, several

#: the border of a source that nobody has taught anything, between posts of one rule group
DEFAULT = 0.3
#: so much more where no rule says what a post is about: there it is compared with everything. The sum was chosen on one
#: half of the incidents of a sample and judged on the other; a wrong merge hides an issue, a missed one costs a tap
_NO_SUBJECT = 0.15
#: no lesson moves it further
LOWEST, HIGHEST = 0.08, 0.5
#: the default counts for so many lessons
_OWN = 2
#: so far beyond what the team said lies what a lesson asks for
_STEP = 0.01
#: lessons that count: the newest
NEWEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Two texts that were so alike: the team put them together (merge), or apart (split)."""

    cosine: float
    together: bool

    @property
    def asks_for(self) -> float:
        """A border at which this would have come out right; the default where it would have anyway."""
        return min(DEFAULT, self.cosine - _STEP) if self.together else max(DEFAULT, self.cosine + _STEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """The border of one source, and what it was learnt from."""

    value: float = DEFAULT
    together: int = 0
    apart: int = 0

    @property
    def learnt(self) -> bool:
        """Has the team taught it anything?"""
        return self.together + self.apart > 0

    def within(self, subject: str) -> float:
        """The border between posts of this rule group; "" is none."""
        return self.value if subject else self.value + _NO_SUBJECT

    def lesson(self, cosine: float, subject: str, *, together: bool) -> Lesson | None:
        """What an act between two texts so alike teaches; None where this border had it right already."""
        cosine -= self.within(subject) - self.value
        return None if together == (cosine >= self.value) else Lesson(cosine=cosine, together=together)

    def why(self, cosine: float, subject: str) -> Message:
        """Why a post that is so like an incident belongs to it."""
        params: dict[str, object] = {"cosine": f"{cosine:.2f}", "border": f"{self.within(subject):.2f}"}
        if not self.learnt:
            return Message(N_("与已有事件相近：相似度 {cosine} ≥ 界线 {border}"), params)
        params |= {"default": f"{Border().within(subject):.2f}", "acts": several(self._acts)}
        return Message(
            N_("与已有事件相近：相似度 {cosine} ≥ 本来源界线 {border}（默认 {default}，据 {acts}调整）"), params
        )

    @property
    def _acts(self) -> Iterator[Message]:
        if self.together:
            yield Message(N_("{count} 次并案"), {"count": self.together})
        if self.apart:
            yield Message(N_("{count} 次拆分"), {"count": self.apart})


def border_of(lessons: Iterable[Lesson]) -> Border:
    """The mean of what the lessons ask for, drawn towards the default: the order in which they came does not matter."""
    known = tuple(lessons)
    asked = sum(lesson.asks_for for lesson in known)
    together = sum(lesson.together for lesson in known)
    return Border(
        value=min(HIGHEST, max(LOWEST, (_OWN * DEFAULT + asked) / (_OWN + len(known)))),
        together=together,
        apart=len(known) - together,
    )
