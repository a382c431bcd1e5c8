"""What `/member` shows a lead: the list, one person with switches, the department picker, the question before 停用."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.outgoing import Key
from core.people import Member
from core.policy import Policy
from core.showing import shown
from core.team.keys import DEPARTMENT, HEAD, LEAVING, LIST, MEMBER, OFF, ON, PICKER, ROLE, key
from core.team.members import HELD, roles_of
from core.texts import N_, Message

PER_PAGE = 8
Keys = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A message with keys."""

    text: Message
    keys: Keys = ()


def roll(policy: Policy, page: int, *, editable: bool = True) -> Panel:
    """Everybody, the active ones first; each with a key where it can be changed."""
    people = sorted(policy.members.values(), key=lambda m: (not m.active, m.name))
    pages = max(1, -(-len(people) // PER_PAGE))
    page %= pages
    part = people[page * PER_PAGE : (page + 1) * PER_PAGE] if editable else people
    text = Message(N_("成员 {count} 人"), {"count": sum(m.active for m in people)})
    for member in part:
        text = Message(N_("{before}\n{line}"), {"before": text, "line": _line(member)})
    if not editable:
        return Panel(text=Message(N_("{list}\n修改请在私聊里发送 /member"), {"list": text}))
    keys = _pairs([key(Message(N_("{name}"), {"name": shown(m.name, 24)}), MEMBER, m.id) for m in part])
    turning = ((key(Message(N_("下一页 →")), LIST, 0, str((page + 1) % pages)),),) if pages > 1 else ()
    return Panel(text=text, keys=keys + turning)


def panel(member: Member) -> Panel:
    """One person: what is held, and a switch for each right."""
    text = Message(N_("{line}\n按一下即更改，每次更改都留痕"), {"line": _line(member)})
    back = (key(Message(N_("← 全部成员")), LIST, 0, "0"),)
    if not member.active:
        return Panel(text=text, keys=((key(Message(N_("恢复")), ON, member.id),), back))
    roles = [_switch(Message(role.label), role in member.roles, ROLE, member.id, role.value) for role in HELD]
    others = [
        key(Message(N_("🏢 部门")), PICKER, member.id, "0"),
        _switch(Message(N_("部门负责人")), member.head, HEAD, member.id),
        key(Message(N_("⛔ 停用")), LEAVING, member.id),
    ]
    return Panel(text=text, keys=(*_pairs([*roles, *others]), back))


def departments(member: Member, policy: Policy, page: int) -> Panel:
    """Where the person belongs."""
    text = Message(N_("{name} 属于哪个部门？"), {"name": member.name})
    pages = max(1, -(-len(policy.departments) // PER_PAGE))
    page %= pages
    part = policy.departments[page * PER_PAGE : (page + 1) * PER_PAGE]
    keys = [key(Message(N_("{name}"), {"name": shown(d.name, 24)}), DEPARTMENT, member.id, str(d.id)) for d in part]
    keys.append(key(Message(N_("不属于任何部门")), DEPARTMENT, member.id, "0"))
    if pages > 1:
        keys.append(key(Message(N_("下一页 →")), PICKER, member.id, str((page + 1) % pages)))
    return Panel(text=text, keys=(*_pairs(keys), (key(Message(N_("← 返回")), MEMBER, member.id),)))


def leaving(member: Member) -> Panel:
    """Asked before the rights end: the work that moves does not come back by itself."""
    text = Message(N_("停用 {name}？权限立即失效，在办工作移交带班领导和部门"), {"name": member.name})
    sure = key(Message(N_("确认停用")), OFF, member.id)
    return Panel(text=text, keys=((sure,), (key(Message(N_("← 返回")), MEMBER, member.id),)))


def _switch(label: Message, on: bool, code: str, person: int, arg: str = "") -> Key:
    sign = "☑" if on else "☐"
    return key(Message(N_("{sign} {label}"), {"sign": sign, "label": label}), code, person, arg)


def _line(member: Member) -> Message:
    words: dict[str, object] = {"name": member.name, "roles": roles_of(member), "department": member.department}
    if not member.active:
        return Message(N_("{name}（已停用）"), words)
    if not member.department:
        return Message(N_("{name}：{roles}"), words)
    if member.head:
        return Message(N_("{name}：{roles}，{department}负责人"), words)
    return Message(N_("{name}：{roles}，{department}"), words)


def _pairs(keys: Sequence[Key]) -> Keys:
    return tuple(tuple(keys[at : at + 2]) for at in range(0, len(keys), 2))
