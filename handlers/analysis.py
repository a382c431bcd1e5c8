"""/analysis and 📊 分析报告: the report of one incident, sent where it was asked for. Silent."""

from datetime import datetime

from telegram import Update

from core.cards.analysis import ANALYSIS
from core.grouping import number_of
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.common import registered, say
from handlers.context import Context, Desk
from handlers.pressing import turned_away
from handlers.sent import meant
from storage.commands import Command

__all__ = ["ANALYSIS", "analysis", "asked"]

#: asked for again within the hour, an incident that has not changed has nothing new to report
_WITHIN = "%Y%m%d%H"


async def analysis(update: Update, context: Context) -> None:
    """/analysis 127, or in reply to a card."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    ident = await meant(written, desk, " ".join(context.args or ()))
    if ident is None:
        await say(written, desk, Message(N_("请写明编号，例如：/analysis 127；也可以回复一张卡片发送 /analysis")))
        return
    said = await _sent(ident, written.chat.id, desk, command.now)
    if said is None:
        await say(written, desk, Message(N_("找不到 {number}，请核对编号"), {"number": number_of(ident)}))
    elif not said:
        await say(written, desk, Message(N_("分析报告已发在上面，之后没有变化")))


async def asked(ident: int, command: Command, desk: Desk) -> Outcome:
    """A press on the button: the report comes into the chat of the button."""
    said = await _sent(ident, command.origin.chat, desk, command.now)
    if said is None:
        return await turned_away(desk, "unknown", command, Message(N_("找不到这件事，请在最新的卡片上操作")))
    return Outcome(answer=Message(N_("已发在下方") if said else N_("分析报告已发在上面，之后没有变化")))


async def _sent(ident: int, chat: int, desk: Desk, now: datetime) -> bool | None:
    """Whether it is sent now; False where the same stands there already, None where there is no such incident."""
    incident = await desk.store.incident(ident)
    if incident is None:
        return None
    key = f"analysis:{ident}:{incident.revision}:{chat}:{now.strftime(_WITHIN)}"
    fresh = await desk.store.send_analysis(ident, chat, key, desk.lexicon, desk.texts, now)
    desk.wake.set()
    return fresh
