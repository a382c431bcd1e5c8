"""拟稿: a statement in the shape of its template. A person mends it and sends it as their own, or does not."""

from core.assistant.task import Task
from core.incident import Incident
from core.statement import KIND_LABELS, Kind
from core.texts import N_, Message
from core.wording.templates import kinds_for, template

#: so many kinds are offered, the likeliest
_OFFERED = 2
_TOLD = (
    "请按模板起草一份“{kind}”，不超过 600 字。保持模板的段落和次序，只补写资料里有依据的内容；"
    "资料里没有的时间、数字、原因、措施、电话一律保留空格 ＿＿，不得编造，不作模板以外的承诺，不评价当事人。"
    "只输出稿件正文。"
)


def _told(about: str) -> str:
    return _TOLD.format(kind=Message(KIND_LABELS[Kind(about)]).plain())


def _keys(incident: Incident) -> tuple[tuple[str, Message], ...]:
    return tuple((kind.value, draft_label(kind)) for kind in kinds_for(incident)[:_OFFERED]) if incident.is_open else ()


def draft_label(kind: Kind) -> Message:
    """What the key says."""
    return Message(N_("🤖 助手拟稿：{kind}"), {"kind": Message(KIND_LABELS[kind])})


TASK = Task(
    code="draft",
    name=N_("拟稿"),
    keys=_keys,
    told=_told,
    then=N_("请逐句核对、补全 ＿＿，再用「起草」以本人名义提交"),
    longest=2000,
    shape=lambda incident, policy, about: template(Kind(about), incident, policy),
)
