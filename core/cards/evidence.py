"""📎 证据: what people added to an incident, read back from its story."""

from core.attachments import KIND_LABELS
from core.incident import Incident
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message, Texts
from core.told import Told

#: characters of a hash that a person compares
HASH = 8


def evidence_list(incident: Incident, story: tuple[Told, ...], policy: Policy, texts: Texts) -> str:
    """Who added what when, under which hash it is kept; what has none yet, or never will, says so."""
    hashes = {told.new.get("evidence_id"): str(told.new.get("sha256", "")) for told in story if told.type == _KEPT}
    failed = {told.new.get("evidence_id") for told in story if told.type == _FAILED}
    added = [told for told in story if told.type == "add_evidence"]
    if not incident.evidence:
        return texts(N_("{number} 还没有证据；用照片或文件回复卡片，就能补充"), number=incident.number)
    lines = [texts(N_("{number} 证据 {count} 件"), number=incident.number, count=incident.evidence)]
    for place, told in enumerate(added, 1):
        ident = told.new.get("evidence_id")
        kept = hashes.get(ident, "")[:HASH]
        lines.append(
            texts(
                N_("{place}. {kind} {name} {time} {hash} {said}"),
                place=place,
                kind=Message(KIND_LABELS.get(str(told.new.get("evidence_kind")), "—")),
                name=shown(told.name, 20),
                time=policy.clock(told.at, beside=incident.detected_at),
                hash=kept or texts(N_("未能保存") if ident in failed else N_("尚未保存")),
                said=shown(told.reason, 40),
            ).rstrip()
        )
    if incident.evidence > len(added):
        lines.append(texts(N_("另有 {count} 件随并入的事件而来"), count=incident.evidence - len(added)))
    return "\n".join(lines)


_KEPT, _FAILED = "evidence_kept", "evidence_failed"
