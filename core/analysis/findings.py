"""Everything the report says about an incident, counted once: message, picture and file are told from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.analysis import shares, story
from core.analysis.matter import Lexicon, Matter, texts_of
from core.analysis.phases import Stage, Steps, Stretch, phases, steps
from core.analysis.views import View, viewpoints
from core.analysis.words import hot_words
from core.policy import Policy
from core.posts import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Plain counts; texts from outside are masked and bounded already."""

    matter: Matter
    #: None where there is no post
    steps: Steps | None
    stretches: tuple[Stretch, ...]
    platforms: tuple[tuple[str, int], ...]
    tiers: tuple[tuple[Tier, int], ...]
    passed_on: int
    mood: shares.Mood
    moods: tuple[tuple[Stage, shares.Mood], ...]
    voices: tuple[shares.Spoken, ...]
    media: tuple[tuple[str, int], ...]
    words: tuple[tuple[str, int], ...]
    views: tuple[View, ...]
    course: tuple[story.Step, ...]
    clocks: tuple[story.Judged, ...]

    @property
    def posts(self) -> int:
        """All that was read."""
        return len(self.matter.posts)


def findings(matter: Matter, lexicon: Lexicon, policy: Policy) -> Findings:
    """Look at everything. A few thousand posts take seconds: not on the event loop."""
    posts, groups, course = matter.posts, texts_of(matter.posts), story.course(matter)
    times = [post.at for post in posts]
    curve = steps(times, _until(matter, course), policy.figures.timezone)
    stretches = phases(curve) if curve else ()
    return Findings(
        matter=matter,
        steps=curve,
        stretches=stretches,
        platforms=shares.platforms(posts),
        tiers=shares.tiers(posts),
        passed_on=shares.passed_on(posts),
        mood=shares.mood(posts),
        moods=shares.moods(posts, stretches),
        voices=shares.voices(posts),
        media=shares.media(posts),
        words=hot_words(groups, lexicon),
        views=viewpoints(groups, lexicon),
        course=course,
        clocks=story.clocks(matter),
    )


def _until(matter: Matter, course: tuple[story.Step, ...]) -> datetime:
    """The curve goes on until our last act, but not longer than half of what came before: the posts are its matter."""
    times = [post.at for post in matter.posts] or [matter.as_of]
    first, last = min(times), max(times)
    ended = course[-1].at if course else last
    return max(last, min(ended, last + max((last - first) / 2, timedelta(minutes=10))))
