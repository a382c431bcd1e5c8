"""Waking whoever waits for the sandbox to change: no polling sleeps anywhere."""

import asyncio


class Pulse:
    """A signal to everybody who waits now. Belongs to one event loop."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()
        #: counts the changes, so that a page can tell whether it is behind
        self.count = 0
        #: set once, when the server stops: nobody should wait any longer
        self.closed = False

    def fire(self) -> None:
        """Something changed."""
        self.count += 1
        for event in self._waiting:
            event.set()

    def close(self) -> None:
        """Send everybody home."""
        self.closed = True
        self.fire()

    async def wait(self, seconds: float | None = None) -> bool:
        """True when something changed, False when `seconds` passed first."""
        if self.closed:
            return True
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(event)
        return True
