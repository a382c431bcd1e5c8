"""The privacy mode: with it on, the bot hears commands and answers to itself only, which is all that it needs."""

from collections.abc import Sequence

from bot.doctor import Ground
from bot.line import Reply
from core.doctor import Finding, fine, note
from core.texts import N_, Message


async def check(ground: Ground) -> Sequence[Finding]:
    """As Telegram says in its answer to our greeting."""
    if not isinstance(ground.hello, Reply):
        return ()
    if not ground.hello.result.get("can_read_all_group_messages"):
        return (fine(N_("隐私模式已开：群里闲聊不会传给机器人")),)
    mend = N_("听风不需要；请在 @BotFather 里用 /setprivacy 选 Enable，再把机器人移出群、重新加入")
    return (note(Message(N_("隐私模式已关：群里每句话都会传给机器人")), Message(mend)),)
