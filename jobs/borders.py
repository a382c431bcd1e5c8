"""How alike posts of one event must be, source by source: measures what merges and splits taught, and follows it."""

import asyncio
from collections.abc import Callable

from core.borders import Border
from core.events import Events
from core.similar import Features
from storage import Store
from storage.lessons import Pending
from storage.posts import Remembered

WordsOf = Callable[[Remembered], Features]


class Borders:
    """The borders as the rows say."""

    def __init__(self) -> None:
        self._by_source: dict[str, Border] = {}

    def of(self, source: str) -> Border:
        """The border of the source with this name."""
        return self._by_source.get(source, Border())

    async def follow(self, store: Store, events: Events, words_of: WordsOf) -> None:
        """Measure what is new, one after the other: each is judged by the border that those before it made."""
        self._by_source = await store.borders()
        for pending in await store.pending_lessons():
            cosine = await asyncio.to_thread(self._measured, pending, events, words_of)
            await store.measure_lessons([(pending.id, cosine)])
            self._by_source = await store.borders()

    def _measured(self, pending: Pending, events: Events, words_of: WordsOf) -> float | None:
        mine, others = words_of(pending.post), [words_of(other) for other in pending.others]
        if not mine.words or not any(other.words for other in others):
            return None
        cosine = events.likeness(mine, others)
        border = self.of(pending.post.source.name)
        lesson = border.lesson(cosine, pending.post.topic, together=pending.together)
        return lesson.cosine if lesson else None
