"""Token and proxy: does Telegram answer, and as whom?"""

from collections.abc import Sequence

from bot.doctor import Ground
from bot.line import LineError, Reply
from core.doctor import Finding, Level, bad, fine
from core.errors import TingfengError
from core.texts import N_, Message


async def check(ground: Ground) -> Sequence[Finding]:
    """The token is there, the proxy lets us through, the token is known."""
    if not ground.config.telegram.token:
        mend = N_("填入 [telegram] token，或设 TINGFENG_TELEGRAM_TOKEN；没有的向 @BotFather 发送 /newbot")
        return (bad(Message(N_("没有令牌")), Message(mend)),)
    if ground.line is None:
        return ()
    proxy = ground.config.telegram.proxy
    if isinstance(ground.hello, Reply):
        text = N_("令牌有效：@{username}（经代理）") if proxy else N_("令牌有效：@{username}")
        return (fine(text, username=ground.hello.result.get("username", "")),)
    return (unreached(ground.hello),) if ground.hello else ()


def unreached(error: TingfengError) -> Finding:
    """Our own sentences say how to mend it; Telegram's own refusal of who we are will pass."""
    if isinstance(error, LineError):
        return Finding(level=Level.BAD, what=error.message)
    return bad(Message(N_("Telegram：{words}"), {"words": error.message}), Message(N_("过几分钟再试")))
