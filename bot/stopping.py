"""SIGTERM and SIGINT: what runs is cancelled wherever it waits, and puts itself away in order."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


async def until_stopped(serving: Coroutine[Any, Any, None]) -> None:
    """Run it until it ends by itself or a signal asks for the stop; a second signal does not cut that stop short."""
    main, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert main is not None

    def stop() -> None:
        if not main.cancelling():
            main.cancel()

    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop)
    try:
        await serving
    except asyncio.CancelledError:
        if not main.cancelling():
            raise
