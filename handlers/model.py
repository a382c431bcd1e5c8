"""/model and the keys below it: how good is what was learnt; a lead goes back to an earlier model or stops learning."""

from dataclasses import replace

from telegram import Update

from core.lists.incidents import Answer
from core.models.listing import decode_model, model_page
from core.people import Role
from handlers.common import put, registered, say
from handlers.context import Context, Desk
from handlers.pressing import answer, pressed


async def model(update: Update, context: Context) -> None:
    """/model: for everybody; the keys only for a lead."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    told = await _page(desk, keys=command.actor.may(Role.LEAD))
    await say(written, desk, told.text, keys=told.keys)


async def press(update: Update, context: Context) -> None:
    """A key under it: asked once more, then done, and the page drawn anew."""
    desk = context.bot_data
    tap = await pressed(update, desk, decode_model)
    if tap is None:
        return
    said, command = tap.said, tap.command
    outcome = await desk.store.rule_model(said.code, said.model, replace(command, action=said.code))
    await answer(tap.query, outcome, desk)
    if not outcome.alert:
        told = await _page(desk, keys=True)
        await put(f"page:{command.key}", told.text, told.keys, command, desk, target=command.origin.message)


async def _page(desk: Desk, *, keys: bool) -> Answer:
    return model_page(await desk.store.learned(), await desk.store.policy(), desk.texts, keys=keys)
