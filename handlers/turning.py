"""Keys under a list (翻页): whoever taps sees another page of it in the same message."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Update

from core.lists.incidents import Answer
from core.texts import Message
from core.workflow import Outcome
from handlers.common import put
from handlers.context import Desk
from handlers.pressing import answer, pressed
from storage.commands import Command

Wanted = TypeVar("Wanted")


async def turned(
    update: Update,
    desk: Desk,
    read: Callable[[str], Wanted],
    page: Callable[[Wanted, Command], Awaitable[Answer | Message]],
) -> None:
    """Read which page the key means (InputError: forged), and show it; a sentence instead of a page is an alert."""
    tap = await pressed(update, desk, read)
    if tap is None:
        return
    query, command = tap.query, tap.command
    told = await page(tap.said, command)
    if isinstance(told, Message):
        await answer(query, Outcome(answer=told, alert=True), desk)
        return
    await put(f"page:{query.id}", told.text, told.keys, command, desk, target=command.origin.message)
    await answer(query, Outcome(answer=Message("")), desk)
