"""The card to learn on: anybody in one of our chats may press it, registered or not; nothing is stored but messages."""

from telegram import CallbackQuery, Update

from core.changes import Entry, Origin
from core.errors import InputError
from core.lists.incidents import Answer
from core.practice import STEPS, PracticePress, decode_practice, practice_card, put_away
from core.showing import shown
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.common import put, stranger
from handlers.context import Context, Desk
from handlers.pressing import answer, turned_away
from storage.commands import Command


async def press(update: Update, context: Context) -> None:
    """A key under the greeting, or on the card."""
    query, desk = update.callback_query, context.bot_data
    if query is None:
        return
    await answer(query, await _judged(query, desk), desk)


async def _judged(query: CallbackQuery, desk: Desk) -> Outcome:
    policy, written = await desk.store.policy(), query.message
    origin = Origin(
        entry=Entry.BUTTON,
        chat=written.chat.id if written else 0,
        message=written.message_id if written else 0,
        callback=query.id,
    )
    actor = policy.actor(query.from_user.id) or stranger(query.from_user)
    command = Command(key=f"press:{query.id}", actor=actor, origin=origin, now=desk.clock())
    if not policy.is_ours(origin.chat):
        return await turned_away(desk, "foreign", command, Message(N_("这里不是本单位的群，不能操作")))
    try:
        pressed = decode_practice(query.data or "")
        # it is about to be written anew: a forged press may name any message of ours, a real card too
        if not await desk.store.bears(origin.chat, origin.message, query.data or ""):
            raise InputError(N_("按钮已失效"))
    except InputError as error:
        return await turned_away(desk, "forged", command, error.message)
    return await _moved(pressed, command, desk)


async def _moved(pressed: PracticePress, command: Command, desk: Desk) -> Outcome:
    chat, message = command.origin.chat, command.origin.message
    if pressed.begin:
        # one card for one greeting, however many press it
        await _shown(f"practice:{chat}:{message}", practice_card(0), command, desk)
        return Outcome(answer=Message(N_("演练卡片马上发出，谁都可以点")))
    if pressed.end:
        await _shown(command.key, put_away(), command, desk, target=message)
        return Outcome(answer=Message(N_("已收起")))
    name = shown(command.actor.name, 30)
    await _shown(command.key, practice_card(pressed.step + 1, name), command, desk, target=message)
    return Outcome(answer=Message(STEPS[pressed.step].says), alert=True)


async def _shown(key: str, card: Answer, command: Command, desk: Desk, *, target: int = 0) -> None:
    await put(f"shown:{key}", card.text, card.keys, command, desk, target=target)
