"""Topics: in a forum cards stand in General, which can be closed or hidden."""

from collections.abc import Sequence

from bot.doctor import Ground
from bot.line import LineError, RefusalError
from core.doctor import Finding, fine, note
from core.texts import N_, Message


async def check(ground: Ground) -> Sequence[Finding]:
    """Has the team's group topics?"""
    group = (await ground.store.policy()).group if ground.store else 0
    if ground.reached is None or not group:
        return ()
    try:
        about = await ground.reached.ask("getChat", chat_id=group)
    except (LineError, RefusalError):
        # the check of the chats has told it
        return ()
    if not about.result.get("is_forum"):
        return (fine(N_("工作群没有开话题")),)
    text, mend = N_("工作群开了话题：卡片都发在 General"), N_("请不要关闭或隐藏 General")
    return (note(Message(text), Message(mend)),)
