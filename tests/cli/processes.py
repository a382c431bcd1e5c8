"""The command line in a process of its own. What is waited for is an event; the limits only end what hangs."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[Process]:
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", *arguments, stdout=PIPE, stderr=PIPE)
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.communicate()


async def read_until(child: Process, words: str) -> str:
    assert child.stderr
    seen = ""
    async with asyncio.timeout(60):
        while words not in seen:
            line = await child.stderr.readline()
            assert line, seen
            seen += line.decode()
    return seen


async def ended(child: Process) -> tuple[int, str, str]:
    # a busy machine may take long; what does not end at all is what is looked for
    async with asyncio.timeout(30):
        out, err = await child.communicate()
    assert child.returncode is not None
    return child.returncode, out.decode(), err.decode()
