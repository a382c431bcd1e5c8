"""What is said after a silence of the line to Telegram. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.outgoing import Lane, Notice
from core.policy import Policy
from core.texts import N_, Message

#: Telegram keeps a press so long for a bot that does not ask for it
QUEUE_LIFE = timedelta(seconds=150)
#: more small notices than this in one chat are said in one message
MANY = 10
#: of which so many are spelled out
LINES = 30


def lost_presses(chat: int, begin: datetime, end: datetime, policy: Policy, *, loud: bool) -> Notice:
    """Presses of that time never reached us: say so once a silence and chat."""
    text = Message(
        N_("停机 {begin}–{end} 期间的点击未收到，请重按"),
        {"begin": policy.clock(begin, beside=end), "end": policy.clock(end, beside=end)},
    )
    key = f"downtime:{chat}:{begin.isoformat()}"
    return Notice(key=key, chat=chat, text=text, lane=Lane.APPROVAL, loud=loud)


def in_one(chat: int, said: Sequence[Message], people: tuple[int, ...], now: datetime, *, loud: bool) -> Notice:
    """Small notices that waited during the silence, the most important first, in one message."""
    lines = {f"line{number}": message for number, message in enumerate(said[:LINES])}
    body = Message("\n".join(f"· {{{name}}}" for name in lines), lines)
    left = len(said) - len(lines)
    text = (
        Message(N_("停机期间（另有 {left} 条，请看各张卡片）：\n{lines}"), {"lines": body, "left": left})
        if left
        else Message(N_("停机期间：\n{lines}"), {"lines": body})
    )
    key = f"meanwhile:{chat}:{now.isoformat()}"
    return Notice(key=key, chat=chat, text=text, lane=Lane.LOG, loud=loud, mentions=people)


def long_pause(lead: int, chat: int, since: datetime, now: datetime, policy: Policy) -> Notice:
    """Flood control has kept us from a chat for an hour: a lead is told privately, once."""
    text = Message(
        N_("发往 {chat} 的消息自 {since} 起一直发不出去（限流或禁言）；恢复后会补发，急事请电话联系"),
        {"chat": _named(chat, policy), "since": policy.clock(since, beside=now)},
    )
    return Notice(
        key=f"paused:{chat}:{since.isoformat()}:{lead}",
        chat=lead,
        text=text,
        lane=Lane.ESCALATION,
        loud=not policy.at_night(now),
    )


def _named(chat: int, policy: Policy) -> Message | str:
    if chat == policy.group:
        return Message(N_("工作群"))
    unit = next((d for d in policy.departments if d.chat == chat), None)
    return unit.name if unit else policy.name(chat) if chat in policy.members else str(chat)
