"""One look on its way into the rows: what it has read and decided so far, written down together at its end.

A look may bring thousands of copies of one post. Nobody else writes meanwhile, so what was read once stays true.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Change
from core.detect import Action, Decision, Prepared
from core.detect.adding import adds
from core.detect.mentions import said_at, slot
from core.incident import Incident, Status
from core.limiting import Chosen, Place, choose, full, limits
from core.policy import Policy
from core.spreading import Sighting, sighted
from core.texts import Message
from storage import rows
from storage.commands import load
from storage.heat import Heat
from storage.posts import insert_post, page_of
from storage.rule_days import cards_opened
from storage.sources import Watched
from storage.tables import posts

#: so many merges one into the other are followed
_CHAIN = 100


class Sweep:
    """The transaction of a look, with the incidents as the look has left them."""

    def __init__(self, connection: AsyncConnection, watched: Watched, policy: Policy, now: datetime) -> None:
        self.connection = connection
        self.watched = watched
        self.policy = policy
        self.now = now
        self.heat = Heat(connection, now)
        #: decided, not written down yet
        self.changes: list[Change] = []
        #: incidents that got a post
        self.joined: set[int] = set()
        #: mentions of our name that the gate held back, and whether a burst of them opened an incident
        self.mentions: Counter[datetime] = Counter()
        self.burst = False
        #: cards that this look opened, by rule
        self.opened: Counter[str] = Counter()
        #: those that were there before it, once a rule with a limit asks
        self._opened_before: Counter[str] | None = None
        self._incidents: dict[int, Incident] = {}
        self._whose: dict[int, int] = {}

    def note(self, changes: Sequence[Change]) -> None:
        """These changes are to be written down."""
        self.changes.extend(changes)
        self._incidents |= {change.subject.id: change.subject for change in changes}

    async def incident(self, ident: int) -> Incident:
        """The incident as the look has left it."""
        if ident not in self._incidents:
            (self._incidents[ident],) = await load(self.connection, (ident,))
        return self._incidents[ident]

    async def full(self, one: Prepared) -> frozenset[str]:
        """The rules among its hits that have opened as many cards today as they may; in a drill none has."""
        if self.watched.source.drill or not limits(one):
            return frozenset()
        if self._opened_before is None:
            self._opened_before = await cards_opened(self.connection, self.policy, self.now, self.now)
        return full(one, self._opened_before + self.opened)

    async def whose(self, decision: Decision) -> Incident | None:
        """The incident that a post goes to: rows are newer than the memory, and a merged one sends on to its parent."""
        ident = decision.incident
        if decision.action is Action.DUPLICATE and decision.duplicate_of is not None:
            ident = await self._row_says(decision.duplicate_of)
        if ident is None:
            return None
        subject = await self.incident(ident)
        for _ in range(_CHAIN):
            if subject.status is not Status.MERGED or subject.merged_into is None:
                break
            subject = await self.incident(subject.merged_into)
        return subject

    async def choose(self, one: Prepared, place: Place, held: Collection[str]) -> tuple[Chosen, Incident | None]:
        """Under which of its rules the post goes where."""
        chosen = choose(one, place, held)
        return chosen, await self.whose(chosen.decision)

    async def adds(self, one: Prepared, decision: Decision, subject: Incident | None) -> Message | None:
        """What a copy of a post that somebody called a false alarm says beyond it; None where that is nothing."""
        if decision.own is None or subject is None or subject.status is not Status.INVALID:
            return None
        body = await self.connection.scalar(select(posts.c.body).where(posts.c.id == decision.duplicate_of))
        return adds(one, rows.post(body), subject.severity) if body else None

    async def _row_says(self, post: int) -> int | None:
        if post not in self._whose:
            found = await self.connection.scalar(select(posts.c.incident).where(posts.c.id == post))
            if found is None:
                # the next post may open an incident and take this one along
                return None
            self._whose[post] = found
        return self._whose[post]

    async def keep(self, one: Prepared, incident: int | None, duplicate_of: int | None = None) -> int:
        """A row for the post; returns its number."""
        at = said_at(one.post, self.now) if one.named else None
        if at is not None:
            self.mentions[slot(at)] += 1
        return await insert_post(self.connection, self.watched, one, incident, duplicate_of, self.now)

    async def sightings(self, incident: int, one: Prepared) -> tuple[Sighting, ...]:
        """Everything seen of the incident, with this post, which was just kept."""
        self.joined.add(incident)
        seen = replace(sighted(one, self.now), source=self.watched.source)
        return await self.heat.after(incident, self.watched.id, seen, page_of(one.post))
