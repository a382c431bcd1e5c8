"""One look at a source, whatever its kind and however many pages it has.

    look ── page by page ── KINDS[kind] ──┬─ all read → posts of all
                                          ├─ some failed → posts of the others, and what was missed
                                          └─ all failed → SourceError

A term that fails takes nothing from the others, and is not passed over either: it is told as what was missed, and
three such looks in a row make the source a failing one, though it is looked at as often as before. Pages of terms keep
no cursor: there is one per source, and search pages hardly ever answer 304.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.errors import SourceError
from core.posts import Cursor, Fetched, Post, Source
from core.texts import N_, Message, several
from jobs.sources import KINDS
from jobs.sources.answers import Getter, Page
from jobs.sources.terms import pages


@dataclass(frozen=True, slots=True)
class _At:
    """Pages with the time when they were fetched."""

    web: Getter
    now: datetime

    async def get(self, source: Source, cursor: Cursor) -> Page:
        page = await self.web.get(source, cursor)
        return page if page.at else replace(page, at=self.now)


async def look(web: Getter, source: Source, cursor: Cursor, now: datetime) -> Fetched:
    """What a source shows now; SourceError says in words why nothing could be read."""
    if source.kind not in KINDS:
        raise SourceError(N_("没有「{kind}」这种读取方式；现有：{kinds}"), kind=source.kind, kinds=several(KINDS))
    getter = _At(web, now)
    if not source.terms:
        return await KINDS[source.kind](getter, source, cursor)
    return await _look_at_terms(getter, source, now)


async def _look_at_terms(web: Getter, source: Source, now: datetime) -> Fetched:
    good: list[Fetched] = []
    failed: list[tuple[str, SourceError]] = []
    for term, page in _in_turn(source, now):
        if failed and failed[-1][1].retry_after is not None:
            # the far end asked for a pause: the rest would only annoy it
            failed.append((term, failed[-1][1]))
            continue
        try:
            good.append(await KINDS[source.kind](web, page, Cursor()))
        except SourceError as error:
            failed.append((term, error))
    pauses = [error.retry_after for _, error in failed if error.retry_after is not None]
    if not good:
        raise next((error for _, error in failed if error.retry_after is not None), failed[0][1])
    # where one term's page moved to is no address for all of them, so a move is not told
    return Fetched(
        posts=_together(good),
        missed=_missed(failed) if failed else None,
        retry_after=max(pauses, default=None),
        skipped=next((one.skipped for one in good if one.skipped), ()),
    )


def _in_turn(source: Source, now: datetime) -> tuple[tuple[str, Source], ...]:
    """Another term begins each time, so that one that a limit cuts off comes first some day."""
    all_pages = pages(source)
    first = int(now.timestamp() / source.interval) % len(all_pages)
    return all_pages[first:] + all_pages[:first]


def _together(good: Sequence[Fetched]) -> tuple[Post, ...]:
    """A post that several terms find is one."""
    found = (post for one in good for post in one.posts or ())
    return tuple({post.key: post for post in found}.values())


def _missed(failed: Sequence[tuple[str, SourceError]]) -> Message:
    term, error = failed[0]
    text = N_("关键词「{term}」等 {count} 个没有读到：{error}")
    return Message(text, {"term": term, "count": len(failed), "error": error.message})
