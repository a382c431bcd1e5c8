"""A post found → a card, the first half of the road:

due sources → fetch (guarded, paced) → unseen posts → prepare (in a thread) → store.intake (one transaction) → ring
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from core.detect import Prepared
from core.errors import SourceError
from core.outgoing import Lane, Notice
from core.pacing import after_failure, next_look
from core.people import Role
from core.posts import Fetched, Post
from core.texts import N_, Message
from jobs.sources import KINDS
from jobs.tools import Job, Tools
from storage.sources import Health, Watched

#: one failed look is weather, so many in a row are a broken source
FAILING_AFTER = 3
#: posts prepared in one go: small, so that a thread never holds the interpreter for long
BATCH = 50

log = logging.getLogger(__name__)


async def poll(tools: Tools) -> None:
    """Look at every source that is due. A slow one holds nobody: the next run passes it by."""
    due = [w for w in await tools.store.due_sources(tools.clock()) if tools.memory.begin(w.id)]
    await asyncio.gather(*(_look(watched, tools) for watched in due))


async def _look(watched: Watched, tools: Tools) -> None:
    try:
        fetch = KINDS[watched.source.kind]
        await _take(watched, await fetch(tools.web, watched.source, watched.cursor), tools)
    except SourceError as error:
        await _failed(watched, error, tools)
    except Exception:
        log.exception("source %s: a look went wrong", watched.source.name)
        await _failed(watched, SourceError(N_("内部错误，详见日志")), tools)
    finally:
        tools.memory.end(watched.id)


async def _take(watched: Watched, fetched: Fetched, tools: Tools) -> None:
    now = tools.clock()
    next_at = next_look(watched.source.interval, now=now, luck=tools.luck())
    fresh, grown = await tools.store.unseen(watched.id, fetched.posts or ())
    recovered = watched.health is Health.FAILING
    if not (fresh or grown or recovered):
        await tools.store.looked(watched, fetched.cursor, fetched.moved_to, next_at, now)
        return
    prepared = await _prepared(fresh, watched, tools, now)
    await _intake(watched, fetched, prepared, grown, next_at, now, tools)
    tools.ring.set()


async def _prepared(posts: Sequence[Post], watched: Watched, tools: Tools, now: datetime) -> list[Prepared]:
    done: list[Prepared] = []
    policy = await tools.store.policy()
    for at in range(0, len(posts), BATCH):
        part = posts[at : at + BATCH]
        done += await asyncio.to_thread(tools.memory.prepare, part, watched.source, policy.local(now))
    return done


async def _intake(
    watched: Watched,
    fetched: Fetched,
    prepared: Sequence[Prepared],
    grown: Sequence[Post],
    next_at: datetime,
    now: datetime,
    tools: Tools,
) -> None:
    memory = tools.memory
    notices = await _healed(watched, now, tools) if watched.health is Health.FAILING else ()
    async with memory.turn:
        if memory.stale:
            await memory.load(tools.store, (await tools.store.policy()).local(now))
        # raised half-way, the indexes would hold posts that no row holds
        memory.stale = True
        await tools.store.intake(
            watched,
            prepared,
            lambda one: memory.place(one, now),
            lambda stored: memory.remember(stored, now),
            cursor=fetched.cursor,
            moved_to=fetched.moved_to,
            next_at=next_at,
            now=now,
            notices=notices,
            grown=grown,
        )
        memory.stale = False


async def _failed(watched: Watched, error: SourceError, tools: Tools) -> None:
    now, failures = tools.clock(), watched.failures + 1
    interval = watched.source.interval
    next_at = after_failure(interval, failures, now=now, luck=tools.luck(), retry_after=error.retry_after)
    log.info("source %s: %s (failure %d)", watched.source.name, error, failures)
    broken = failures >= FAILING_AFTER and watched.health is not Health.FAILING
    notice = await _broken(watched, error, now, tools) if broken else None
    await tools.store.look_failed(watched, error.say(tools.texts), next_at, now, notice)
    if notice:
        tools.ring.set()


async def _broken(watched: Watched, error: SourceError, now: datetime, tools: Tools) -> Notice:
    text = Message(
        N_("⚠️ 监测源「{name}」读不到：{error}。在恢复之前，这里是看不见的"),
        {"name": watched.source.name, "error": error.message},
    )
    return await _to_group("failing", watched, text, now, tools)


async def _healed(watched: Watched, now: datetime, tools: Tools) -> tuple[Notice, ...]:
    since = watched.since or now
    policy = await tools.store.policy()
    text = Message(
        N_("✔ 监测源「{name}」已恢复，{since} 至 {now} 期间可能有遗漏"),
        {
            "name": watched.source.name,
            "since": policy.clock(since, beside=now),
            "now": policy.clock(now, beside=now),
        },
    )
    return (await _to_group("healed", watched, text, now, tools),)


async def _to_group(what: str, watched: Watched, text: Message, now: datetime, tools: Tools) -> Notice:
    """To the group, mentioning nobody at night: a blind source matters, but it can wait for the duty lead."""
    policy = await tools.store.policy()
    leads = () if policy.at_night(now) else tuple(m.id for m in policy.holders(Role.LEAD)[:1])
    return Notice(
        key=f"source:{watched.id}:{what}:{now.isoformat()}",
        chat=policy.group,
        text=text,
        lane=Lane.LOG,
        mentions=leads,
    )


JOB = Job(name="poll", every=timedelta(seconds=1), run=poll, at_once=64)
