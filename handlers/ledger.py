"""/ledger 9月 重大 csv: the ledger as a file, where it was asked for."""

from telegram import Message as Written
from telegram import Update
from telegram.constants import ChatType

from core.errors import InputError
from core.ledger.asking import names, read_wish
from core.ledger.wish import Wish
from core.ledger.words import caption, nothing
from core.outgoing import Enclosure, Lane
from core.texts import N_, Message
from handlers.common import registered, say
from handlers.context import Context, Desk
from storage.commands import Command

#: so many rows take a moment, and it is said that they come
MANY = 500


async def ledger(update: Update, context: Context) -> None:
    """/ledger [时段] [等级|状态|部门] [csv]: without words the running month."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    policy = await desk.store.policy()
    try:
        today = policy.local(command.now).date()
        wish = read_wish(" ".join(context.args or ()), names(policy, desk.texts), today)
    except InputError as error:
        await say(written, desk, error.message)
        return
    count = await desk.store.ledger_count(wish)
    if not count:
        await say(written, desk, nothing(wish))
        return
    await _send(written, wish, count, command, desk)


async def _send(written: Written, wish: Wish, count: int, command: Command, desk: Desk) -> None:
    said = f"said:{written.chat.id}:{written.message_id}" if count > MANY else ""
    if said:
        await say(written, desk, Message(N_("正在生成台账，共 {count} 件…"), {"count": count}), key=said)
    file = Enclosure(
        key=f"ledger:{written.chat.id}:{written.message_id}",
        chat=written.chat.id,
        text=caption(wish, count),
        content=wish,
        lane=Lane.PROMPT,
        answers=0 if written.chat.type == ChatType.PRIVATE else written.message_id,
        after=said,
    )
    await desk.store.enclose(file, command.now)
    desk.wake.set()
