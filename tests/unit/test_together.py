"""Work done in one go for all who wait: each gets its own result, whoever is taken away meanwhile."""

import asyncio
from collections.abc import Sequence

import pytest

from storage.together import Together


class Work:
    """Doubles numbers; the first go waits until `go` is set. What is odd fails by itself, 13 takes all along."""

    def __init__(self) -> None:
        self.goes: list[list[int]] = []
        self.go = asyncio.Event()

    async def __call__(self, items: Sequence[int]) -> Sequence[int | Exception]:
        self.goes.append(list(items))
        await self.go.wait()
        if 13 in items:
            raise RuntimeError("the disk is full")
        return [ValueError(item) if item % 2 else 2 * item for item in items]


async def begun(work: Work, items: Sequence[int], most: int = 32) -> list[asyncio.Task[int]]:
    """So many callers; the first is at work, the others wait before the door."""
    together: Together[int, int] = Together(work, most)

    async def call(item: int) -> int:
        return await together(item)

    tasks = [asyncio.ensure_future(call(item)) for item in items]
    await asyncio.sleep(0)
    return tasks


async def test_who_waits_is_taken_along_and_each_gets_its_own() -> None:
    work = Work()
    tasks = await begun(work, (2, 4, 6, 8))
    work.go.set()
    assert await asyncio.gather(*tasks) == [4, 8, 12, 16]
    assert work.goes == [[2, 4, 6, 8]] or work.goes == [[2], [4, 6, 8]]


async def test_no_more_than_so_many_at_a_time() -> None:
    work = Work()
    tasks = await begun(work, range(0, 20, 2), most=3)
    work.go.set()
    assert await asyncio.gather(*tasks) == list(range(0, 40, 4))
    assert max(map(len, work.goes)) == 3


async def test_what_one_does_wrong_is_told_to_that_one() -> None:
    work = Work()
    work.go.set()
    first, second, third = await asyncio.gather(*await begun(work, (2, 3, 4)), return_exceptions=True)
    assert (first, third) == (4, 8)
    assert isinstance(second, ValueError)


async def test_what_goes_wrong_for_all_is_told_to_all_and_is_over_then() -> None:
    work = Work()
    together: Together[int, int] = Together(work)
    work.go.set()
    with pytest.raises(RuntimeError, match="disk"):
        await together(13)
    assert await together(2) == 4


@pytest.mark.parametrize("gone", [0, 1, 3])
async def test_who_goes_away_takes_nobody_along(gone: int) -> None:
    """The first is at work for itself or for all; the others wait."""
    work = Work()
    tasks = await begun(work, (2, 4, 6, 8))
    tasks[gone].cancel()
    await asyncio.sleep(0)
    work.go.set()
    done = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 60)
    assert isinstance(done.pop(gone), asyncio.CancelledError)
    assert done == [two for at, two in enumerate((4, 8, 12, 16)) if at != gone]
