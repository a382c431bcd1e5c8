"""📦 导出: the whole incident as a file, sent into the chat of the key. Silent."""

from core.bundle.wanted import MOST, TOO_BIG, Bundle
from core.cards.bundle import BUNDLE
from core.outgoing import Enclosure, Lane, rehearsed
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.context import Desk
from handlers.pressing import turned_away
from storage.commands import Command

__all__ = ["BUNDLE", "bundled"]

#: asked for again within the hour, an incident that has not changed is not packed again
_WITHIN = "%Y%m%d%H"


async def bundled(ident: int, command: Command, desk: Desk) -> Outcome:
    """A press on the key: the file comes, or the command is named that makes one of any size."""
    incident = await desk.store.incident(ident)
    if incident is None:
        return await turned_away(desk, "unknown", command, Message(N_("找不到这件事，请在最新的卡片上操作")))
    if await desk.store.kept_bytes(ident) > MOST:
        return Outcome(answer=Message(TOO_BIG, {"number": f"{ident:04d}"}), alert=True)
    text = Message(N_("📦 {number} 导出包：状态、留痕、帖文、回应和证据"), {"number": incident.number})
    file = Enclosure(
        key=f"bundle:{ident}:{incident.revision}:{command.origin.chat}:{command.now.strftime(_WITHIN)}",
        chat=command.origin.chat,
        text=rehearsed(text) if incident.drill else text,
        content=Bundle(incident=ident),
        lane=Lane.PROMPT,
        answers=command.origin.message,
    )
    fresh = await desk.store.enclose(file, command.now)
    desk.wake.set()
    return Outcome(answer=Message(N_("正在打包，马上发在下方") if fresh else N_("导出包已发在上面，之后没有变化")))
