"""代发: the bot itself puts the signed text into the organisation's own channel, once."""

from dataclasses import replace

from core.actions.common import TEAM, is_open
from core.changes import Change, Turn
from core.incident import Incident, Phase
from core.outgoing import Release
from core.people import Role
from core.policy import Policy
from core.statement import Stand
from core.statements.guards import choices, meant, only, the
from core.statements.rulings import ruled
from core.statements.standing import standing
from core.texts import N_
from core.workflow import Action, Need, Refused

_SIGNED = frozenset({Stand.APPROVED})


def guard(incident: Incident, turn: Turn) -> Role:
    """Anybody of the team, where a channel of ours is bound; a drill never speaks in public."""
    is_open(incident)
    if not turn.policy.channel:
        raise Refused("no_channel", N_("没有绑定发布频道，请自行发布后点「已发布」"))
    if turn.policy.is_ours(turn.policy.channel):
        words = N_("绑定的发布频道是内部群，不能代发；请改 config.toml 的 telegram.channel，或自行发布后点「已发布」")
        raise Refused("inside", words)
    if incident.drill:
        raise Refused("drill", N_("演练不能对外发布"))
    meant(incident, turn, _SIGNED)
    return Role.MEMBER


def _has_channel(policy: Policy) -> bool:
    return policy.channel != 0 and not policy.is_ours(policy.channel)


def send_out(incident: Incident, turn: Turn, role: Role) -> Change:
    """Under way: the sender takes exactly the text that was signed."""
    signed = the(incident, turn)
    text = next(one.text for one in turn.texts if one.statement == signed.number and one.hash == signed.hash)
    going = Release(chat=turn.policy.channel, statement=signed.number, version=signed.version, text=text)
    statement = replace(signed, stand=Stand.SENDING)
    return ruled(incident, turn, "send_out", role, statement, outgoing=(going,))


ACTION = Action(
    code="sd",
    label=N_("📡 代发"),
    roles=TEAM,
    offered=lambda i, t: i.is_open and not i.drill and _has_channel(t.policy) and bool(standing(i, _SIGNED)),
    guard=guard,
    decide=send_out,
    done=N_("正在发往频道"),
    places={Phase.TO_PUBLISH: 2},
    choices=choices(Stand.APPROVED),
    columns=1,
    needs=Need.TEXTS,
    confirm=True,
    commutes=True,
    names=only(Stand.APPROVED),
)
