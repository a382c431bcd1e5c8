"""An incident in two lines, for lists: what it is, since when, whose, and whether it sleeps or is forgotten."""

from datetime import datetime, timedelta

from core.clocks.spanning import along
from core.incident import PHASE_LABELS, Incident, Status, phase
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message, Texts
from core.timer import Clock

_TITLE = 36
_NAME = 20


def line(one: Incident, policy: Policy, texts: Texts, now: datetime) -> str:
    """Ages are said here and nowhere else: a list is true when it is asked for, and nobody edits it later."""
    return texts(
        N_("{symbol} {number} {severity} · {phase} · {since}（{age}）{owner}{marks}\n　{title}"),
        symbol=one.severity.symbol,
        number=one.number,
        severity=Message(one.severity.label),
        phase=Message(PHASE_LABELS[phase(one)]),
        since=policy.clock(one.detected_at, beside=now),
        age=_age(now - one.detected_at),
        owner=_owner(one, policy, texts),
        marks=_marks(one, policy, texts, now),
        title=(texts(N_("【演练】")) if one.drill else "") + shown(one.title, _TITLE),
    )


def _owner(one: Incident, policy: Policy, texts: Texts) -> str:
    """Nobody's name where it has no owner: 待认领 says so, and a phone's line is short."""
    return texts(N_(" · {owner}"), owner=shown(policy.name(one.owner), _NAME)) if one.owner is not None else ""


def _age(span: timedelta) -> Message:
    minutes = max(0, int(span.total_seconds() // 60))
    if not minutes:
        return Message(N_("刚刚"))
    if minutes < 60:
        return Message(N_("{count} 分钟"), {"count": minutes})
    if minutes < 48 * 60:
        return Message(N_("{count} 小时"), {"count": minutes // 60})
    return Message(N_("{count} 天"), {"count": minutes // (24 * 60)})


def _marks(one: Incident, policy: Policy, texts: Texts, now: datetime) -> str:
    if one.snoozed_until is not None and one.snoozed_until > now:
        return texts(N_(" · ⏰ {until} 再提醒"), until=policy.clock(one.snoozed_until, beside=now))
    since = one.acted_at or one.claimed_at
    if one.status is Status.CLAIMED and since is not None and _is_idle(one, since, policy, now):
        return texts(N_(" · ⏳ 已 {age}没有进展"), age=_age(now - since))
    return ""


def _is_idle(one: Incident, since: datetime, policy: Policy, now: datetime) -> bool:
    figures = policy.figures
    return now >= along(Clock.LEASE, since, figures.spans.lease, one.severity, figures.work)
