"""What stands in a chat is written down, however long that takes: what is not would be said again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from storage import Store

#: seconds between two tries; the chat waits, the others do not
AGAIN = 1.0

log = logging.getLogger(__name__)


async def booked(store: Store, book: Callable[[], Awaitable[None]]) -> None:
    """Tried until the database can be written; a mistake of ours is raised at once."""
    while True:
        try:
            await book()
        except Exception as error:
            if not store.db.meter.failing:
                raise
            log.warning("what was said cannot be written down (%s)", type(error).__name__)
            await asyncio.sleep(AGAIN)
        else:
            return
