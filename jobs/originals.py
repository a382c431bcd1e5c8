"""The page of every post of an incident is kept as it stands, and looked at again daily until its days are over (W7).

due rows → one guarded fetch each → read (in a thread) → files named by their hash → row, story and card in one go

Only public pages, without our sources' own headers; nothing of a page is ever run. What cannot be known (an error, a
login wall) changes nothing; a post is called deleted after two looks at least an hour apart.
"""

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from yarl import URL

from core.arrivals import BY_HAND, KIND
from core.errors import SourceError
from core.originals.page import FULL, MOST_BYTES, Look, Original, Snapshot
from core.originals.reading import ELSEWHERE, at_home, difference, read, unchanged
from core.originals.standing import Pace, after, given_up
from core.posts import Cursor
from core.texts import N_, Message
from jobs.keeping import kept, kept_file
from jobs.sources.answers import Page, StatusError
from jobs.tools import Job, Tools
from jobs.visiting import beside, reached, words_of

#: pages of one run, and of one host in it: at most so many lie in memory at once
AT_ONCE, OF_A_HOST = 6, 2
_MISSING = frozenset({404, 410})
_FULL = Message(FULL)

log = logging.getLogger(__name__)


async def originals(tools: Tools) -> None:
    """Look at what is due. One that fails keeps no other waiting."""
    due = chosen(await tools.store.due_originals(tools.clock()))
    await asyncio.gather(*(_looked_at(original, tools) for original in due))
    if due:
        tools.ring.set()


def chosen(due: Sequence[Original]) -> tuple[Original, ...]:
    """The first of them, few of each host: a slow one must not take all places."""
    hosts: Counter[str | None] = Counter()
    mine: list[Original] = []
    for original in due:
        host = _host(original.url)
        if hosts[host] < OF_A_HOST and len(mine) < AT_ONCE:
            hosts[host] += 1
            mine.append(original)
    return tuple(mine)


def _host(url: str) -> str | None:
    try:
        return URL(url).raw_host
    except ValueError:
        return None


async def _looked_at(original: Original, tools: Tools) -> None:
    try:
        await _look(original, tools)
    except SourceError as error:
        look, why = _failed(original, error)
        await _settled(original, look, tools, why=why, retry_after=error.retry_after)
    except OSError as error:
        log.error("the page of post %d cannot be written: %s", original.post, error.strerror)
        await _settled(original, Look.UNKNOWN, tools, why=Message(N_("文件存不下来，请检查磁盘")))
    except Exception:
        log.exception("the page of post %d could not be looked at", original.post)
        await _settled(original, Look.UNKNOWN, tools, why=Message(N_("内部错误，详见日志")))


def _failed(original: Original, error: SourceError) -> tuple[Look, Message]:
    """A site that says it has no such page speaks of its own pages only."""
    if not isinstance(error, StatusError) or error.status not in _MISSING:
        return Look.UNKNOWN, error.message
    return (Look.MISSING, error.message) if at_home(original, error.url) else (Look.UNKNOWN, ELSEWHERE)


async def _look(original: Original, tools: Tools) -> None:
    # what was never kept is wanted whole
    cursor = original.cursor if original.last else Cursor()
    by_member = (original.source.name, original.source.kind) == (BY_HAND, KIND)
    place = await reached(original.url, tools) if by_member else beside(original.source, original.url)
    answer = await tools.web.get(place, cursor)
    if answer.not_modified:
        await _settled(original, unchanged(original), tools)
        return
    text = await asyncio.to_thread(words_of, answer)
    look, why, own = await asyncio.to_thread(read, original, answer.url, text)
    if look is not Look.THERE:
        await _settled(original, look, tools, why=why)
        return
    await _found(original, answer, text, tools, own=own)


async def _found(original: Original, answer: Page, text: str, tools: Tools, *, own: bool) -> None:
    """The page stands there: a version that is new is kept."""
    words, last = text.encode("utf-8", "backslashreplace"), original.last
    if last is not None and hashlib.sha256(words).hexdigest() == last.text_sha256:
        await _settled(original, Look.THERE, tools, cursor=answer.cursor)
        return
    taken = await tools.store.snapshot_bytes(original.incident)
    if taken + len(answer.body) + len(words) > MOST_BYTES:
        await _settled(original, Look.THERE if last else Look.UNKNOWN, tools, why=_FULL)
        return
    added, removed = await asyncio.to_thread(_difference, original, text, tools)
    # nothing is pruned between a file and its row
    async with tools.keeping:
        snapshot = Snapshot(
            post=original.post,
            at=tools.clock(),
            url=answer.url,
            status=answer.status,
            headers=answer.headers,
            sha256=await asyncio.to_thread(kept, tools.files, answer.body),
            size=len(answer.body),
            text_sha256=await asyncio.to_thread(kept, tools.files, words),
            text_size=len(words),
            own=own,
            added=added,
            removed=removed,
        )
        await _settled(original, Look.THERE, tools, snapshot=snapshot, cursor=answer.cursor)


def _difference(original: Original, text: str, tools: Tools) -> tuple[int, int]:
    """Against the version before, as far as its words are still there."""
    last = original.last
    if last is None:
        return 0, 0
    before = kept_file(tools.files, last.text_sha256) or b""
    return difference(before.decode("utf-8", "replace"), text)


async def _settled(
    original: Original,
    look: Look,
    tools: Tools,
    *,
    why: Message | None = None,
    retry_after: float | None = None,
    snapshot: Snapshot | None = None,
    cursor: Cursor | None = None,
) -> None:
    now = tools.clock()
    keeping = (await tools.store.policy()).figures.evidence
    pace = Pace(keeping=keeping, luck=tools.luck(), retry_after=retry_after)
    if why is not None:
        log.info("the page of post %d: %s", original.post, why.plain())
    if why is _FULL and look is Look.UNKNOWN:
        standing = given_up(original, now, pace)
    else:
        standing = after(original, look, now, pace, fresh=snapshot is not None)
    error = None if look is Look.MISSING else why
    await tools.store.original_looked_at(original, standing, now, snapshot=snapshot, cursor=cursor, error=error)


JOB = Job(name="originals", every=timedelta(seconds=10), run=originals)
