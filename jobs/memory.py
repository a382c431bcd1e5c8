"""What is remembered of earlier posts: near-duplicate and event indexes in memory, rebuilt from rows at start."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from core import similar
from core.detect import Decision, Organisation, Prepared, decide, prepare
from core.events import Cut, Events
from core.posts import Post, Source
from core.rules import RuleSet
from core.similar import Similar
from storage import Store
from storage.intake import Stored
from storage.posts import Remembered

#: how long a post is remembered
SPAN = timedelta(days=30)

log = logging.getLogger(__name__)


class Memory:
    """Rules, words and indexes of one process. Only the process that runs intake has one."""

    def __init__(self, rules: RuleSet, organisation: Organisation, cut: Cut) -> None:
        self._rules = rules
        self._organisation = organisation
        self._cut = cut
        self._similar = Similar()
        self._events = Events()
        #: post → incident
        self._incidents: dict[int, int] = {}
        #: rows and indexes may differ: rebuild before the next intake
        self.stale = True
        #: one intake at a time changes the indexes
        self.turn = asyncio.Lock()
        self._looking: set[int] = set()

    def forget(self, now: datetime) -> None:
        """Let go of posts that no look-up finds any more: they are older than the memory."""
        self._similar.forget(now - SPAN)

    def begin(self, source: int) -> bool:
        """May a look at this source begin? Not while another is under way."""
        if source in self._looking:
            return False
        self._looking.add(source)
        return True

    def end(self, source: int) -> None:
        """The look is over."""
        self._looking.discard(source)

    async def load(self, store: Store, now: datetime) -> None:
        """Rebuild the indexes from the rows of the last 30 days. `now` on the team's clock."""
        self._similar, self._events, self._incidents = Similar(), Events(), {}
        kept: list[similar.Memory] = []
        async for row in store.remembered(now - SPAN):
            kept.append(_memory(row))
            if row.incident is not None:
                self._incidents[row.id] = row.incident
            if row.joinable and row.incident is not None:
                (again,) = self.prepare((row.post,), row.source, row.seen_at.astimezone(now.tzinfo))
                self._events.add(row.incident, row.topic, again.features, row.seen_at)
        self._similar.load(kept)
        self.stale = False
        log.info("%d posts remembered", len(kept))

    def prepare(self, posts: Sequence[Post], source: Source, now: datetime) -> tuple[Prepared, ...]:
        """Everything about posts that needs no memory; pure, so it may run in a thread. `now` on the team's clock."""
        return tuple(
            prepare(post, source, rules=self._rules, organisation=self._organisation, cut=self._cut, at=now)
            for post in posts
        )

    def place(self, prepared: Prepared, now: datetime) -> Decision:
        """Duplicate, same event, new, or nothing."""
        known = self._incidents.get
        return decide(prepared, similar=self._similar, events=self._events, since=now - SPAN, incident_of=known)

    def remember(self, stored: Stored, now: datetime) -> None:
        """One more post; its incident can be joined by others of the same event."""
        self._similar.add(stored.post, stored.prepared.features, now)
        if stored.left is not None:
            self._events.remove(stored.left)
        if stored.incident is not None:
            self._incidents |= dict.fromkeys((stored.post, stored.original or stored.post), stored.incident)
        if stored.joinable and stored.incident is not None:
            self._events.add(stored.incident, stored.topic, stored.prepared.features, now)


def _memory(row: Remembered) -> similar.Memory:
    at = int(row.seen_at.timestamp())
    return similar.Memory(post=row.id, at=at, digest=row.digest, sketch=row.sketch, simhash=row.simhash)
