"""转出: another unit's matter: open → transferred, by a lead, with unit and reason."""

import re

from core.actions.common import LEADS, is_open, lead_only
from core.changes import Change, Turn, decided
from core.dossier import Transfer
from core.incident import Incident, Status
from core.outgoing import Lane, Notice
from core.people import Role
from core.showing import clip
from core.texts import N_, Message
from core.workflow import Action

#: what ends the unit's name in the answer; the whole line is kept as the reason
_END = re.compile(r"[，,；;：:。\s]")
_UNIT = 40


def guard(incident: Incident, turn: Turn) -> Role:
    """Any open one, only by a lead."""
    is_open(incident)
    return lead_only(incident, turn)


def unit_of(words: str) -> str:
    """The unit, which stands first in the answer."""
    line = words.strip("，,；;：:。 ")
    return clip(_END.split(line, maxsplit=1)[0] or words, _UNIT)


def transfer_out(incident: Incident, turn: Turn, role: Role) -> Change:
    """The group is told; our own work rests until they sign, or give it back."""
    unit = unit_of(turn.words)
    text = Message(
        N_("{number} 由 {name} 转出至{unit}：{reason}"),
        {"number": incident.number, "name": turn.policy.name(turn.actor.id), "unit": unit, "reason": turn.words},
    )
    notice = Notice(
        key=f"transfer_out:{incident.id}:{incident.revision + 1}",
        chat=turn.policy.group,
        text=text,
        lane=Lane.PROMPT,
        incident=incident.id,
    )
    return decided(
        incident,
        turn,
        "transfer_out",
        role,
        reason=turn.words,
        outgoing=(notice,),
        status=Status.TRANSFERRED,
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
