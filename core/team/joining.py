"""How somebody joins: the link, the name, the department, and a lead who agrees. No numeric ids are hunted for."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.changes import Event, Turn
from core.outgoing import Key, Lane, Notice
from core.people import Member, Role
from core.showing import shown
from core.team.keys import AGREE, CHOOSE, DECLINE, key
from core.team.members import differences, lead_only, named, roles_of
from core.team.rulings import Applicant, Record, Ruling, Stage, event_on
from core.texts import N_, Message
from core.workflow import Refused

#: UTF-16 units of a name
NAME_LIMIT = 30
#: whoever waits may ask again after this, whoever was declined after that
ASK_AGAIN, DECLINED_FOR = timedelta(minutes=10), timedelta(days=1)
#: more requests at a time are not for a group to sort out
MOST_WAITING = 20
#: every step is answered, but not more often than this: a stranger must not make us write a thousand messages
ANSWER_PAUSE = timedelta(seconds=5)


def ask(record: Record, turn: Turn) -> Ruling:
    """The link was opened: ask for the name. Whoever is known, waits or was just declined is told so."""
    known, before, policy = record.member, record.applicant, turn.policy
    if known and known.active:
        return Ruling(answer=Message(N_("您已登记为{role}，不必再申请"), {"role": roles_of(known)}))
    if known:
        raise Refused("inactive", N_("您的权限已停用，请联系带班领导（{who}）恢复"), who=policy.who_may(Role.LEAD))
    if not policy.group:
        raise Refused("unbound", N_("还没有绑定工作群，暂时不能申请"))
    if before and before.state is Stage.WAITING and turn.now - before.asked_at < ASK_AGAIN:
        raise Refused("waiting", N_("申请已发到群里，请等带班领导（{who}）同意"), who=policy.who_may(Role.LEAD))
    if before and before.state is Stage.DECLINED and turn.now - before.asked_at < DECLINED_FOR:
        when = policy.clock(before.asked_at + DECLINED_FOR, beside=turn.now)
        raise Refused("declined", N_("上次申请未获同意，{when} 以后可以再申请"), when=when)
    fresh = Applicant(id=turn.actor.id, name="", asked_at=turn.now)
    return Ruling(answer=Message(N_("您好！您还没有登记。申请加入舆情处置工作群，请直接发送您的姓名")), applicant=fresh)


def name(record: Record, turn: Turn) -> Ruling:
    """The name was written: offer the departments. A later one takes its place."""
    applicant = record.applicant
    if applicant is None or applicant.state is not Stage.NAMING:
        raise Refused("stranger", N_("请先点申请链接"))
    written = shown(_without_department(turn), NAME_LIMIT)
    if not any(sign.isalpha() for sign in written):
        raise Refused("name", N_("请用文字发送您的姓名"))
    text = Message(N_("{name}，请选择您的部门"), {"name": written})
    panel = Notice(
        key=step("name", turn.actor.id, turn.now),
        chat=turn.actor.id,
        text=text,
        lane=Lane.PROMPT,
        keys=_departments(turn),
    )
    return Ruling(answer=Message(""), applicant=replace(applicant, name=written), outgoing=(panel,))


def _without_department(turn: Turn) -> str:
    """Many write 「唐小雨 市政科」: the department is chosen next, and is no part of the name."""
    words = turn.words.strip()
    unit = next((d.name for d in turn.policy.departments if words.endswith(d.name)), "")
    return words.removesuffix(unit).rstrip(" ，,、") or words


def choose(record: Record, turn: Turn) -> Ruling:
    """The department was chosen: the request goes to the group."""
    applicant = record.applicant
    if applicant is None or applicant.state is not Stage.NAMING or not applicant.name:
        raise Refused("again", N_("这份申请已提交或已过期，请重新点申请链接"))
    if record.waiting >= MOST_WAITING:
        raise Refused("crowd", N_("等待同意的人太多，请直接联系带班领导（{who}）"), who=turn.policy.who_may(Role.LEAD))
    department = named(turn.arg, turn.policy)
    asking = replace(applicant, department=department, state=Stage.WAITING, asked_at=turn.now)
    told = Notice(
        key=f"applied:{turn.origin.callback}",
        chat=turn.actor.id,
        text=Message(N_("{name}，申请已发到群里，同意后会在这里告诉您"), {"name": asking.name}),
        lane=Lane.PROMPT,
        target=turn.origin.message,
    )
    event = _event(asking, turn, "apply", None)
    return Ruling(
        answer=Message(N_("已提交")), applicant=asking, events=(event,), outgoing=(told, _request(asking, turn))
    )


def agree(record: Record, turn: Turn) -> Ruling:
    """A lead lets somebody in, as member or as handler of the department."""
    permitted, applicant = lead_only(turn), _waiting(record)
    department = applicant.department if any(d.name == applicant.department for d in turn.policy.departments) else ""
    if turn.arg == "h" and not department:
        raise Refused("department", N_("承办人要有部门；请先同意为成员，再用 /member 设定"))
    roles = frozenset({Role.HANDLER if turn.arg == "h" else Role.MEMBER})
    member = Member(id=applicant.id, name=applicant.name, roles=roles, department=department)
    event = event_on(f"member:{member.id}", turn, "register", permitted, diffs=differences(None, member))
    words = {"name": member.name, "role": roles_of(member), "by": turn.actor.name}
    return Ruling(
        answer=Message(N_("已同意")),
        member=member,
        applicant=replace(applicant, state=Stage.AGREED, asked_at=turn.now),
        events=(event,),
        outgoing=(
            _settled(Message(N_("✔ {name} 已加入，为{role}（{by} 同意）"), words), turn),
            _tell(N_("{by} 已同意，您现在是{role}。群里的卡片点「更多」，就能在这里办理"), words, applicant, turn),
        ),
    )


def decline(record: Record, turn: Turn) -> Ruling:
    """A lead does not let somebody in; the pause before the next request begins now."""
    permitted, applicant = lead_only(turn), _waiting(record)
    words = {"name": applicant.name, "by": turn.actor.name, "who": turn.policy.who_may(Role.LEAD)}
    return Ruling(
        answer=Message(N_("已记下")),
        applicant=replace(applicant, state=Stage.DECLINED, asked_at=turn.now),
        events=(_event(applicant, turn, "turn_down", permitted),),
        outgoing=(
            _settled(Message(N_("✖ 没有同意 {name} 加入（{by}）"), words), turn),
            _tell(N_("您的加入申请这次未获同意；有疑问请联系带班领导（{who}）"), words, applicant, turn),
        ),
    )


DECISIONS = {CHOOSE: choose, AGREE: agree, DECLINE: decline}


def _waiting(record: Record) -> Applicant:
    # who came in by another way meanwhile must not lose by it what was given there
    if record.member is not None or record.applicant is None or record.applicant.state is not Stage.WAITING:
        raise Refused("decided", N_("这份申请已处理"))
    return record.applicant


def _departments(turn: Turn) -> tuple[tuple[Key, ...], ...]:
    me = turn.actor.id
    keys = [
        key(Message(N_("{name}"), {"name": shown(d.name, 24)}), CHOOSE, me, str(d.id)) for d in turn.policy.departments
    ]
    keys.append(key(Message(N_("不属于任何部门")), CHOOSE, me, "0"))
    return tuple(tuple(keys[at : at + 2]) for at in range(0, len(keys), 2))


def _request(asking: Applicant, turn: Turn) -> Notice:
    text = Message(
        N_("{name} 申请加入，部门：{department}\nTelegram 名称：{account}\n请带班领导处理"),
        {"name": asking.name, "department": asking.department or "—", "account": shown(turn.actor.name, 60)},
    )
    agreeing = [key(Message(N_("✅ 同意")), AGREE, asking.id, "m")]
    if asking.department:
        agreeing.append(key(Message(N_("✅ 同意为承办人")), AGREE, asking.id, "h"))
    return Notice(
        key=f"apply:{turn.origin.callback}",
        chat=turn.policy.group,
        text=text,
        lane=Lane.PROMPT,
        loud=not turn.policy.at_night(turn.now),
        keys=(tuple(agreeing), (key(Message(N_("🚫 不同意")), DECLINE, asking.id),)),
    )


def _settled(text: Message, turn: Turn) -> Notice:
    """The request in the group says how it ended, and has no keys any more."""
    origin = turn.origin
    return Notice(
        key=f"settled:{origin.callback}", chat=origin.chat, text=text, lane=Lane.PROMPT, target=origin.message
    )


def _tell(text: str, words: dict[str, object], applicant: Applicant, turn: Turn) -> Notice:
    return Notice(
        key=f"joined:{turn.origin.callback}",
        chat=applicant.id,
        text=Message(text, words),
        lane=Lane.PROMPT,
        loud=not turn.policy.at_night(turn.now),
    )


def _event(applicant: Applicant, turn: Turn, type_: str, permitted: Role | None) -> Event:
    notes = {"department": applicant.department}
    return event_on(f"member:{applicant.id}", turn, type_, permitted, reason=applicant.name, notes=notes)


def step(word: str, person: int, now: datetime) -> str:
    """The key of an answer to somebody nobody knows yet: one in a few seconds for each step."""
    return f"join:{word}:{person}:{int(now.timestamp() // ANSWER_PAUSE.total_seconds())}"
