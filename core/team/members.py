"""Who belongs to the team and with which rights: a lead decides, nobody removes the last lead, the file has no say."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from core.changes import Turn
from core.people import ROLE_LABELS, Member, Role, with_implied
from core.policy import Policy
from core.team import keys
from core.team.rulings import Record, Ruling, event_on
from core.texts import N_, Message, several
from core.workflow import Refused

#: what a person may hold; the system's own role is nobody's
HELD = (Role.MEMBER, Role.HANDLER, Role.LEAD, Role.APPROVER, Role.CHIEF)


def lead_only(turn: Turn) -> Role:
    """A lead, or words that say who could do it."""
    if turn.actor.may(Role.LEAD):
        return Role.LEAD
    text = N_("需要「{role}」才能操作，现为：{who}")
    raise Refused("role", text, role=Message(Role.LEAD.label), who=turn.policy.who_may(Role.LEAD))


def decide(code: str, record: Record, turn: Turn) -> Ruling:
    """One press on a member's panel; raises Refused with words."""
    permitted = lead_only(turn)
    if record.member is None:
        raise Refused("unknown", N_("找不到这位成员，请重新打开 /member"))
    if code not in ACTS:
        raise Refused("forged", N_("按钮已失效，请重新打开"))
    return ACTS[code](record.member, turn, permitted)


def switch_role(member: Member, turn: Turn, permitted: Role) -> Ruling:
    """Give a role, or take it away."""
    role = next((held for held in HELD if held.value == turn.arg), None)
    if role is None:
        raise Refused("argument", N_("没有这个角色"))
    _is_active(member)
    if role is Role.CHIEF:
        permitted = _chief_only(turn)
    roles = member.roles ^ {role}
    if not roles:
        raise Refused("empty", N_("至少要留一个角色；离岗请用「停用」"))
    if role is Role.HANDLER and role in roles and not member.department:
        raise Refused("department", N_("承办人要有部门，请先选部门"))
    return changed(member, turn, "member", permitted, roles=roles)


def choose_department(member: Member, turn: Turn, permitted: Role) -> Ruling:
    """Another department or none; whoever moves is not its head."""
    _is_active(member)
    name = named(turn.arg, turn.policy)
    if not name and Role.HANDLER in member.roles:
        raise Refused("department", N_("承办人要有部门，请先取消承办人"))
    return changed(member, turn, "member", permitted, department=name, head=member.head and name == member.department)


def named(arg: str, policy: Policy) -> str:
    """The department that a button names, "" for none; raises Refused where it is gone."""
    if arg == "0":
        return ""
    unit = policy.department(int(arg)) if arg.isdecimal() and len(arg) < 19 else None
    if unit is None:
        raise Refused("argument", N_("没有这个部门，可能已改名"))
    return unit.name


def switch_head(member: Member, turn: Turn, permitted: Role) -> Ruling:
    """Mark as head of the department, or take the mark away."""
    _is_active(member)
    if not member.head and not member.department:
        raise Refused("department", N_("部门负责人要有部门，请先选部门"))
    return changed(member, turn, "member", permitted, head=not member.head)


def deactivate(member: Member, turn: Turn, permitted: Role) -> Ruling:
    """Never deleted: the rights end, the open work moves."""
    _is_active(member)
    if Role.CHIEF in member.roles:
        permitted = _chief_only(turn)
    return changed(member, turn, "deactivate", permitted, active=False)


def reactivate(member: Member, turn: Turn, permitted: Role) -> Ruling:
    """The rights come back, the work does not."""
    if member.active:
        raise Refused("same", N_("{name} 没有停用"), name=member.name)
    if Role.CHIEF in member.roles:
        permitted = _chief_only(turn)
    return changed(member, turn, "reactivate", permitted, active=True)


ACTS: Mapping[str, Callable[[Member, Turn, Role], Ruling]] = {
    keys.ROLE: switch_role,
    keys.DEPARTMENT: choose_department,
    keys.HEAD: switch_head,
    keys.OFF: deactivate,
    keys.ON: reactivate,
}


def changed(member: Member, turn: Turn, type_: str, permitted: Role, **changes: Any) -> Ruling:
    """The member with these changes and the event that tells them; raises Refused where no lead would be left."""
    new = replace(member, **changes)
    if new == member:
        raise Refused("same", N_("已经是这样"))
    if _leads(member) and not _leads(new) and len(turn.policy.holders(Role.LEAD)) <= 1:
        raise Refused("last_lead", N_("至少要留一位带班领导，请先另设一位"))
    event = event_on(f"member:{member.id}", turn, type_, permitted, diffs=differences(member, new), reason=turn.words)
    return Ruling(answer=Message(N_("已记下")), member=new, events=(event,))


def differences(old: Member | None, new: Member) -> dict[str, tuple[object, object]]:
    """Field by field, what the change replaced; for a new person None stands before everything that is said."""
    names = [f.name for f in fields(Member) if f.name != "id"]
    pairs = {name: (_wire(getattr(old, name)) if old else None, _wire(getattr(new, name))) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def roles_of(member: Member) -> Message:
    """The roles in words, those that others bring along left out."""
    roles = [role for role in HELD if role in member.roles] or [Role.MEMBER]
    told = [role for role in roles if role is not Role.MEMBER] or roles
    return several(Message(ROLE_LABELS[role]) for role in told)


def _wire(value: object) -> object:
    return sorted(role.value for role in value) if isinstance(value, frozenset) else value


def _leads(member: Member) -> bool:
    return member.active and Role.LEAD in with_implied(member.roles)


def _is_active(member: Member) -> None:
    if not member.active:
        raise Refused("inactive", N_("{name} 已停用，请先恢复"), name=member.name)


def _chief_only(turn: Turn) -> Role:
    chiefs = turn.policy.holders(Role.CHIEF)
    if turn.actor.may(Role.CHIEF):
        return Role.CHIEF
    if chiefs:
        raise Refused("chief", N_("主要负责人只能由主要负责人（{who}）设定"), who=turn.policy.who_may(Role.CHIEF))
    return Role.LEAD
