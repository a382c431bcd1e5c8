"""Work that comes in a rush is done in one go: who finds the door free takes along everybody who waits before it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Together(Generic[T, R]):
    """Calls `work` with up to `most` items at a time; each caller gets what became of its own.

    `work` returns one result or error an item, in order; what it raises, every caller of that go is given.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]], most: int = 32) -> None:
        self._work = work
        self._most = most
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._turn = asyncio.Lock()

    async def __call__(self, item: T) -> R:
        """Wait until the item was worked on."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        try:
            async with self._turn:
                while not future.done():
                    await self._some()
            return future.result()
        except asyncio.CancelledError:
            future.cancel()
            raise

    async def _some(self) -> None:
        part = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
        part = [(item, future) for item, future in part if not future.done()]
        try:
            results = await self._work([item for item, _ in part])
        except asyncio.CancelledError:
            # who led is gone; the next one in turn takes the others along
            self._waiting.extendleft(reversed(part))
            raise
        except Exception as error:
            for _, future in part:
                if not future.done():
                    future.set_exception(error)
        else:
            for (_, future), result in zip(part, results, strict=True):
                if future.done():
                    continue
                if isinstance(result, Exception):
                    future.set_exception(result)
                else:
                    future.set_result(result)
