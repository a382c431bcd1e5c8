"""补充证据: a photo or a file, sent as a reply to the card; commutes with everything."""

from dataclasses import replace

from core.actions.common import TEAM, is_open
from core.attachments import LARGEST, TOO_BIG
from core.changes import Change, Turn, noted
from core.incident import Incident
from core.people import Role
from core.texts import N_
from core.workflow import Action, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """Any member, while there is work to do, with a file that can be fetched."""
    is_open(incident)
    if turn.file is None:
        raise Refused("no_file", N_("请用照片或文件回复卡片"))
    if turn.file.size > LARGEST:
        raise Refused("too_big", TOO_BIG)
    return Role.MEMBER


def add_evidence(incident: Incident, turn: Turn, role: Role) -> Change:
    """One more piece; storage keeps the file's place at once and fetches the bytes afterwards."""
    file = turn.file
    # what it is called and what stands under it may name people: that goes to the side text, never into the chain
    reason = (file.caption or file.name) if file else ""
    notes = {"kind": file.kind} if file else {}
    change = noted(incident, turn, "add_evidence", role, reason=reason, notes=notes, evidence=incident.evidence + 1)
    return replace(change, file=file)


ACTION = Action(
    code="ae",
    label=N_("📎 补充证据"),
    roles=TEAM,
    # whoever replies to the card needs no button
    offered=lambda _incident, _turn: False,
    guard=guard,
    decide=add_evidence,
    done=N_("证据已收到"),
    commutes=True,
)
