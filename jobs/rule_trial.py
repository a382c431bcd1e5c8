"""试算: the posts of the last days once by the rules in use and once by others, on the very road of a new post."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import count, groupby

from core.detect import Action, Prepared
from core.detect.undated import paced
from core.limiting import Chosen, choose, full
from core.pace import OLDEST
from core.policy import Policy
from core.rules import RuleSet
from core.rules.forecast import MOST, SPAN, Example, Forecast, Tally, compared
from core.showing import clip
from jobs.memory import Memory
from jobs.taking import BATCH
from jobs.tools import Tools
from storage import Store
from storage.intake import Stored
from storage.windows import SeenPost, Window

#: posts read in one go
_PAGE = 500
#: characters of an example's title that are kept
_TITLE = 80
#: told on the way
Progress = Callable[[int, int], Awaitable[None]]


async def forecast(tools: Tools, rules: RuleSet, groups: frozenset[str], progress: Progress) -> Forecast:
    """What the last seven days would have come to by these rules, counted for these groups.

    `progress` hears how many posts of how many are done, once half of many are.
    """
    store, policy = tools.store, await tools.store.policy()
    await tools.memory.follow(store)
    window = await store.window(tools.clock() - SPAN, MOST)
    tallies: list[Tally] = []
    told = window.posts <= 10 * _PAGE
    # one after the other: what each remembers of a month takes room
    for which in (tools.memory.rules, rules):
        run = _Run(tools.memory.twin(which), groups, policy, window)
        await run.begin(store)
        async with aclosing(_pages(store, window)) as pages:
            async for page in pages:
                ours = await _ours(store, page)
                for at in range(0, len(page), BATCH):
                    await asyncio.to_thread(run.take, page[at : at + BATCH], ours)
                done = (sum(one.posts for one in tallies) + run.tally.posts) // 2
                if not told and done > window.posts / 2:
                    told = True
                    await progress(done, window.posts)
        tallies.append(run.tally)
    now, after = tallies
    return compared(after, now, groups, policy.figures.rules)


async def _pages(store: Store, window: Window) -> AsyncGenerator[tuple[SeenPost, ...]]:
    """The posts, and before them those of a day: by them is known what mentions of our name are usual."""
    last = 0
    while page := await store.seen_posts(window.begin - OLDEST, last, window.until, _PAGE):
        yield page
        last = page[-1].id


async def _ours(store: Store, page: Sequence[SeenPost]) -> frozenset[int]:
    """The numbers of those that were known to be ours when they came."""
    maybe = [one for one in page if one.our_page and not one.by_hand]
    return frozenset([one.id for one in maybe if await store.ours_among([one.post], one.seen_at)])


@dataclass(slots=True)
class _Run:
    """One rule set at work: what `storage.intake` makes of posts, with numbers instead of rows."""

    memory: Memory
    groups: frozenset[str]
    policy: Policy
    window: Window
    tally: Tally = field(default_factory=Tally)
    #: incidents that rows know have their numbers above
    _numbers: "count[int]" = field(default_factory=lambda: count(-1, -1))
    #: of the incidents that others may join
    _topics: dict[int, str] = field(default_factory=dict)
    #: the look that the newest post came by: its source and time
    _look: tuple[str, datetime] | None = None
    _opened: defaultdict[date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    async def begin(self, store: Store) -> None:
        """Know what was known when the first of the posts came."""
        local = self.policy.local(self.window.begin)
        self._topics |= await self.memory.recall(store, self.window, local)
        self._opened[local.date()].update(await store.cards_before(self.window.begin, self.policy))

    def take(self, posts: Sequence[SeenPost], ours: frozenset[int]) -> None:
        """A few posts more, in the order in which they came; `ours`: the numbers of those that are our own."""
        for look, group in groupby(posts, key=lambda one: (one.source.name, one.seen_at)):
            found, local = tuple(group), self.policy.local(look[1])
            # a look that goes on has had its one mention without a date
            prepared = paced(
                [self._prepared(one, local, own=one.id in ours) for one in found], first=look == self._look
            )
            self._look = look
            for one, said in zip(found, prepared, strict=True):
                if one.id <= self.window.after:
                    self.memory.hear(said, local)
                    continue
                self._count(one, said)
                self._place(one, said, local)

    def _prepared(self, one: SeenPost, local: datetime, *, own: bool) -> Prepared:
        ours = frozenset({one.post.key} if own else ())
        (prepared,) = self.memory.prepare((one.post,), one.source, local, ours)
        return prepared

    def _count(self, one: SeenPost, prepared: Prepared) -> None:
        self.tally.posts += 1
        hit = {hit.group for hit in prepared.hits} & self.groups
        if hit:
            title = clip(one.post.title or one.post.text, _TITLE)
            self.tally.hits[one.id] = Example(at=one.seen_at, source=one.source.name, title=title)
            self.tally.by_group.update(hit)

    def _place(self, one: SeenPost, prepared: Prepared, local: datetime) -> None:
        opened = self._opened[local.date()]
        place = partial(self.memory.place, now=local, figures=self.policy.figures.grading_at(local).burst)
        # no limit holds what a person reports, and it is no card of a rule
        chosen = choose(prepared, place, () if one.by_hand else full(prepared, opened))
        self.tally.held += not self.groups.isdisjoint(chosen.held)
        stored = self._stored(one, chosen)
        if chosen.decision.action is Action.OPEN and not chosen.over and not one.by_hand:
            opened[stored.topic] += 1
            self.tally.cards[stored.topic] += 1
        self.memory.remember(stored, local)

    def _stored(self, one: SeenPost, chosen: Chosen) -> Stored:
        prepared, decision = chosen.prepared, chosen.decision
        if chosen.over:
            return Stored(post=one.id, prepared=prepared)
        if decision.action is not Action.OPEN:
            incident = decision.incident
            joinable, topic = incident in self._topics, self._topics.get(incident or 0, "")
            return Stored(post=one.id, prepared=prepared, incident=incident, joinable=joinable, topic=topic)
        incident = next(self._numbers)
        self._topics[incident] = prepared.topic
        return Stored(
            post=one.id,
            prepared=prepared,
            incident=incident,
            joinable=True,
            topic=prepared.topic,
            original=decision.duplicate_of,
            burst=decision.burst is not None,
        )
