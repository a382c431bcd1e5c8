"""What is remembered of earlier posts: near-duplicate and event indexes in memory, rebuilt from rows at start."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from functools import partial

from core.belonging import Belonging
from core.detect import Decision, Organisation, Prepared, decide
from core.detect.mentions import Mentions
from core.detect.riskwords import RiskWords
from core.events import Cut, Events
from core.pace import BurstFigures
from core.rules import RuleSet
from core.sentiment import judge
from core.similar import Features, Similar
from jobs.borders import Borders
from jobs.heap import give_back
from jobs.indexes import Indexes, note
from jobs.judging import Judge
from storage import Store
from storage.intake import Stored
from storage.posts import Remembered
from storage.windows import Window

#: how long a post is remembered
SPAN = timedelta(days=30)
#: posts of events prepared in one go, in a thread
_PAGE = 50

log = logging.getLogger(__name__)


class Memory(Judge):
    """Rules, words and indexes of one process. Only the process that runs intake has one."""

    def __init__(
        self,
        rules: RuleSet,
        about: Organisation,
        cut: Cut,
        words: RiskWords | None = None,
        join: timedelta = SPAN,
        *,
        drill: bool = False,
    ) -> None:
        super().__init__(rules, about, cut, words)
        #: so long after its newest post an incident is joined by others
        self._join_span = join
        #: does it remember the drill that goes on, and nothing real?
        self._drill = drill
        self._rehearsal: Memory | None = None
        self._similar = Similar()
        self._events = Events(cut.weight)
        self._borders = Borders()
        self._mentions = Mentions()
        self._incidents = Belonging()
        #: rows and indexes may differ: rebuild before the next intake
        self.stale = True
        #: one intake at a time changes the indexes
        self.turn = asyncio.Lock()

    def twin(self, rules: RuleSet) -> "Memory":
        """One with other rules that remembers nothing, for a dry run."""
        made = Memory(rules, self._organisation, self._cut, self._words, self._join_span)
        made.model, made._borders = self.model, self._borders
        return made

    def of(self, *, drill: bool) -> "Memory":
        """This one, or that of drills: a real post never joins what was made up, nor the other way round."""
        if not drill:
            return self
        if self._rehearsal is None:
            known = (self._rules, self._organisation, self._cut, self._words, self._join_span)
            self._rehearsal = Memory(*known, drill=True)
        return self._rehearsal

    def forget(self, now: datetime) -> None:
        """Let go of posts that no look-up finds any more: they are older than the memory."""
        self._similar.forget(now - SPAN)
        self._events.forget(now - self._join_span)

    async def load(self, store: Store, now: datetime) -> None:
        """Rebuild the indexes from the rows of the last 30 days, in threads. `now` on the team's clock.

        Only with `turn` held; whoever looks up meanwhile finds the old indexes, and were this to fail, they stay.
        """
        await self.follow(store)
        await self.learn(store)
        built = await self._built(store, now, None)
        self._mentions = Mentions() if self._drill else await store.mentions(now)
        self._similar, self._events, self._incidents = built.similar, built.events, built.incidents
        await self._borders.follow(store, self._events, partial(self._features, now))
        self.stale = False
        log.info("%d posts remembered", len(self._similar))
        del built
        await asyncio.to_thread(give_back)

    async def recall(self, store: Store, window: Window, now: datetime) -> Mapping[int, str]:
        """What was remembered before these posts came, for a dry run over them; returns the open incidents' topics.

        `now`: when they began to come, on the team's clock. Of mentions nothing is known yet.
        """
        built = await self._built(store, now, window)
        self._similar, self._events, self._incidents = built.similar, built.events, built.incidents
        return built.topics

    async def _built(self, store: Store, now: datetime, window: Window | None) -> Indexes:
        built, mine = Indexes(events=Events(self._cut.weight)), self._drill
        began = await store.drill_began(now) if mine else None
        # closed at once where a stop cuts this off: else their connections would outlive the database
        async with aclosing(store.fingerprints(began or now - SPAN, window, drill=mine)) as pages:
            async for found in pages:
                await asyncio.to_thread(built.take, found)
        page: list[Remembered] = []
        async with aclosing(store.remembered(began or now - self._join_span, window, drill=mine)) as rows:
            async for row in rows:
                page.append(row)
                if len(page) == _PAGE:
                    await asyncio.to_thread(self._join, built, page, now)
                    page = []
        await asyncio.to_thread(self._join, built, page, now)
        return built

    async def ready(self, store: Store, now: datetime) -> None:
        """Load what is not loaded. Looks and questions that come before wait for `turn`. `now` on the team's clock.

        A failure is only told to the log: the next look tries again, and fails visibly.
        """
        async with self.turn:
            try:
                # the first word reads a dictionary, the first text a lexicon: better now than at the first post
                await asyncio.to_thread(self._cut.cut, "水")
                await asyncio.to_thread(judge, "水")
                if self.stale:
                    await self.load(store, now)
            except Exception:
                log.exception("earlier posts could not be read")

    async def regroup(self, store: Store, idents: Sequence[int], now: datetime) -> None:
        """Index these incidents anew: people merged or split them. `now` on the team's clock."""
        rows = await store.remembered_of(idents)
        again = await asyncio.to_thread(self._again, rows, now)
        for ident in idents:
            self._events.remove(ident)
        for row in rows:
            note(row, again.get(row.id), self._incidents, self._events)
        await self._borders.follow(store, self._events, partial(self._features, now))

    def _join(self, built: Indexes, page: Sequence[Remembered], now: datetime) -> None:
        again = self._again(page, now)
        for row in page:
            note(row, again.get(row.id), built.incidents, built.events)
            if row.joinable and row.incident is not None:
                built.topics[row.incident] = row.topic

    def _again(self, rows: Iterable[Remembered], now: datetime) -> dict[int, Features]:
        """The features, with words, of the posts that others may join."""
        joinable = [row for row in rows if row.joinable and row.incident is not None]
        return {row.id: self._features(now, row) for row in joinable}

    def near(self, prepared: Prepared, now: datetime) -> tuple[int, ...]:
        """Incidents that a post may belong to, the likeliest first: of the same text, of the same event."""
        alike = self._similar.closest(prepared.features, now - SPAN)
        copied = self._incidents.get(alike.post) if alike else None
        border = self._borders.of(prepared.source.name).within(prepared.topic)
        same = self._events.find(prepared.topics, prepared.features, now - self._join_span, border)
        found = (copied, same.incident if same else None)
        return tuple(dict.fromkeys(ident for ident in found if ident is not None))

    def place(self, prepared: Prepared, now: datetime, figures: BurstFigures | None = None) -> Decision:
        """Duplicate, same event, new, or nothing. `figures`: when mentions of our name are a burst, None = never."""
        return decide(
            prepared,
            similar=self._similar,
            events=self._events,
            since=now - SPAN,
            incident_of=self._incidents.get,
            burst=self._mentions.burst(prepared.post, figures, now) if figures and prepared.named else None,
            border=self._borders.of(prepared.source.name),
            window=now - self._join_span,
        )

    def hear(self, one: Prepared, now: datetime, *, opened: bool = False) -> None:
        """A mention of our name, if it is one; `opened`: an incident was opened for the burst that it is one of."""
        if one.named:
            self._mentions.note(one.post, now, opened=opened)

    def remember(self, stored: Stored, now: datetime) -> None:
        """One more post; its incident can be joined by others of the same event."""
        self._similar.add(stored.post, stored.prepared.features, now)
        self.hear(stored.prepared, now, opened=stored.burst)
        for left in stored.left:
            self._events.remove(left)
        if stored.incident is not None:
            self._incidents.put((stored.post, stored.original or stored.post), stored.incident)
        if stored.joinable and stored.incident is not None:
            self._events.add(stored.incident, stored.topic, stored.prepared.features, now)
