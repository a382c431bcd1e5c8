"""送审: the author asks for signatures. What the draft check says is mended, or waived by the second press."""

from core.actions.common import TEAM, is_open
from core.changes import Change, Turn
from core.incident import NEEDS_BASIS, Incident
from core.people import Role
from core.statement import Stand
from core.statements.guards import choices, meant, only, the, writer
from core.statements.routing import way_of
from core.statements.rulings import submitted
from core.statements.standing import standing
from core.texts import N_
from core.wording.check import Advice, checked
from core.workflow import Action, Need, Refused

_DRAFTS = frozenset({Stand.DRAFT})
#: submissions of one statement
ENOUGH = 60


def guard(incident: Incident, turn: Turn) -> Role:
    """Its author, with a basis for what was found out, and somebody there who may sign."""
    is_open(incident)
    statement = meant(incident, turn, _DRAFTS)
    found = (statement,) if statement else standing(incident, _DRAFTS)
    if all(writer(one, turn.policy) != turn.actor.id for one in found):
        name = turn.policy.name(writer(found[-1], turn.policy))
        raise Refused("author", N_("由起草人 {name} 送审"), name=name)
    if incident.verdict in NEEDS_BASIS and not incident.basis:
        can = incident.owner == turn.actor.id or turn.actor.may(Role.LEAD)
        words = N_("还缺核实依据，请先回复下方的提问") if can else N_("还缺核实依据，请 {owner} 先补上")
        raise Refused("no_basis", words, ask="bs" if can else "", owner=turn.policy.name(incident.owner))
    if statement is not None and statement.round >= ENOUGH:
        raise Refused("enough", N_("这份稿子已送审 {count} 次，请作废后重新起草"), count=ENOUGH)
    if statement is not None:
        way_of(incident, statement, turn.policy).stages()
    return Role.MEMBER


def advice(incident: Incident, turn: Turn) -> tuple[Advice, ...]:
    """What the draft check says of the text."""
    statement = the(incident, turn)
    text = next((one.text for one in turn.texts if one.statement == statement.number), "")
    earlier = tuple(one.text for one in turn.texts if one.statement in _public(incident))
    return checked(text, incident, earlier) if text else ()


def _public(incident: Incident) -> set[int]:
    return {one.number for one in incident.statements if one.is_public}


def submit(incident: Incident, turn: Turn, role: Role) -> Change:
    """The first stage is asked; what was waived stands in the log by its rule."""
    waived = list(dict.fromkeys(one.rule.value for one in advice(incident, turn)))
    return submitted(incident, the(incident, turn), turn, role, waived)


ACTION = Action(
    code="sb",
    label=N_("📨 送审"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and bool(standing(i, _DRAFTS)),
    guard=guard,
    decide=submit,
    done=N_("已送审，正在通知审签人"),
    choices=choices(Stand.DRAFT),
    columns=1,
    needs=Need.TEXTS,
    confirm=True,
    confirm_when=lambda i, t: bool(advice(i, t)),
    commutes=True,
    names=only(Stand.DRAFT),
)
