"""What is to be done next about a late thing: exactly one act, and whose it is."""

from core.digest.figures import Late
from core.grouping import number_of
from core.incident import Phase
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message
from core.timer import CLOCK_LABELS, Clock

#: by what ran out
_BY_CLOCK = {
    Clock.CLAIM: N_("尽快认领"),
    Clock.VERIFY: N_("给出核实结论"),
    Clock.REPORT_UP: N_("上报"),
    Clock.ACCEPT: N_("催签收"),
    Clock.FIRST_RESPONSE: N_("起草首次回应"),
    Clock.SAME_DAY: N_("起草当日答复"),
    Clock.AUTHORITATIVE: N_("起草权威发布"),
    Clock.BRIEFING: N_("登记全面通报"),
    Clock.CEILING: N_("起草回应"),
    Clock.APPROVAL: N_("催审签"),
    Clock.INSTRUCT: N_("落实批示"),
    Clock.FINAL: N_("起草办结答复"),
    Clock.PROMISE: N_("核对承诺"),
}
#: where nothing ran out but nobody has touched it
_BY_PHASE = {
    Phase.SUSPECTED: N_("尽快认领"),
    Phase.CLAIMED: N_("给出核实结论"),
    Phase.VERIFIED: N_("交办承办部门"),
    Phase.ASSIGNED: N_("催签收"),
    Phase.HANDLING: N_("跟进办理"),
    Phase.FOLLOWING: N_("继续跟踪"),
    Phase.TO_PUBLISH: N_("发布回应"),
}
#: a signed text that waits is published, not drafted once more
_ANSWERS = frozenset(
    {Clock.FIRST_RESPONSE, Clock.SAME_DAY, Clock.AUTHORITATIVE, Clock.CEILING, Clock.FINAL},
)
_NAME = 12


def next_act(late: Late) -> Message:
    """The one act."""
    if late.clock in _ANSWERS and late.phase is Phase.TO_PUBLISH:
        return Message(_BY_PHASE[Phase.TO_PUBLISH])
    if late.clock is not None and late.clock in _BY_CLOCK:
        return Message(_BY_CLOCK[late.clock])
    return Message(_BY_PHASE.get(late.phase, N_("查看")))


def what(late: Late) -> Message:
    """What ran out, or that nobody touched it."""
    if late.promise:
        return Message(N_("承诺{number}"), {"number": late.promise})
    return Message(CLOCK_LABELS[late.clock] if late.clock else N_("久未处理"))


def whose(late: Late, policy: Policy) -> Message:
    """Its owner, else its department, else nobody."""
    if late.person is not None:
        return Message(N_("{name}"), {"name": shown(policy.name(late.person), _NAME)})
    if late.department:
        return Message(N_("{name}"), {"name": shown(late.department, _NAME)})
    return Message(N_("无人负责"))


def key_label(late: Late) -> Message:
    """What stands on its key."""
    return Message(N_("{number} {act}"), {"number": number_of(late.incident), "act": next_act(late)})
