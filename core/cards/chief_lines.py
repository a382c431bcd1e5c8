"""Lines of 详情 about what went to the chief and came back: the notice form, instructions, the briefing."""

from collections.abc import Iterator

from core.incident import Incident
from core.policy import Policy
from core.response import Instruction
from core.showing import shown
from core.texts import N_, Texts

#: so many of the newest instructions
NEWEST = 3


def chief_lines(incident: Incident, policy: Policy, texts: Texts) -> Iterator[str]:
    """The last form, the newest instructions with their answers, the briefing."""
    if incident.forms:
        last = incident.forms[-1]
        time = policy.clock(last.at, beside=incident.detected_at)
        yield texts(N_("抄告单第 {count} 份 {time} {name}"), count=last.number, time=time, name=policy.name(last.by))
    for given in incident.instructions[-NEWEST:]:
        time = policy.clock(given.at, beside=incident.detected_at)
        yield texts(
            N_("批示 {time} {name}：{text}（{answer}）"),
            time=time,
            name=policy.name(given.by),
            text=shown(given.text, 60),
            answer=_answer(given, texts),
        )
    if incident.briefed_at is not None:
        time = policy.clock(incident.briefed_at, beside=incident.detected_at)
        yield texts(N_("已通报 {time}：{briefing}"), time=time, briefing=shown(incident.briefing, 60))


def _answer(given: Instruction, texts: Texts) -> str:
    return texts(N_("反馈：{answer}"), answer=shown(given.answer, 60)) if given.answered_at else texts(N_("待反馈"))
