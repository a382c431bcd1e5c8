"""A look by a worker: fetched, read and looked into here, taken in where the indexes are (jobs.poll)."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from core.errors import SourceError
from core.posts import Fetched
from core.texts import N_
from jobs import taking
from jobs.rounds import Round
from jobs.sources.answers import ShapeError
from jobs.sources.looking import look
from jobs.tools import Tools
from storage.finds import Find, Missed
from storage.looks import Watched

log = logging.getLogger(__name__)


async def work(tools: Tools, numbers: Sequence[int]) -> None:
    """Look at these sources, and leave what they brought."""
    watched = await tools.store.watched(numbers)
    if watched:
        round_ = Round[Find](sink=tools.store.keep_finds, left=len(watched))
        await asyncio.gather(round_.write_down(), *(_look(one, round_, tools) for one in watched))


async def _look(watched: Watched, round_: Round[Find], tools: Tools) -> None:
    try:
        round_.add(await _found(watched, tools))
    finally:
        round_.ended()


async def _found(watched: Watched, tools: Tools) -> Find:
    """What one look came to; a failure is a result too."""
    missed = partial(Find, source=watched.id, at=tools.clock())
    try:
        return await _read(watched, await look(tools.web, watched.source, watched.cursor, tools.clock()), tools)
    except SourceError as error:
        return missed(
            missed=Missed(message=error.message, retry_after=error.retry_after, shape=isinstance(error, ShapeError))
        )
    except Exception:
        log.exception("source %s: a look went wrong", watched.source.name)
        return missed(missed=Missed(message=SourceError(N_("内部错误，详见日志")).message))


async def _read(watched: Watched, fetched: Fetched, tools: Tools) -> Find:
    now: datetime = tools.clock()
    fresh, grown = await taking.unseen(watched.id, fetched.posts or (), tools)
    if fresh:
        await tools.memory.learn(tools.store)
    first, edition = watched.standing.last_ok_at is None, tools.memory.edition
    prepared = await taking.prepared(fresh, watched.source, tools, now, first=first)
    posts = None if fetched.posts is None else fresh + grown
    return Find(
        source=watched.id,
        at=now,
        fetched=replace(fetched, posts=posts),
        prepared=tuple(prepared),
        # where the rules changed in between, which of them judged is not known: who leads judges again
        edition=edition if edition == tools.memory.edition else "",
    )


def failure(missed: Missed) -> SourceError:
    """The error that the worker met."""
    kind = ShapeError if missed.shape else SourceError
    return kind(missed.message.text, retry_after=missed.retry_after, **missed.message.params)
