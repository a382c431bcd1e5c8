"""Our clock against Telegram's: due times and the record are only as right as it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.doctor import Ground
from bot.line import Reply
from core.doctor import Finding, bad, fine
from core.texts import N_, Message

#: the answer's way takes its time, and its clock counts whole seconds
TOLERATED = timedelta(seconds=30)


async def check(ground: Ground) -> Sequence[Finding]:
    """By the Date of the answer to our greeting."""
    hello = ground.hello
    return (judged(hello.date, ground.now()),) if isinstance(hello, Reply) and hello.date else ()


def judged(theirs: datetime, ours: datetime) -> Finding:
    """How far apart are they?"""
    apart = ours - theirs
    if abs(apart) <= TOLERATED:
        return fine(N_("本机时钟准确"))
    seconds = round(abs(apart).total_seconds())
    text = N_("本机时钟快了 {seconds} 秒") if apart > timedelta(0) else N_("本机时钟慢了 {seconds} 秒")
    return bad(Message(text, {"seconds": seconds}), Message(N_("启用自动对时：timedatectl set-ntp true")))
