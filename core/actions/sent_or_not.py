"""已发出, 未发出: a release whose outcome nobody knows is looked up by a person, who says how it is."""

from collections.abc import Callable

from core.actions.common import TEAM, is_open
from core.changes import Change, Turn
from core.incident import Incident, Phase
from core.people import Role
from core.statement import Stand
from core.statements.guards import choices, meant, only, the
from core.statements.places import CHANNEL
from core.statements.publishing import published, sent_nowhere
from core.statements.standing import standing
from core.texts import N_
from core.workflow import Action

_UNKNOWN = frozenset({Stand.UNKNOWN})


def guard(incident: Incident, turn: Turn) -> Role:
    """Anybody of the team who has looked."""
    is_open(incident)
    meant(incident, turn, _UNKNOWN)
    return Role.MEMBER


def sent(incident: Incident, turn: Turn, role: Role) -> Change:
    """It stands there: published, and nothing more is asked."""
    return published(incident, the(incident, turn), turn, role, link="", platform=CHANNEL, look=False)


def not_sent(incident: Incident, turn: Turn, role: Role) -> Change:
    """It does not: signed as before."""
    text = N_("📡 {number} 回应 {version}（{kind}）经核对没有发出，仍待发布")
    return sent_nowhere(incident, the(incident, turn), turn, role, "not_sent", text)


def button(code: str, label: str, decide: Callable[[Incident, Turn, Role], Change], done: str) -> Action:
    """One of the two answers."""
    return Action(
        code=code,
        label=label,
        roles=TEAM,
        offered=lambda i, _: i.is_open and bool(standing(i, _UNKNOWN)),
        guard=guard,
        decide=decide,
        done=done,
        places={Phase.TO_PUBLISH: 2},
        choices=choices(Stand.UNKNOWN),
        columns=1,
        confirm=True,
        commutes=True,
        names=only(Stand.UNKNOWN),
    )


SENT = button("sy", N_("✅ 已发出"), sent, N_("已记下发布"))
NOT_SENT = button("sx", N_("❌ 未发出"), not_sent, N_("已记为未发出，仍待发布"))
