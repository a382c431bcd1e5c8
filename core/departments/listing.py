"""/dept: every department in two lines, or one of them with its people, its open work and its promises."""

from collections.abc import Sequence
from datetime import datetime

from core.departments.standing import LATELY, DepartmentPage, Overrun, Standing
from core.digest.figures import Rate
from core.incident import PHASE_LABELS, Phase
from core.lists.incidents import PER_PAGE, Answer, Keys, cut, last_page, numbers, plain, turning
from core.lists.keys import UNIT, Asked, encode_asked
from core.lists.lines import line
from core.outgoing import Key
from core.people import Department, Member
from core.policy import Policy
from core.response import Promise
from core.showing import shown
from core.texts import N_, Message, Texts, several
from core.timer import CLOCK_LABELS

#: departments' keys beside each other
_PER_ROW = 2
_PROMISES = 5
_PEOPLE = 8
_TEXT = 30
_NAME = 20


def named(words: str, policy: Policy) -> Department | None:
    """The department that is meant: its name, else the only one whose name has these words in it."""
    exact = next((unit for unit in policy.departments if unit.name == words), None)
    like = [unit for unit in policy.departments if words and words in unit.name]
    return exact or (like[0] if len(like) == 1 else None)


def nobody(words: str, policy: Policy) -> Message:
    """No department, or more than one, is called so."""
    values = {"name": shown(words, _NAME), "names": several(shown(unit.name, _NAME) for unit in policy.departments)}
    return Message(N_("没有叫「{name}」的部门，现有：{names}"), values) if policy.departments else _none()


def departments_list(found: Sequence[Standing], page: int, texts: Texts) -> Answer:
    """All of them, who is late first; a key for each opens it."""
    if not found:
        return Answer(text=_none())
    page = last_page(page, len(found), PER_PAGE)
    part = found[page * PER_PAGE : (page + 1) * PER_PAGE]
    lines = [texts(N_("🏢 部门 {count} 个（及时率和退回为近{days}天）"), count=len(found), days=LATELY.days)]
    for one in part:
        lines.append(texts(N_("· {name} · {work}"), name=shown(one.name, _NAME), work=_work(one, texts)))
        lines.append(texts(N_("　{record}"), record=_record(one, texts)))
    keys = [Key(label=plain(shown(one.name, 12)), data=_data(0, one.id)) for one in part]
    rows = tuple(tuple(keys[at : at + _PER_ROW]) for at in range(0, len(keys), _PER_ROW))
    return Answer(text=plain(cut(lines, texts)), keys=(*rows, *turning(page, len(found), PER_PAGE, _data)))


def department_view(found: DepartmentPage, policy: Policy, texts: Texts, now: datetime) -> Answer:
    """One department: what is late first, each with the clock that ran out."""
    standing = found.standing
    lines = [texts(N_("🏢 {name}"), name=shown(standing.name, 40))]
    if not found.page:
        lines.append(_people(found, policy, texts))
        lines.append(texts(N_("近{days}天：{record}"), days=LATELY.days, record=_record(standing, texts)))
    lines.append(_open(found, texts))
    for one in found.incidents:
        late = found.late.get(one.id)
        lines.append(line(one, policy, texts, now) + (_overrun(late, policy, texts, now) if late else ""))
    promised = () if found.page else found.promises[:_PROMISES]
    if promised:
        lines.append(texts(N_("【待兑现的承诺】{count} 项"), count=len(found.promises)))
        lines += [_promise(ident, one, policy, texts, now) for ident, one in promised]
    listed = dict.fromkeys([*(one.id for one in found.incidents), *(ident for ident, _ in promised)])

    def data(page: int) -> str:
        return _data(page, standing.id)

    back: Keys = ((Key(label=Message(N_("‹ 全部部门")), data=_data(0)),),)
    turn = turning(found.page, found.total, PER_PAGE, data)
    return Answer(text=plain(cut(lines, texts)), keys=(*numbers(listed, policy), *turn, *back))


def _none() -> Message:
    return Message(N_("还没有部门，请在配置文件的 [[departments]] 里填写"))


def _data(page: int, unit: int = 0) -> str:
    return encode_asked(Asked(what=UNIT, page=page, filter=str(unit) if unit else ""))


def _work(one: Standing, texts: Texts) -> str:
    waiting = texts(N_(" · 待签收 {count}"), count=one.waiting) if one.waiting else ""
    late = texts(N_(" · ❗ 超时 {count} 件"), count=one.late) if one.late else ""
    return texts(N_("在办 {count} 件{waiting}{late}"), count=one.open, waiting=waiting, late=late)


def _record(one: Standing, texts: Texts) -> str:
    bounces = texts(N_(" · 退回 {count} 次"), count=one.bounces) if one.bounces else ""
    return texts(N_("及时率 {rate}{bounces}"), rate=_rate(one.rate, texts), bounces=bounces)


def _rate(rate: Rate, texts: Texts) -> str:
    """Too few say nothing as a percentage."""
    if not rate.whole:
        return texts(N_("暂无"))
    counts = texts(N_("{part}/{whole}"), part=rate.part, whole=rate.whole)
    # never rounded up to what it is not
    percent = rate.part * 100 // rate.whole
    return counts if rate.few else texts(N_("{percent}%（{counts}）"), percent=percent, counts=counts)


def _people(found: DepartmentPage, policy: Policy, texts: Texts) -> str:
    people = [m for m in policy.members.values() if m.active and m.department == found.standing.name]
    if not people:
        return texts(N_("⚠️ 还没有人员，交办时只能通知带班领导"))
    ordered = sorted(people, key=lambda m: (not m.head, m.name))
    told = texts.say(several(_person(one, found, texts) for one in ordered[:_PEOPLE]))
    more = texts(N_("等 {count} 人"), count=len(ordered)) if len(ordered) > _PEOPLE else ""
    return texts(N_("人员：{people}{more}"), people=told, more=more)


def _person(one: Member, found: DepartmentPage, texts: Texts) -> str:
    head = texts(N_("（负责人）")) if one.head else ""
    lost = texts(N_("（⚠️ 收不到私信）")) if one.id in found.unreachable else ""
    return shown(one.name, _NAME) + head + lost


def _open(found: DepartmentPage, texts: Texts) -> str:
    if not found.total:
        return texts(N_("没有在办的舆情"))
    states = texts(N_(" · ")).join(_counted(phase, count, texts) for phase, count in found.counts.items())
    late = texts(N_(" · ❗ 超时 {count} 件"), count=len(found.late)) if found.late else ""
    drills = texts(N_("（含演练 {count} 件）"), count=found.drills) if found.drills else ""
    text = N_("在办 {total} 件{drills}：{states}{late}")
    return texts(text, total=found.total, drills=drills, states=states, late=late)


def _counted(phase: Phase, count: int, texts: Texts) -> str:
    return texts(N_("{phase} {count}"), phase=Message(PHASE_LABELS[phase]), count=count)


def _overrun(late: Overrun, policy: Policy, texts: Texts, now: datetime) -> str:
    due = policy.clock(late.due_at, beside=now)
    return texts(N_("\n　❗ {clock} {due} 已到期"), clock=Message(CLOCK_LABELS[late.clock]), due=due)


def _promise(ident: int, one: Promise, policy: Policy, texts: Texts, now: datetime) -> str:
    over = policy.figures.work.closing(one.due) < now
    return texts(
        N_("· {sign}{day} {text}（#{number}）"),
        sign="❗ " if over else "",
        day=one.due.strftime("%m-%d"),
        text=shown(one.text, _TEXT),
        number=f"{ident:04d}",
    )
