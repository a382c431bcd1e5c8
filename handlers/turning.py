"""Keys under a list (翻页): whoever taps sees another page of it in the same message."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Update

from core.errors import InputError
from core.lists.incidents import Answer
from core.texts import Message
from core.workflow import Outcome
from handlers.common import answer, put, tapped, turned_away
from handlers.context import Desk
from storage.commands import Command

Wanted = TypeVar("Wanted")


async def turned(
    update: Update,
    desk: Desk,
    read: Callable[[str], Wanted],
    page: Callable[[Wanted, Command], Awaitable[Answer | Message]],
) -> None:
    """Read which page the key means (InputError: forged), and show it; a sentence instead of a page is an alert."""
    query = update.callback_query
    command = await tapped(query, desk) if query else None
    if query is None or command is None:
        return
    try:
        wanted = read(query.data or "")
    except InputError as error:
        await answer(query, await turned_away(desk, "forged", command, error.message), desk)
        return
    told = await page(wanted, command)
    if isinstance(told, Message):
        await answer(query, Outcome(answer=told, alert=True), desk)
        return
    await put(f"page:{query.id}", told.text, told.keys, command, desk, target=command.origin.message)
    await answer(query, Outcome(answer=Message("")), desk)
