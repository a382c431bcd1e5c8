"""`/bind`: which chat is the team's group and which a department's; a one-time code or a lead permits it."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from core.changes import Turn
from core.outgoing import Lane, Notice
from core.people import Department, Member, Role
from core.showing import clip, shown
from core.team.keys import join_link
from core.team.members import differences
from core.team.rulings import Record, Ruling, event_on
from core.texts import N_, Message, several
from core.workflow import Refused

#: no sign of it looks like another one
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#: five bits a sign: 50 bits
LENGTH = 10
_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


class Tried(StrEnum):
    """What came of the code that was sent."""

    #: 没有写绑定码
    NONE = "none"
    #: 正确
    GOOD = "good"
    #: 不对
    WRONG = "wrong"
    #: 不对，次数用完
    SPENT = "spent"
    #: 没有有效的绑定码
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wrote after /bind, and who it is at Telegram."""

    code: str
    department: str
    name: str


def wish(words: tuple[str, ...], name: str, known: tuple[str, ...], *, lead: bool) -> Wish:
    """Read `/bind CODE`, `/bind CODE 市政科`, `/bind 市政科`; a lead's mistyped name is not tried as a code."""
    whole = " ".join(words)
    if whole in known or (lead and not _CODE.fullmatch(words[0].upper().replace("-", ""))):
        return Wish(code="", department=whole, name=name)
    code, *rest = words
    return Wish(code=clip(code, 40).upper().replace("-", ""), department=" ".join(rest), name=name)


def bind(asked: Wish, tried: Tried, left: int, record: Record, turn: Turn) -> Ruling:
    """Judge one /bind; raises Refused with words. `left`: how many tries remain."""
    if tried is Tried.NONE and not turn.actor.may(Role.LEAD):
        raise Refused("role", N_("请带上绑定码：/bind 绑定码 部门名；或由带班领导（{who}）来绑定"), who=_leads(turn))
    if tried is Tried.ABSENT:
        raise Refused("no_code", N_("没有有效的绑定码；请在服务器上运行 tingfeng bind-code，再发送 /bind 绑定码"))
    if tried is Tried.SPENT:
        raise Refused("code", N_("绑定码不对，次数已用完；请在服务器上重新运行 tingfeng bind-code"))
    if tried is Tried.WRONG:
        raise Refused("code", N_("绑定码不对，还可以试 {left} 次"), left=left)
    if turn.origin.chat == turn.policy.channel:
        raise Refused("channel", N_("这里是对外发布的频道，不能绑定为工作群或部门群"))
    return _department(asked.department, turn, tried) if asked.department else _group(asked, record, turn)


def unit_of(name: str, turn: Turn) -> Department:
    """The department of this name; raises Refused with the list of those there are."""
    found = next((d for d in turn.policy.departments if d.name == name), None)
    if found is None:
        names = several(d.name for d in turn.policy.departments)
        raise Refused("department", N_("没有部门「{name}」；现有：{names}"), name=shown(name, 40), names=names)
    return found


def _group(asked: Wish, record: Record, turn: Turn) -> Ruling:
    chat, old = turn.origin.chat, turn.policy.group
    event = event_on("group", turn, "bind", Role.SYSTEM, diffs={"chat": (old, chat)}, notes={"code": True})
    member, before = _as_lead(asked, record.member, turn), record.member
    text = Message(N_("✔ 本群已绑定为工作群，{name} 现为带班领导"), {"name": member.name})
    if turn.policy.username:
        invited = N_("{bound}\n其他人点 {link} 登记，您在群里点「同意」即可")
        text = Message(invited, {"bound": text, "link": join_link(turn.policy.username)})
    events = [event] if chat != old else []
    if member != before:
        diffs = differences(before, member)
        notes = {"code": True}
        type_ = "member" if before else "register"
        events.append(event_on(f"member:{member.id}", turn, type_, Role.SYSTEM, diffs=diffs, notes=notes))
    return Ruling(
        answer=text,
        group=chat,
        member=member if member != before else None,
        events=tuple(events),
        outgoing=_farewell(old, turn) if old not in (0, chat) else (),
    )


def _as_lead(asked: Wish, before: Member | None, turn: Turn) -> Member:
    fresh = Member(id=turn.actor.id, name=shown(asked.name, 30) or str(turn.actor.id), roles=frozenset({Role.LEAD}))
    if before is None:
        return fresh
    held = before.roles if before.active else frozenset[Role]()
    leads = held & {Role.LEAD, Role.CHIEF}
    return replace(before, roles=before.roles if leads else before.roles | {Role.LEAD}, active=True)


def _department(name: str, turn: Turn, tried: Tried) -> Ruling:
    unit, chat = unit_of(name, turn), turn.origin.chat
    if chat == turn.policy.group:
        raise Refused("group", N_("这里是工作群，不必再绑定部门；请在部门自己的群里发送"))
    if unit.chat == chat:
        raise Refused("same", N_("本群已是{name}的群"), name=unit.name)
    permitted = Role.SYSTEM if tried is Tried.GOOD else Role.LEAD
    notes = {"code": tried is Tried.GOOD}
    event = event_on(f"department:{unit.id}", turn, "bind", permitted, diffs={"chat": (unit.chat, chat)}, notes=notes)
    return Ruling(
        answer=Message(N_("✔ 本群已绑定为{name}的群，交办的事会发到这里"), {"name": unit.name}),
        department=replace(unit, chat=chat),
        events=(event,),
    )


def _farewell(old: int, turn: Turn) -> tuple[Notice, ...]:
    text = Message(N_("工作群已改绑到别的群，本群的卡片不再更新"))
    return (Notice(key=f"unbound:{old}:{turn.now.isoformat()}", chat=old, text=text, lane=Lane.PROMPT),)


def _leads(turn: Turn) -> Message:
    return turn.policy.who_may(Role.LEAD)
