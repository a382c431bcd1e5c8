"""A headless Chromium beside the whole bot, in one event loop for a whole file: a browser starts slowly."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect
from sqlalchemy.engine import URL

from tests.chat.stage import Stage, staged

# a busy machine may take long; what is waited for is what the page shows
expect.set_options(timeout=60_000)

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium; nothing is downloaded."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("SKIPPED LOUDLY: no chromium here; install it with ./run.sh setup --system")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(tmp_path: Path, sqlite_url: URL) -> AsyncIterator[Stage]:
    """The bot on SQLite, its sandbox serving the page."""
    async with staged(tmp_path, sqlite_url) as made:
        # a look at the site may be under way when the stage is struck, and the scheduler calls that an error
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def browser(chromium: Browser, stage: Stage) -> AsyncIterator[Browser]:
    """The browser for one test: its pages are closed before the sandbox that they listen to."""
    yield chromium
    for context in chromium.contexts:
        await context.close()
