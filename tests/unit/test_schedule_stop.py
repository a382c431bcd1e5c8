"""The clock's bell at a stop: what runs is cut off without an error in the log, and waited for while it tidies up."""

import asyncio
import time
from datetime import timedelta
from typing import cast

import pytest

from jobs.schedule import Timer
from jobs.tools import Job, Tools

NO_TOOLS = cast("Tools", None)


@pytest.mark.parametrize("moved", [False, True], ids=["rung a moment ago", "in the middle of its work"])
async def test_what_runs_is_cut_off_in_silence_and_waited_for(moved: bool, caplog: pytest.LogCaptureFixture) -> None:
    begun, tidied = [], []

    async def work(_tools: Tools) -> None:
        begun.append(True)
        try:
            await asyncio.Event().wait()
        finally:
            # a connection is given back over several turns of the loop
            await asyncio.sleep(0.02)
            tidied.append(True)

    timer = Timer(NO_TOOLS, (Job(name="work", every=timedelta(milliseconds=10), run=work),))
    timer.start()
    # the bell is due, and rings as soon as the loop has its turn; nobody has moved yet
    time.sleep(0.02)  # noqa: ASYNC251
    await asyncio.sleep(0)
    assert not begun
    if moved:
        await asyncio.sleep(0)
        assert begun
    await timer.stop(within=4)
    assert (begun, tidied) == ([True], [True])
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_a_run_that_will_not_end_does_not_hold_up_the_stop() -> None:
    over = asyncio.Event()

    async def work(_tools: Tools) -> None:
        while not over.is_set():
            try:
                await over.wait()
            except asyncio.CancelledError:
                continue

    timer = Timer(NO_TOOLS, (Job(name="work", every=timedelta(milliseconds=10), run=work),))
    timer.start()
    time.sleep(0.02)  # noqa: ASYNC251
    await asyncio.sleep(0)
    await timer.stop(within=0.02)
    assert not over.is_set()
    over.set()
    await asyncio.sleep(0)


async def test_what_fails_is_logged_and_rung_again(caplog: pytest.LogCaptureFixture) -> None:
    rung: list[bool] = []
    twice = asyncio.Event()

    async def work(_tools: Tools) -> None:
        rung.append(True)
        if len(rung) == 2:
            twice.set()
        raise ValueError("this once")

    timer = Timer(NO_TOOLS, (Job(name="work", every=timedelta(milliseconds=5), run=work),))
    timer.start()
    await asyncio.wait_for(twice.wait(), 60)
    await timer.stop(within=4)
    assert {record.getMessage() for record in caplog.records if record.levelname == "ERROR"} == {"job work failed"}
    count = len(rung)
    await asyncio.sleep(0.02)
    assert len(rung) == count
