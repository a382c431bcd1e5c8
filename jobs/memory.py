"""What is remembered of earlier posts: near-duplicate and event indexes in memory, rebuilt from rows at start."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta

from core.analysis.matter import Lexicon
from core.arrivals import BY_HAND
from core.detect import Decision, Organisation, Prepared, decide, prepare
from core.events import Cut, Events, word_weights
from core.posts import Post, Source
from core.rules import RuleSet
from core.severity import Risk
from core.similar import Features, Similar, fingerprint
from core.texts import N_, Message
from jobs.heap import give_back
from jobs.indexes import Indexes, note
from storage import Store
from storage.intake import Stored
from storage.posts import Remembered

#: how long a post is remembered
SPAN = timedelta(days=30)
#: posts of events prepared in one go, in a thread
_PAGE = 50

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

    @property
    def lexicon(self) -> Lexicon:
        """The words and the organisation's names, for reports."""
        return Lexicon(cut=self._cut, names=frozenset((self._organisation.name, *self._organisation.aliases)))

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
        """Rebuild the indexes from the rows of the last 30 days, in threads. `now` on the team's clock.

        Whoever looks up meanwhile finds the old indexes; were this to fail, they stay. Only with `turn` held, so that
        nothing is stored meanwhile.
        """
        built = Indexes()
        # closed at once where a stop cuts this off: else their connections would outlive the database
        async with aclosing(store.fingerprints(now - SPAN)) as pages:
            async for found in pages:
                await asyncio.to_thread(built.take, found)
        page: list[Remembered] = []
        async with aclosing(store.remembered(now - SPAN)) as rows:
            async for row in rows:
                page.append(row)
                if len(page) == _PAGE:
                    await asyncio.to_thread(self._join, built, page, now)
                    page = []
        await asyncio.to_thread(self._join, built, page, now)
        self._similar, self._events, self._incidents = built.similar, built.events, built.incidents
        self.stale = False
        log.info("%d posts remembered", len(self._similar))
        del built, page
        await asyncio.to_thread(give_back)

    async def ready(self, store: Store, now: datetime) -> None:
        """Load what is not loaded. Looks and questions that come before wait for `turn`. `now` on the team's clock.

        A failure is only told to the log: the next look tries again, and fails visibly.
        """
        async with self.turn:
            try:
                # the first word makes a dictionary read itself; better now than at the first post
                await asyncio.to_thread(self._cut.cut, "水")
                if self.stale:
                    await self.load(store, now)
            except Exception:
                log.exception("earlier posts could not be read")

    async def regroup(self, store: Store, idents: Iterable[int], now: datetime) -> None:
        """Index these incidents anew: people merged or split them. `now` on the team's clock."""
        idents = tuple(idents)
        rows = await store.remembered_of(idents)
        again = await asyncio.to_thread(self._again, rows, now)
        for ident in idents:
            self._events.remove(ident)
        for row in rows:
            note(row, again.get(row.id), self._incidents, self._events)

    def _join(self, built: Indexes, page: Sequence[Remembered], now: datetime) -> None:
        again = self._again(page, now)
        for row in page:
            note(row, again.get(row.id), built.incidents, built.events)

    def _again(self, rows: Iterable[Remembered], now: datetime) -> dict[int, Features]:
        """The features, with words, of the posts that others may join."""
        joinable = [row for row in rows if row.joinable and row.incident is not None]
        return {
            row.id: self._prepare(row.post, row.source, row.seen_at.astimezone(now.tzinfo)).features for row in joinable
        }

    def prepare(self, posts: Sequence[Post], source: Source, now: datetime) -> tuple[Prepared, ...]:
        """Everything about posts that needs no memory; pure, so it may run in a thread. `now` on the team's clock.

        A post that cannot be looked into is kept with that reason: it must not hide the others of its source.
        """
        return tuple(self._prepare(post, source, now) for post in posts)

    def _prepare(self, post: Post, source: Source, now: datetime) -> Prepared:
        try:
            one = prepare(post, source, rules=self._rules, organisation=self._organisation, cut=self._cut, at=now)
            # what a person reported is a matter by that alone, so that others of the same event may join it
            return self._taken_for_granted(one) if source.name == BY_HAND else one
        except Exception:
            log.exception("source %s: post %.80r could not be looked into", source.name, post.key)
            return _unread(post, source)

    def _taken_for_granted(self, one: Prepared) -> Prepared:
        words = one.features.words or word_weights(one.post.title, one.post.text, self._cut)
        return replace(one, passed=True, features=replace(one.features, words=words))

    def near(self, prepared: Prepared, now: datetime) -> tuple[int, ...]:
        """Incidents that a post may belong to, the likeliest first: of the same text, of the same event."""
        alike = self._similar.closest(prepared.features, now - SPAN)
        copied = self._incidents.get(alike.post) if alike else None
        same = self._events.find(prepared.topic, prepared.features, now - SPAN)
        found = (copied, same[0] if same else None)
        return tuple(dict.fromkeys(ident for ident in found if ident is not None))

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


def _unread(post: Post, source: Source) -> Prepared:
    """Stored and seen, without anything to compare it by."""
    return Prepared(
        post=post,
        source=source,
        features=fingerprint(""),
        hits=(),
        risk=Risk(),
        passed=False,
        reasons=(Message(N_("这条帖文未能分析，只作保存，原因见日志")),),
    )
