"""/who: the team by role, what each has open, and who cannot be told anything privately."""

from collections.abc import Sequence
from typing import Protocol

from core.lists.incidents import cut
from core.people import Member, Role
from core.texts import N_, Message, Texts

#: under which heading a person stands: the highest role first
_ORDER = (Role.CHIEF, Role.LEAD, Role.APPROVER, Role.HANDLER, Role.MEMBER)


class Load(Protocol):
    """A member with the open work, as storage tells of it."""

    @property
    def member(self) -> Member: ...
    @property
    def owned(self) -> int: ...
    @property
    def handled(self) -> int: ...
    @property
    def unreachable(self) -> bool: ...


def team_list(loads: Sequence[Load], texts: Texts) -> str:
    """Active members by their highest role; those who left are not listed."""
    active = [load for load in loads if load.member.active]
    lines = [texts(N_("👥 成员 {count} 人"), count=len(active))]
    for role in _ORDER:
        of_role = [load for load in active if _highest(load.member) is role]
        if of_role:
            lines.append(texts(N_("【{role}】"), role=Message(role.label)))
            lines += [_line(load, texts) for load in of_role]
    if any(load.unreachable for load in active):
        lines.append(texts(N_("⚠️ 标「收不到私信」的，请本人私聊机器人发送 /start")))
    return cut(lines, texts)


def _highest(member: Member) -> Role:
    return next((role for role in _ORDER if role in member.roles), Role.MEMBER)


def _line(load: Load, texts: Texts) -> str:
    member = load.member
    head = texts(N_("（负责人）")) if member.head else ""
    unit = texts(N_(" · {department}{head}"), department=member.department, head=head) if member.department else ""
    owned = texts(N_(" · 负责 {count} 件"), count=load.owned) if load.owned else ""
    handled = texts(N_(" · 承办 {count} 件"), count=load.handled) if load.handled else ""
    lost = texts(N_(" · ⚠️ 收不到私信")) if load.unreachable else ""
    return texts(N_("· {name}{rest}"), name=member.name, rest=unit + owned + handled + lost)
