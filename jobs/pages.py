"""Where a statement was published is looked at: the page is kept as it stands, and compared with the signed text (S4).

waiting pages → guarded fetch → a file named by its hash → found, or the group is told silently to look itself
"""

import asyncio
import logging
import re
from datetime import timedelta

from yarl import URL

from core.errors import SourceError
from core.outgoing import Lane, Notice
from core.posts import Cursor, Source
from core.statements.places import stands_on
from core.texts import N_, Message
from jobs.keeping import kept
from jobs.sources.answers import Page
from jobs.sources.charset import decode
from jobs.sources.htmltree import tree_of
from jobs.tools import Job, Tools
from storage.pages import PublishedPage

#: after the first failure; three times as long after each further one
FIRST_PAUSE = timedelta(minutes=1)
#: then a person looks: about forty minutes later
TRIES = 5
_UNSEEN = ["script", "style", "template", "noscript"]
_TAG = re.compile(r"<[^<>]*>?")

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
        answer = await tools.web.get(await _source(page, tools), Cursor())
    except SourceError as error:
        await _not_kept(page, error.message, tools)
        return
    try:
        digest = await asyncio.to_thread(kept, tools.files, answer.body)
    except OSError as error:
        log.error("page %d cannot be written: %s", page.id, error.strerror)
        await _not_kept(page, Message(N_("文件存不下来，请检查磁盘")), tools)
        return
    found = stands_on(page.text, await asyncio.to_thread(_words, answer))
    missing = (
        None if found else _notice(page, Message(N_("页面上没有找到回应原文")), (await tools.store.policy()).group)
    )
    await tools.store.page_kept(page, digest, len(answer.body), tools.clock(), found=found, notice=missing)
    tools.ring.set()


async def _source(page: PublishedPage, tools: Tools) -> Source:
    """The address as something to fetch; a host of a source of ours is reached as that source is."""
    found = Source(name="published", kind="html", url=page.url)
    for source, _ in await tools.store.listed_sources():
        if _place(source.url) == _place(page.url) is not None:
            return Source(name="published", kind="html", url=page.url, local=source.local, proxy=source.proxy)
    return found


def _place(address: str) -> tuple[str | None, int | None] | None:
    try:
        url = URL(address)
    except ValueError:
        return None
    return (url.raw_host, url.port) if url.raw_host else None


def _words(answer: Page) -> str:
    """What a reader sees of the page."""
    text = decode(answer.body, answer.content_type)
    try:
        tree = tree_of(text)
    except SourceError:
        return _TAG.sub(" ", text)
    tree.strip_tags(_UNSEEN)
    return (tree.body.text() if tree.body else "") or text


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
        text=Message(N_("🔗 #{number} {what}，请核对发布链接"), {"number": f"{page.incident:04d}", "what": what}),
        lane=Lane.LOG,
        incident=page.incident,
    )


JOB = Job(name="pages", every=timedelta(seconds=5), run=pages)
