"""A post found → a card, the first half of the road:

due sources → look (guarded, paced) → unseen posts → prepare (in a thread) → store.intake (one transaction) → ring
                      └── without news, or failed ──► written down together with the others of the round
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from core.detect import Prepared
from core.errors import SourceError
from core.posts import Cursor, Fetched, Post
from core.texts import N_, Message
from core.watching.health import FAILING_AFTER, Standing, after_bad, after_good
from core.watching.pacing import after_failure, hurried, next_look
from core.watching.tidings import Tiding, tidings
from jobs import taking
from jobs.rounds import Round
from jobs.sources.answers import ShapeError
from jobs.sources.looking import look
from jobs.taking import BATCH, remembering
from jobs.tools import Job, Tools
from storage.looks import Look, Watched

__all__ = ["BATCH", "FAILING_AFTER", "JOB", "poll"]

log = logging.getLogger(__name__)


async def poll(tools: Tools) -> None:
    """Look at every source that is due. A slow one holds nobody: the next run passes it by."""
    due = [w for w in await tools.store.due_sources(tools.clock()) if tools.memory.begin(w.id)]
    if due:
        round_ = Round(tools=tools, left=len(due))
        await asyncio.gather(round_.write_down(), *(_look(watched, round_) for watched in due))


async def _look(watched: Watched, round_: Round) -> None:
    tools = round_.tools
    written = False
    try:
        round_.add(await _seen(watched, tools))
        written = True
    finally:
        if not written:
            tools.memory.end(watched.id)
        round_.ended()


async def _seen(watched: Watched, tools: Tools) -> Look:
    """What one look came to; a failure is a result too."""
    try:
        return await _take(watched, await look(tools.web, watched.source, watched.cursor, tools.clock()), tools)
    except SourceError as error:
        return await _failed(watched, error, tools)
    except Exception:
        log.exception("source %s: a look went wrong", watched.source.name)
        return await _failed(watched, SourceError(N_("内部错误，详见日志")), tools)


async def _take(watched: Watched, fetched: Fetched, tools: Tools) -> Look:
    now = tools.clock()
    next_at = await _next_look(watched, fetched, now, tools)
    fresh, grown = await taking.unseen(watched.id, fetched.posts or (), tools)
    if fresh or grown:
        first = watched.standing.last_ok_at is None
        prepared = await taking.prepared(fresh, watched.source, tools, now, first=first)
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


JOB = Job(name="poll", every=timedelta(seconds=1), run=poll, at_once=64)
