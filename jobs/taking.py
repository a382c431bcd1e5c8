"""What every door for posts shares: which are new, what each says by itself, and one turn at a time for the memory."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from core.arrivals import BY_HAND
from core.detect import Prepared
from core.detect.undated import paced
from core.posts import Post, Source
from jobs.memory import Memory
from jobs.tools import Tools

#: posts prepared in one go: small, so that a thread never holds the interpreter for long
BATCH = 50
#: keys looked up in one go: databases limit the parameters of a query
_KEYS = 5_000


async def unseen(source: int, found: Sequence[Post], tools: Tools) -> tuple[tuple[Post, ...], tuple[Post, ...]]:
    """The posts that the source (its number) had not shown before, and known ones that are reposted more."""
    by_key = {post.key: post for post in found}
    found = tuple(by_key.values())
    fresh: tuple[Post, ...] = ()
    grown: tuple[Post, ...] = ()
    for at in range(0, len(found), _KEYS):
        more = await tools.store.unseen(source, found[at : at + _KEYS])
        fresh, grown = fresh + more[0], grown + more[1]
    return fresh, grown


async def prepared(
    posts: Sequence[Post], source: Source, tools: Tools, now: datetime, *, first: bool = False
) -> list[Prepared]:
    """All that can be said of each post of a look alone, worked out in threads. `first`: it is the source's first."""
    done: list[Prepared] = []
    policy = await tools.store.policy()
    memory = tools.memory.of(drill=source.drill)
    if posts:
        await memory.follow(tools.store)
    for at in range(0, len(posts), BATCH):
        part = posts[at : at + BATCH]
        # what somebody reports by hand is looked at, whoever wrote it
        ours = frozenset[str]() if source.name == BY_HAND else await tools.store.ours_among(part)
        done += await asyncio.to_thread(memory.prepare, part, source, policy.local(now), ours)
    return paced(done, first=first)


@asynccontextmanager
async def remembering(tools: Tools, now: datetime, *, drill: bool = False) -> AsyncIterator[Memory]:
    """The memory for one intake, equal to the rows: whatever goes wrong inside, it is rebuilt before the next.

    That of a drill is small, and read anew each time.
    """
    memory = tools.memory.of(drill=drill)
    async with memory.turn:
        local = (await tools.store.policy()).local(now)
        if memory.stale or drill:
            await memory.load(tools.store, local)
        # raised half-way, the indexes would hold posts that no row holds
        memory.stale = True
        # people merged or split since the last intake: what they decided holds for the next post
        if moved := tools.store.take_regrouped(drill=drill):
            await memory.regroup(tools.store, moved, local)
        yield memory
        memory.stale = False
