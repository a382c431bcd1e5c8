"""The card of a proposal (提议): a reply to the incident's card, with 同意 and 不同意 until somebody answers."""

from html import escape

from core.callback import Press, encode
from core.cards.card import Card
from core.cards.keys import Button, Keyboard
from core.dossier import Answered, Proposal
from core.incident import Incident
from core.people import Role
from core.policy import Policy
from core.proposals import about, title
from core.showing import shown
from core.texts import N_, Texts

#: so many leads are called by name
CALLED = 4
_ANSWERS = {
    Answered.AGREED: N_("✔ {name} {time} 同意"),
    Answered.DECLINED: N_("✖ {name} {time} 不同意"),
    Answered.VOID: N_("已不需要处理"),
}


def proposal_card(incident: Incident, named: str, policy: Policy, texts: Texts) -> Card:
    """What is asked for, by whom and why; who may answer is mentioned, so that the lead's phone rings."""
    proposal = next((one for one in incident.proposals if about(one) == named), None)
    if proposal is None:
        return Card(html=texts.html(N_("{number} 的这项提议已失效"), number=incident.number))
    lines = [
        texts.html(N_("【演练】")) * incident.drill
        + texts.html(N_("📋 <b>{number} {title}</b>"), number=incident.number, title=title(proposal)),
        texts.html("{title}", title=shown(incident.title, 60)),
        texts.html(
            N_("{who} {time}：{reason}"),
            who=policy.name(proposal.by) if proposal.by else texts(N_("系统")),
            time=policy.clock(proposal.at, beside=incident.detected_at),
            reason=shown(texts.say(proposal.reason), 200),
        ),
        _answer(proposal, incident, policy, texts),
    ]
    return Card(html="\n".join(line for line in lines if line), keyboard=_keys(incident, proposal, texts))


def _answer(proposal: Proposal, incident: Incident, policy: Policy, texts: Texts) -> str:
    if proposal.answer is Answered.OPEN:
        people = " ".join(_called(m.id, policy) for m in policy.holders(Role.LEAD)[:CALLED])
        return texts.html(N_("请答复：")) + people if people else ""
    if proposal.answered_at is None:
        return ""
    time = policy.clock(proposal.answered_at, beside=incident.detected_at)
    name = policy.name(proposal.answered_by)
    return texts.html(_ANSWERS[proposal.answer], name=name, time=time)


def _called(person: int, policy: Policy) -> str:
    name = escape(shown(policy.name(person), 20), quote=False)
    return f'<a href="tg://user?id={person}">{name}</a>'


def _keys(incident: Incident, proposal: Proposal, texts: Texts) -> Keyboard:
    def key(action: str, label: str, arg: str = "") -> Button:
        press = Press(action=action, incident=incident.id, seen=incident.decision, arg=arg)
        return Button(label=texts(label), data=encode(press))

    details = (key("dt", N_("👀 详情")),)
    if proposal.answer is not Answered.OPEN:
        return (details,)
    number = str(proposal.number)
    return details, (key("ye", N_("✅ 同意"), number), key("no", N_("❌ 不同意"), number))
