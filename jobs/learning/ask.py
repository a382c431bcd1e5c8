"""Asks a worker to learn from marks; what the bot's job and `tingfeng learn` both call."""

import asyncio
import sys
from collections.abc import AsyncIterable, AsyncIterator, Sequence

import msgspec

from core.learning import Mark, Model
from jobs.child import asked
from jobs.learning.lesson import Lesson, MarkLine, Task

#: seconds: thousands of marks take some ten
WITHIN = 600.0
COMMAND = (sys.executable, "-m", "jobs.learning.worker")


async def learn(
    marks: AsyncIterable[Sequence[Mark]], present: Model | None = None, *, within: float = WITHIN
) -> Lesson:
    """A model of these marks, which come in pages; ChildError or TimeoutError where the worker fails."""
    said = await asked(COMMAND, _lines(marks, present), within=within)
    return await asyncio.to_thread(msgspec.json.decode, said, type=Lesson)


async def whole(marks: Sequence[Mark]) -> AsyncIterator[Sequence[Mark]]:
    """Marks that are all in memory, as one page."""
    yield marks


async def _lines(marks: AsyncIterable[Sequence[Mark]], present: Model | None) -> AsyncIterator[bytes]:
    """In threads, for megabytes of text are written; one page at a time, so that no more of them are in memory."""
    yield await asyncio.to_thread(_first, present)
    async for page in marks:
        yield await asyncio.to_thread(_written, page)


def _first(present: Model | None) -> bytes:
    return msgspec.json.encode(Task(present=present.to_bytes() if present else None)) + b"\n"


def _written(page: Sequence[Mark]) -> bytes:
    return msgspec.json.Encoder().encode_lines([MarkLine.of(mark) for mark in page])
