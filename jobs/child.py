"""Heavy work in a process of its own: what it eats and how it ends is no trouble of ours."""

import asyncio
import os
from asyncio.subprocess import Process
from collections.abc import AsyncIterable, Sequence
from contextlib import suppress

#: one thread for sums: the other processor is the bot's
_ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
#: bytes of a complaint that are kept, the last ones
_COMPLAINT = 2000


class ChildError(Exception):
    """It ended badly; the words are its own last ones."""


async def asked(command: Sequence[str], given: AsyncIterable[bytes] | None = None, *, within: float) -> bytes:
    """What the child answers; ChildError where it fails, TimeoutError where it takes longer than so many seconds.

    It is given part after part as it takes them. Whatever ends the waiting, a stop included, ends the child.
    """
    pipe = asyncio.subprocess.PIPE
    # in a session of its own: Ctrl-C reaches us alone, and we end the child
    child = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, stderr=pipe, env=_ALONE | os.environ, start_new_session=True
    )
    try:
        async with asyncio.timeout(within):
            (said, complaint), _ = await asyncio.gather(_heard(child), _fed(child, given))
    finally:
        if child.returncode is None:
            child.kill()
            await asyncio.shield(child.wait())
    if child.returncode:
        raise ChildError(complaint[-_COMPLAINT:].decode("utf-8", "replace").strip() or f"exit {child.returncode}")
    return said


async def _heard(child: Process) -> tuple[bytes, bytes]:
    assert child.stdout
    assert child.stderr
    said, complaint, _ = await asyncio.gather(child.stdout.read(), child.stderr.read(), child.wait())
    return said, complaint


async def _fed(child: Process, given: AsyncIterable[bytes] | None) -> None:
    assert child.stdin
    if given is not None:
        # who ends before it has heard all says why by itself
        with suppress(BrokenPipeError, ConnectionResetError):
            async for part in given:
                child.stdin.write(part)
                await child.stdin.drain()
    child.stdin.close()
