"""Where a statement was published is looked at: the page is kept as it stands, and compared with the signed text (S4).

waiting pages → guarded fetch → a file named by its hash → found, or the group is told silently to look itself
"""

import asyncio
import logging
from datetime import timedelta

from core.errors import SourceError
from core.numbers import spoken
from core.outgoing import Lane, Notice
from core.posts import Cursor
from core.statements.places import stands_on
from core.texts import N_, Message
from jobs.keeping import kept
from jobs.sources.answers import Page
from jobs.tools import Job, Tools
from jobs.visiting import reached, words_of
from storage.pages import PublishedPage

#: after the first failure; three times as long after each further one
FIRST_PAUSE = timedelta(minutes=1)
#: then a person looks: about forty minutes later
TRIES = 5

log = logging.getLogger(__name__)


async def pages(tools: Tools) -> None:
    """Fetch what waits. One that fails keeps no other waiting."""
    for page in await tools.store.waiting_pages(tools.clock()):
        try:
            await _looked_at(page, tools)
        except Exception:
            log.exception("page %d could not be looked at", page.id)
            await _not_kept(page, Message(N_("内部错误，详见日志")), tools)


async def _looked_at(page: PublishedPage, tools: Tools) -> None:
    try:
        answer = await tools.web.get(await reached(page.url, tools), Cursor())
    except SourceError as error:
        await _not_kept(page, error.message, tools)
        return
    # nothing is pruned between a file and its row
    async with tools.keeping:
        await _keep(page, answer, tools)
    tools.ring.set()


async def _keep(page: PublishedPage, answer: Page, tools: Tools) -> None:
    try:
        digest = await asyncio.to_thread(kept, tools.files, answer.body)
    except OSError as error:
        log.error("page %d cannot be written: %s", page.id, error.strerror)
        await _not_kept(page, Message(N_("文件存不下来，请检查磁盘")), tools)
        return
    found = stands_on(page.text, await asyncio.to_thread(words_of, answer))
    missing = (
        None if found else _notice(page, Message(N_("页面上没有找到回应原文")), (await tools.store.policy()).group)
    )
    await tools.store.page_kept(page, digest, len(answer.body), tools.clock(), found=found, notice=missing)


async def _not_kept(page: PublishedPage, why: Message, tools: Tools) -> None:
    now = tools.clock()
    log.info("page %d: %s (attempt %d)", page.id, why.plain(), page.attempts + 1)
    if page.attempts + 1 < TRIES:
        await tools.store.page_later(page, why.plain(), retry_at=now + FIRST_PAUSE * 3**page.attempts)
        return
    notice = _notice(page, Message(N_("发布页面打不开：{why}"), {"why": why}), (await tools.store.policy()).group)
    await tools.store.page_failed(page, why.plain(), notice, now)
    tools.ring.set()


def _notice(page: PublishedPage, what: Message, group: int) -> Notice:
    """A silent line: somebody looks at the link."""
    return Notice(
        key=f"page:{page.id}",
        chat=group,
        text=Message(N_("🔗 {number} {what}，请核对发布链接"), {"number": spoken(page.incident), "what": what}),
        lane=Lane.LOG,
        incident=page.incident,
    )


JOB = Job(name="pages", every=timedelta(seconds=5), run=pages)
