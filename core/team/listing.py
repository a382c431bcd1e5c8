"""/who: the team by role, what each has, who is on duty, and who cannot be told anything privately."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.clocks.spanning import lasting
from core.digest.measures import spread
from core.duty import SHIFT_LABELS, Shift
from core.lists.incidents import cut
from core.people import Member, Role
from core.policy import Policy
from core.team.loads import Load
from core.texts import N_, Message, Texts

#: under which heading a person stands: the highest role first
_ORDER = (Role.CHIEF, Role.LEAD, Role.APPROVER, Role.HANDLER, Role.MEMBER)


def team_list(loads: Sequence[Load], policy: Policy, texts: Texts, now: datetime) -> str:
    """Active members by their highest role, the heaviest load first; those who left are not listed."""
    active = sorted((load for load in loads if load.member.active), key=lambda load: load.weight, reverse=True)
    lines = [texts(N_("👥 成员 {count} 人"), count=len(active))]
    for role in _ORDER:
        of_role = [load for load in active if _highest(load.member) is role]
        if of_role:
            lines.append(texts(N_("【{role}】"), role=Message(role.label)))
            lines += [_line(load, policy, texts, now) for load in of_role]
    if any(load.unreachable for load in active):
        lines.append(texts(N_("⚠️ 标「收不到私信」的，请本人私聊机器人发送 /start")))
    return cut(lines, texts)


def _highest(member: Member) -> Role:
    return next((role for role in _ORDER if role in member.roles), Role.MEMBER)


def _line(load: Load, policy: Policy, texts: Texts, now: datetime) -> str:
    member = load.member
    head = texts(N_("（负责人）")) if member.head else ""
    unit = texts(N_(" · {department}{head}"), department=member.department, head=head) if member.department else ""
    owned = texts(N_(" · 负责 {count} 件"), count=load.owned) if load.owned else ""
    handled = texts(N_(" · 承办 {count} 件"), count=load.handled) if load.handled else ""
    late = texts(N_(" · ❗ 超时 {count} 项"), count=load.late) if load.late else ""
    lost = texts(N_(" · ⚠️ 收不到私信")) if load.unreachable else ""
    rest = _duty(member, policy, texts, now) + unit + owned + handled + late + lost
    return texts(N_("· {name}{rest}{week}"), name=member.name, rest=rest, week=_week(load, policy, texts))


def _duty(member: Member, policy: Policy, texts: Texts, now: datetime) -> str:
    """Only where a roster names somebody: without one everybody is on duty, and a mark would say nothing."""
    had = (shift for shift in Shift if policy.is_rostered(shift, now) and policy.on_duty(shift, now)[0].id == member.id)
    return "".join(texts(N_("（{shift}）"), shift=Message(SHIFT_LABELS[shift])) for shift in had)


def _week(load: Load, policy: Policy, texts: Texts) -> str:
    if not load.taken:
        return ""
    waits, night = load.waits, load.at_night(policy.figures)
    half = spread(waits).median
    typical = ""
    if half is not None:
        form = N_("，用时中位 {span}") if len(waits) == len(load.taken) else N_("，首次 {count} 件用时中位 {span}")
        typical = texts(form, span=_lasting(half), count=len(waits))
    dark = texts(N_("，夜间 {count} 件"), count=night) if night else ""
    return texts(N_("\n　本周认领 {count} 件{typical}{dark}"), count=len(load.taken), typical=typical, dark=dark)


def _lasting(seconds: float) -> Message:
    return Message(N_("不到 1 分钟")) if seconds < 60 else lasting(timedelta(seconds=seconds // 60 * 60))
