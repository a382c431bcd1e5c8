"""A post found → a card, the first half of the road:

due sources → look (guarded, paced) → unseen posts → prepare (in a thread) → store.intake (one transaction) → ring
                      └── without news, or failed ──► written down together with the others of the round

With several processes it has a halt on the way: a worker goes as far as `prepare` (jobs.looks) and leaves a find.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from core.detect import Prepared
from core.errors import SourceError
from core.posts import Cursor, Fetched, Post
from core.texts import N_, Message
from core.watching.health import FAILING_AFTER, Standing, after_bad, after_good
from core.watching.pacing import after_failure, hurried, next_look
from core.watching.tidings import Tiding, tidings
from jobs import looks, taking
from jobs.rounds import Round, write_down
from jobs.sources.answers import ShapeError
from jobs.sources.looking import look
from jobs.taking import BATCH, remembering
from jobs.tools import Job, Spread, Tools
from storage.finds import Find, Missed
from storage.looks import Look, Watched
from storage.sources import Send

__all__ = ["BATCH", "FAILING_AFTER", "JOB", "poll"]

#: a look's result, and what is known of its posts already, by key
Seen = tuple[Fetched, Mapping[str, Prepared]]
Looking = Callable[[], Awaitable[Seen]]

#: a source that was handed out and brought no find is due again after so long
AGAIN = timedelta(minutes=3)
#: finds taken in at once
_FINDS = 500

log = logging.getLogger(__name__)


async def poll(tools: Tools) -> None:
    """Look at every source that is due. A slow one holds nobody: the next run passes it by."""
    due = [w for w in await tools.store.due_sources(tools.clock()) if tools.underway.begin(w.id)]
    await _round([(w, partial(_fetched, w, tools)) for w in due], tools)


async def hand_out(tools: Tools, send: Send) -> None:
    """Give away what is due; whoever takes it has a while."""
    now = tools.clock()
    await tools.store.hand_out(now, now + AGAIN, send)


async def take(tools: Tools) -> None:
    """Take in what workers found, as if it had been found here. A find that is taken twice brings nothing new."""
    found = {one.source: one for one in await tools.store.finds(_FINDS)}
    if not found:
        return
    await tools.memory.follow(tools.store)
    watched = await tools.store.watched(tuple(found))
    free = [w for w in watched if tools.underway.begin(w.id)]
    await _round([(w, partial(_handed, w, found[w.id], tools)) for w in free], tools)
    busy = {w.id for w in watched} - {w.id for w in free}
    await tools.store.drop_finds([one.id for one in found.values() if one.source not in busy])


async def _fetched(watched: Watched, tools: Tools) -> Seen:
    return await look(tools.web, watched.source, watched.cursor, tools.clock()), {}


async def _handed(watched: Watched, find: Find, tools: Tools) -> Seen:
    if find.fetched is None or find.missed is not None:
        raise looks.failure(find.missed or Missed(message=Message(N_("内部错误，详见日志"))))
    # by other rules than ours they would be judged otherwise: then they are looked into once more
    known = find.prepared if find.edition == tools.memory.edition else ()
    return find.fetched, {one.post.key: replace(one, source=watched.source) for one in known}


async def _round(due: Sequence[tuple[Watched, Looking]], tools: Tools) -> None:
    if due:
        round_ = Round[Look](sink=partial(write_down, tools), left=len(due))
        await asyncio.gather(round_.write_down(), *(_look(watched, one, round_, tools) for watched, one in due))


async def _look(watched: Watched, looking: Looking, round_: Round[Look], tools: Tools) -> None:
    written = False
    try:
        round_.add(await _seen(watched, looking, tools))
        written = True
    finally:
        if not written:
            tools.underway.end(watched.id)
        round_.ended()


async def _seen(watched: Watched, looking: Looking, tools: Tools) -> Look:
    """What one look came to; a failure is a result too."""
    try:
        return await _take(watched, *await looking(), tools)
    except SourceError as error:
        return await _failed(watched, error, tools)
    except Exception:
        log.exception("source %s: a look went wrong", watched.source.name)
        return await _failed(watched, SourceError(N_("内部错误，详见日志")), tools)


async def _take(watched: Watched, fetched: Fetched, known: Mapping[str, Prepared], tools: Tools) -> Look:
    now = tools.clock()
    next_at = await _next_look(watched, fetched, now, tools)
    fresh, grown = await taking.unseen(watched.id, fetched.posts or (), tools)
    if fresh or grown:
        first = watched.standing.last_ok_at is None
        new = [post for post in fresh if post.key not in known]
        prepared = [known[post.key] for post in fresh if post.key in known]
        prepared += await taking.prepared(new, watched.source, tools, now, first=first)
        await _intake(watched, fetched, prepared, grown, next_at, now, tools)
        tools.ring.set()
    _tell_the_log(watched, fetched)
    partly, moved_to = fetched.missed is not None, fetched.moved_to
    after = after_good(watched.standing, news=bool(fresh), moved_to=moved_to, now=now, partly=partly)
    return await _written(watched, after, fetched.missed, fetched.cursor, next_at, now, tools)


async def _next_look(watched: Watched, fetched: Fetched, now: datetime, tools: Tools) -> datetime:
    interval, luck = watched.source.interval, tools.luck()
    if fetched.retry_after is None:
        period = (await tools.store.policy()).key_period(now)
        return next_look(hurried(interval, period.interval_factor) if period else interval, now=now, luck=luck)
    return after_failure(interval, 1, now=now, luck=luck, retry_after=fetched.retry_after)


async def _intake(
    watched: Watched,
    fetched: Fetched,
    prepared: Sequence[Prepared],
    grown: Sequence[Post],
    next_at: datetime,
    now: datetime,
    tools: Tools,
) -> None:
    figures = (await tools.store.policy()).figures.grading_at(now).burst
    async with remembering(tools, now) as memory:
        await tools.store.intake(
            watched,
            prepared,
            lambda one: memory.place(one, now, figures),
            lambda stored: memory.remember(stored, now),
            cursor=fetched.cursor,
            moved_to=fetched.moved_to,
            next_at=next_at,
            now=now,
            grown=grown,
        )


def _tell_the_log(watched: Watched, fetched: Fetched) -> None:
    if fetched.missed is not None:
        log.info("source %s: %s", watched.source.name, fetched.missed.plain())
    if fetched.skipped:
        log.debug("source %s: items without title and text: %s", watched.source.name, fetched.skipped)


async def _failed(watched: Watched, error: SourceError, tools: Tools) -> Look:
    now, failures = tools.clock(), watched.failures + 1
    interval = watched.source.interval
    next_at = after_failure(interval, failures, now=now, luck=tools.luck(), retry_after=error.retry_after)
    log.info("source %s: %s (failure %d)", watched.source.name, error, failures)
    after = after_bad(watched.standing, shape=isinstance(error, ShapeError), now=now)
    return await _written(watched, after, error.message, watched.cursor, next_at, now, tools)


async def _written(
    watched: Watched,
    after: Standing,
    problem: Message | None,
    cursor: Cursor,
    next_at: datetime,
    now: datetime,
    tools: Tools,
) -> Look:
    name, before = watched.source.name, watched.standing
    said: tuple[Tiding, ...] = ()
    if after.health is not before.health:
        said = tidings(watched.id, name, before, after, problem, await tools.store.policy(), now)
    error = tools.texts.say(problem) if problem is not None else ""
    return Look(watched=watched, cursor=cursor, next_at=next_at, standing=after, error=error, tidings=said)


JOB = Job(
    name="poll",
    every=timedelta(seconds=1),
    run=poll,
    at_once=64,
    spread=Spread(hand_out=hand_out, work=looks.work, take=take),
)
