"""What came by itself → a card: the road of polled posts, entered by webhook, import and report.

waiting arrivals → by source → unseen posts → prepare (in a thread) → store.take_in (one transaction) → ring
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby

from core.arrivals import BY_HAND, KIND, Arrival
from core.detect import Decision
from core.incident import Incident
from core.outgoing import Lane, Notice
from core.pace import BurstFigures
from core.people import Role
from core.policy import Policy
from core.posts import Post, Source
from core.reporting import NEAR, placed, reported
from core.texts import N_, Message
from jobs import taking
from jobs.memory import Memory
from jobs.taking import remembering
from jobs.tools import Job, Tools
from storage.arrivals import PAUSES, Taking
from storage.looks import Watched

#: arrivals of one run
AT_ONCE = 200
#: how often one is tried before it is put aside
TRIES = len(PAUSES)

log = logging.getLogger(__name__)


async def arrivals(tools: Tools) -> None:
    """Take in what waits. One that cannot be taken in holds up no other."""
    waiting = await tools.store.new_arrivals(AT_ONCE, tools.clock())
    for _, group in groupby(sorted(waiting, key=lambda one: one.source.name), key=lambda one: one.source.name):
        await _taken(tuple(group), tools)
    if waiting:
        tools.ring.set()


async def _taken(group: Sequence[Arrival], tools: Tools) -> None:
    try:
        await _take(group, tools)
    except Exception as error:
        if len(group) > 1:
            # one of them spoils the transaction of all: each for itself, so that only that one is put aside
            for one in group:
                await _taken((one,), tools)
            return
        log.warning("arrival %d could not be taken in", group[0].id, exc_info=True)
        await _failed(group[0], error, tools)


async def _take(group: Sequence[Arrival], tools: Tools) -> None:
    now = tools.clock()
    watched = await tools.store.arrival_source(group[0], now)
    takings = await _takings(group, watched, tools)
    figures, drill = (await tools.store.policy()).figures.grading_at(now).burst, watched.source.drill
    async with remembering(tools, now, drill=drill) as memory:
        await tools.store.take_in(
            watched,
            takings,
            lambda one: _placed(one, memory, None if drill else figures, now),
            lambda stored: memory.remember(stored, now),
            now,
        )


async def _takings(group: Sequence[Arrival], watched: Watched, tools: Tools) -> list[Taking]:
    now, policy = tools.clock(), await tools.store.policy()
    fresh, grown = await taking.unseen(watched.id, [one.post for one in group], tools)
    prepared = {one.post.key: one for one in await taking.prepared(fresh, watched.source, tools, now)}
    more = {post.key: post for post in grown}
    takings = []
    for one in group:
        # of two arrivals with one key the first brings the post
        mine = prepared.pop(one.post.key, None)
        if mine is not None and one.by_hand:
            mine = reported(mine, one, policy)
        takings.append(Taking(arrival=one, prepared=mine, grown=more.pop(one.post.key, None)))
    return takings


def _placed(one: Taking, memory: Memory, figures: BurstFigures | None, now: datetime) -> Decision:
    if one.prepared is None:
        raise ValueError("nothing to place")
    decision = placed(memory.place(one.prepared, now, figures), one.arrival)
    # who reports it saw what is near, and says that it is none of that
    return replace(decision, reasons=one.prepared.reasons) if one.arrival.new else decision


async def _failed(one: Arrival, error: Exception, tools: Tools) -> None:
    now, final = tools.clock(), one.attempts + 1 >= TRIES
    notices: tuple[Notice, ...] = ()
    if final:
        log.error("arrival %d is put aside", one.id)
        notices = _put_aside(one, await tools.store.policy(), now.strftime("%Y-%m-%dT%H"))
    await tools.store.arrival_failed(one, repr(error), now, final=final, notices=notices)


def _put_aside(one: Arrival, policy: Policy, hour: str) -> tuple[Notice, ...]:
    """The lead hears of it, once an hour at most; a reporter always does."""
    text = Message(N_("⚠️ 来自「{source}」的帖文收不进来，已留存待查，详见日志"), {"source": one.source.name})
    leads = tuple(m.id for m in policy.holders(Role.LEAD)[:1])
    # in the group: a lead who never wrote to the bot would not hear of it otherwise
    told = [Notice(key=f"arrivals-failed:{hour}", chat=policy.group, text=text, lane=Lane.LOG, mentions=leads)]
    if one.by_hand:
        sorry = Message(N_("您的报送没有收进来，已留存待查；急事请直接告诉带班领导"))
        told.append(Notice(key=f"report:{one.id}:end", chat=one.chat, text=sorry, lane=Lane.PROMPT))
    return tuple(told)


async def near(post: Post, tools: Tools) -> tuple[Incident, ...]:
    """Open incidents that a report may belong to, the likeliest first: same address, same text, same event."""
    now, policy = tools.clock(), await tools.store.policy()
    by_hand = Source(name=BY_HAND, kind=KIND, url="")
    await tools.memory.follow(tools.store)
    (prepared,) = await asyncio.to_thread(tools.memory.prepare, (post,), by_hand, policy.local(now))
    async with tools.memory.turn:
        if tools.memory.stale:
            await tools.memory.load(tools.store, policy.local(now))
        alike = tools.memory.near(prepared, now)
    found = await tools.store.incidents_at(post.page, now)
    return (await tools.store.open_incidents((*found, *alike)))[:NEAR]


JOB = Job(name="arrivals", every=timedelta(seconds=1), run=arrivals)
