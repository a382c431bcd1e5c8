"""转出: another unit's matter: open → transferred, by a lead, with unit and reason."""

import re

from core.actions.common import LEADS, is_open, lead_only
from core.changes import Change, Turn, decided
from core.dossier import Transfer
from core.effects import said
from core.incident import Incident, Status
from core.people import Role
from core.showing import clip
from core.statements.rulings import nothing_pending, unsigned
from core.statements.standing import ON_ITS_WAY
from core.texts import N_, Message
from core.workflow import Action

#: what ends the unit's name in the answer; the whole line is kept as the reason
_END = re.compile(r"[，,；;：:。\s]")
_UNIT = 40


def guard(incident: Incident, turn: Turn) -> Role:
    """Any open one, only by a lead."""
    is_open(incident)
    role = lead_only(incident, turn)
    nothing_pending(incident, ON_ITS_WAY)
    return role


def unit_of(words: str) -> str:
    """The unit, which stands first in the answer."""
    line = words.strip("，,；;：:。 ")
    return clip(_END.split(line, maxsplit=1)[0] or words, _UNIT)


def _why(unit: str, words: str) -> str:
    """What stands after the unit in the answer; all of it where nothing does."""
    return words.partition(unit)[2].strip("，,；;：:。 ") or words


def transfer_out(incident: Incident, turn: Turn, role: Role) -> Change:
    """The group is told; our own work rests until they sign, or give it back; nothing goes on being signed."""
    unit = unit_of(turn.words)
    text = Message(
        N_("{number} 由 {name} 转出至{unit}：{reason}"),
        {
            "number": incident.number,
            "name": turn.policy.name(turn.actor.id),
            "unit": unit,
            "reason": _why(unit, turn.words),
        },
    )
    return decided(
        incident,
        turn,
        "transfer_out",
        role,
        reason=turn.words,
        outgoing=(said(incident, turn.policy, "transfer_out", text),),
        status=Status.TRANSFERRED,
        statements=unsigned(incident),
        transfer=Transfer(unit=unit, by=turn.actor.id, at=turn.now),
    )


ACTION = Action(
    code="tx",
    label=N_("📮 转出"),
    roles=LEADS,
    offered=lambda i, _: i.is_open,
    guard=guard,
    decide=transfer_out,
    done=N_("已转出"),
    asks=N_("请回复 {number} 转给哪个单位、为什么，例如：县教育局，属校园管理"),
)
