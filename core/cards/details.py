"""详情: who has an incident, on what grounds, and how far it has gone; short enough for an alert box mostly."""

from collections.abc import Iterator

from core.cards.chief_lines import chief_lines
from core.cards.playbook import correction_lines, promise_lines
from core.cards.statement_lines import statement_lines
from core.dossier import LABELS
from core.incident import VERDICT_LABELS, Incident
from core.policy import Policy
from core.proposals import title, waiting
from core.showing import shown
from core.texts import N_, Message, Texts

#: so many of the newest reports and proposals
NEWEST = 3


def details(incident: Incident, _story: tuple[object, ...], policy: Policy, texts: Texts) -> str:
    """Who has it and on what grounds, line by line."""
    lines = (
        *_team(incident, policy, texts),
        *_gone(incident, policy, texts),
        *_notes(incident, texts),
        *statement_lines(incident, policy, texts),
        *promise_lines(incident, policy, texts),
        *correction_lines(incident, policy, texts),
        *_upward(incident, policy, texts),
        *chief_lines(incident, policy, texts),
    )
    return "\n".join(lines)


def of_kind(incident: Incident, texts: Texts) -> str:
    """Category and jurisdiction, where somebody set them: 咨询诉求 · 本地; else empty."""
    known = (LABELS.get(value) for value in (incident.category, incident.jurisdiction))
    return " · ".join(texts(label) for label in known if label)


def _team(incident: Incident, policy: Policy, texts: Texts) -> Iterator[str]:
    drill = texts(N_("【演练】")) if incident.drill else ""
    yield drill + texts(N_("{number} {title}"), number=incident.number, title=shown(incident.title, 40))
    yield texts(
        N_("负责 {owner} · 部门 {department} · 承办 {handler}"),
        owner=policy.name(incident.owner),
        department=incident.department or "—",
        handler=policy.name(incident.handler),
    )
    yield texts(
        N_("结论 {verdict}{basis}"),
        verdict=Message(VERDICT_LABELS[incident.verdict]),
        basis=texts(N_("：{basis}"), basis=shown(incident.basis, 60)) if incident.basis else "",
    )
    if incident.assistants:
        helpers = texts(N_("、")).join(policy.name(p) for p in incident.assistants)
        yield texts(N_("协助 {names}"), names=helpers)


def _notes(incident: Incident, texts: Texts) -> Iterator[str]:
    if kind := of_kind(incident, texts):
        yield texts(N_("分类 {kind}"), kind=kind)
    if incident.no_response:
        yield texts(N_("无需回应：{reason}"), reason=shown(incident.no_response, 60))
    if incident.invalid_reason:
        yield texts(N_("无效原因：{reason}"), reason=Message(incident.invalid_reason))
    if incident.outcome:
        yield texts(N_("结果：{outcome}"), outcome=shown(incident.outcome, 60))


def _gone(incident: Incident, policy: Policy, texts: Texts) -> Iterator[str]:
    """Posts that are not there any more, the first one named."""
    for one in incident.gone[:NEWEST]:
        time = policy.clock(one.at, beside=incident.detected_at)
        words = N_("原帖已删 {platform} {time}") if one.first else N_("帖文已删 {platform} {time}")
        yield texts(words, platform=shown(one.platform, 10), time=time)
    if len(incident.gone) > NEWEST:
        yield texts(N_("另有 {count} 条帖文已删，见证据"), count=len(incident.gone) - NEWEST)


def _upward(incident: Incident, policy: Policy, texts: Texts) -> Iterator[str]:
    for report in incident.reports[-NEWEST:]:
        yield texts(
            N_("上报 {to} {time} {name}：{how}"),
            to=shown(report.to, 20),
            time=policy.clock(report.at, beside=incident.detected_at),
            name=policy.name(report.by),
            how=shown(report.how, 40),
        )
    if incident.transfer is not None:
        yield texts(N_("转出至 {unit}"), unit=shown(incident.transfer.unit, 40))
        if incident.transfer.received_at is not None:
            time = policy.clock(incident.transfer.received_at, beside=incident.detected_at)
            yield texts(N_("对方 {time} 签收：{how}"), time=time, how=shown(incident.transfer.receipt, 40))
    for proposal in waiting(incident)[-NEWEST:]:
        yield texts(N_("{title}，待带班领导答复"), title=title(proposal))
    if incident.snoozed_until is not None and incident.is_open:
        yield texts(N_("{time} 提醒"), time=policy.clock(incident.snoozed_until, beside=incident.detected_at))
