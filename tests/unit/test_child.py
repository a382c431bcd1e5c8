"""A process of its own: what it answers, and that nothing of it is left whatever ends it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from jobs.child import ChildError, asked

WITHIN = 30.0


async def whole(given: bytes) -> AsyncIterator[bytes]:
    """In one part."""
    yield given


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def lasting(pid: Path) -> tuple[str, ...]:
    """Says who it is, and takes no end."""
    return ("sh", "-c", f"echo $$ > {pid}.new && mv {pid}.new {pid} && exec sleep 600")


def gone(pid: Path) -> bool:
    """No process, and no zombie either."""
    return not Path(f"/proc/{pid.read_text().strip()}").exists()


async def test_what_it_is_given_comes_back() -> None:
    given = bytes(range(256)) * 8000
    assert await asked(("cat",), whole(given), within=WITHIN) == given


async def test_its_last_words_are_kept() -> None:
    with pytest.raises(ChildError, match=r"^no such thing$"):
        await asked(python("import sys; sys.exit('no such thing')"), whole(b""), within=WITHIN)
    with pytest.raises(ChildError, match="exit 3"):
        await asked(python("raise SystemExit(3)"), whole(b"x" * 1_000_000), within=WITHIN)


async def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    with pytest.raises(TimeoutError):
        await asked(lasting(pid), whole(b""), within=3)
    assert gone(pid)


async def test_who_stops_waiting_ends_it(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    waiting = asyncio.ensure_future(asked(lasting(pid), whole(b"x" * 1_000_000), within=600))
    async with asyncio.timeout(WITHIN):
        while not pid.exists():  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.01)
    assert not gone(pid)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert gone(pid)


async def test_a_stop_typed_in_a_terminal_reaches_us_alone() -> None:
    """Ctrl-C goes to a whole group of processes: the child would seem to have failed by itself, and be told so."""
    said = await asked(python("import os; print(os.getpgrp())"), whole(b""), within=WITHIN)
    assert int(said) != os.getpgrp()
