"""Leadership: at most one process hears Telegram, takes in and speaks; when it dies another does within seconds.

stand by ── lock free ──► settle ──► a term: epoch, the leader's part runs ── lost ──► stand by
    └─ its holder's beat stands still ──► its connections are ended ──► lock free
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from core.budget import Budget
from core.errors import TingfengError
from storage.lease import Lease, Seen

#: seconds that a lease lasts, and between two renewals of it
LASTS, BEAT = 8.0, 2.0
#: between two looks of those who stand by
LOOK = 1.0
#: after so long without a beat the holder is taken for stopped: by then its own clock has told it to be silent
STILL = LASTS + BEAT
#: what the one before may have under way is booked meanwhile
SETTLE = 0.5

Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Term:
    """One time of leading. It ends once, and is never resumed."""

    epoch: int
    #: what was said lately, by whoever led
    budget: Budget
    #: until then, on this machine's own clock, nobody else can lead
    until: float
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    #: another process has put something into the inbox
    noted: asyncio.Event = field(default_factory=asyncio.Event)

    def speaks(self) -> bool:
        """May a call leave now? A process that was stopped and wakes must not go on where it stood."""
        return not self.ended.is_set() and monotonic() < self.until

    async def over(self) -> None:
        """Wait until it has ended, or was not renewed in time."""
        while self.speaks():
            with suppress(TimeoutError):
                await asyncio.wait_for(self.ended.wait(), self.until - monotonic())


#: what a leader does
Part = Callable[[Term], Awaitable[None]]


class Leadership:
    """Stands by, leads, stands by again, until cancelled."""

    def __init__(self, lease: Lease, clock: Clock) -> None:
        self._lease = lease
        self._clock = clock

    async def run(self, part: Part) -> None:
        """`part` does what a leader does; it is cancelled when the term is over."""
        try:
            while True:
                try:
                    term = await self._won()
                except OSError as error:
                    log.warning("the database cannot be reached (%r)", error)
                    await asyncio.sleep(LOOK)
                    continue
                log.info("leading, epoch %d", term.epoch)
                await self._lead(term, part)
                log.warning("no longer leading, epoch %d", term.epoch)
        finally:
            await self._lease.close()

    async def _lead(self, term: Term, part: Part) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = group.create_task(self._keep(term)), group.create_task(_served(term, part))
                await term.over()
                for task in tasks:
                    task.cancel()
        finally:
            term.ended.set()

    async def _won(self) -> Term:
        """Wait until we lead."""
        await self._lease.open()
        last, since = Seen(), monotonic()
        while (seen := await self._seen()) is not None:
            if seen != last:
                last, since = seen, monotonic()
            elif monotonic() - since > STILL:
                log.warning("the leader does not move any more, its connections are ended")
                await self._lease.evict(seen.holder)
                since = monotonic()
            await asyncio.sleep(LOOK)
        await asyncio.sleep(SETTLE)
        began = monotonic()
        epoch, said = await self._lease.begin()
        return Term(epoch=epoch, budget=Budget.resumed(said), until=began + LASTS)

    async def _seen(self) -> Seen | None:
        """Who leads; None if we do. A line on which nothing is heard is given up."""
        async with asyncio.timeout(LASTS):
            return None if await self._lease.won() else await self._lease.seen()

    async def _keep(self, term: Term) -> None:
        """Renew the lease and listen for the inbox; ends the term when that does not work any more."""
        try:
            while await self._renewed(term):
                again = monotonic() + BEAT
                while (left := again - monotonic()) > 0:
                    if await self._lease.heard(left):
                        term.noted.set()
        except OSError as error:
            log.warning("the lease could not be kept (%r)", error)
        finally:
            term.ended.set()

    async def _renewed(self, term: Term) -> bool:
        began = monotonic()
        held = await self._lease.renew(term.epoch, term.budget.kept(self._clock()))
        if held:
            term.until = began + LASTS
        return held


async def _served(term: Term, part: Part) -> None:
    try:
        await part(term)
    except TingfengError:
        raise
    except Exception as error:
        # what broke is perhaps what takes the lease from us too: a cut line breaks many things at once
        with suppress(TimeoutError):
            await asyncio.wait_for(term.over(), LASTS)
        if term.speaks():
            raise
        log.warning("the term broke off (%s)", error)
