"""抄告单: a lead sends the chief the notice form, with what is known now; each sending is a form of its own."""

from datetime import timedelta

from core.actions.common import LEADS, is_open, lead_only
from core.callback import Press, encode
from core.changes import Change, Turn, noted
from core.effects import said
from core.forms.facts import missing, named
from core.forms.notice import form_paper, form_text
from core.incident import Incident
from core.outgoing import Enclosure, Key, Lane, Notice, Outgoing
from core.people import Actor, Member, Role
from core.policy import Policy
from core.response import Form
from core.severity import Severity
from core.texts import N_, Message, several
from core.workflow import Action, Refused

#: more forms of one incident would only bury it
ENOUGH = 20
#: a thumb that trembles, or two leads at once, send one form
_AT_ONCE = timedelta(minutes=1)


def guard(incident: Incident, turn: Turn) -> Role:
    """A lead; what is missing is named and asked for, unless the same press is made once more."""
    is_open(incident)
    role = lead_only(incident, turn)
    last = incident.forms[-1] if incident.forms else None
    if last is not None and turn.now - last.at < _AT_ONCE:
        text, name = N_("第 {count} 份抄告单刚由 {name} 发出"), turn.policy.name(last.by)
        raise Refused("sent", text, count=last.number, name=name)
    if len(incident.forms) >= ENOUGH:
        raise Refused("enough", N_("已发出 {count} 份抄告单，不能再发"), count=ENOUGH)
    lacking = missing(incident)
    if lacking and not turn.confirmed:
        seconds = int(turn.policy.figures.confirm_window.total_seconds())
        text = N_("还缺：{facts}。请先回复下方的提问；{seconds} 秒内再按一次，就按现状发出")
        raise Refused(
            "missing", text, ask="fa", ask_arg=lacking[0].value, again=True, facts=named(lacking), seconds=seconds
        )
    return role


def recipients(policy: Policy) -> tuple[Member, ...]:
    """The chiefs; where there is none, the leads."""
    return policy.holders(Role.CHIEF) or policy.holders(Role.LEAD)


def send(incident: Incident, turn: Turn, role: Role) -> Change:
    """The form's text loudly, by night too, with its file; the group reads in one line that it went."""
    people = recipients(turn.policy)
    form = Form(number=len(incident.forms) + 1, by=turn.actor.id, at=turn.now, missing=_left_open(incident))
    notes: dict[str, object] = {"form": form.number, "to": [one.id for one in people]}
    notes |= {} if turn.policy.holders(Role.CHIEF) else {"no_chief": True}
    params = {"number": incident.number, "count": form.number, "who": several(one.name for one in people)}
    told = Message(N_("📨 {number} 第 {count} 份抄告单已送 {who}，请批示"), params)
    return noted(
        incident,
        turn,
        "notice",
        role,
        notes=notes,
        outgoing=(
            *(one for person in people for one in _sent(incident, turn, form, person)),
            said(incident, turn.policy, "notice", told, Lane.LOG),
        ),
        forms=(*incident.forms, form),
    )


def _left_open(incident: Incident) -> tuple[str, ...]:
    return tuple(fact.value for fact in missing(incident))


def _sent(incident: Incident, turn: Turn, form: Form, person: Member) -> tuple[Outgoing, ...]:
    key = f"form:{incident.id}:{form.number}:{person.id}"
    text = Message(
        N_("📨 {number} 抄告单，请批示\n{form}"),
        {"number": incident.number, "form": form_text(incident, turn, form.number)},
    )
    caption = Message(N_("{number} 舆情抄告单（第 {count} 份）"), {"number": incident.number, "count": form.number})
    return (
        Notice(
            key=key,
            chat=person.id,
            text=text,
            lane=Lane.APPROVAL,
            loud=True,
            incident=incident.id,
            keys=_instruct(incident) if Actor.of(person).may(Role.CHIEF) else (),
        ),
        Enclosure(
            key=f"{key}:file",
            chat=person.id,
            text=caption,
            content=form_paper(incident, turn, form.number),
            lane=Lane.APPROVAL,
            incident=incident.id,
        ),
    )


def _instruct(incident: Incident) -> tuple[tuple[Key, ...], ...]:
    """One tap and a line of text: the chief may be on the road."""
    press = Press(action="in", incident=incident.id, seen=incident.decision)
    return ((Key(label=Message(N_("✒️ 批示")), data=encode(press)),),)


ACTION = Action(
    code="nf",
    label=N_("📨 抄告单"),
    roles=LEADS,
    offered=lambda i, _: i.is_open and (i.severity >= Severity.MAJOR or bool(i.forms)),
    guard=guard,
    decide=send,
    done=N_("抄告单已发出，正等批示"),
    # the guard asks for the second press, and only where something is missing
    confirm=True,
    confirm_when=lambda _incident, _turn: False,
    commutes=True,
)
