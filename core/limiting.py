"""上限: how many cards a day a rule may open; what comes after that is stored without one."""

from datetime import datetime

from core.detect import Prepared
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.texts import N_, Message


def daily_limit(prepared: Prepared) -> int | None:
    """The cards a day that the post's rule allows (上限), None for no limit."""
    return next((hit.limit for hit in prepared.hits if hit.group == prepared.topic), None)


def over_limit(prepared: Prepared, limit: int, policy: Policy, now: datetime) -> Notice:
    """Said once a day and rule: from here on its posts are stored without a card."""
    day = policy.local(now).strftime("%Y-%m-%d")
    text = Message(
        N_("规则「{topic}」今日已达上限 {limit} 张卡片，其余帖文只记录、不发卡片"),
        {"topic": prepared.topic, "limit": limit},
    )
    return Notice(key=f"limit:{prepared.topic}:{day}"[:120], chat=policy.group, text=text, lane=Lane.LOG)
