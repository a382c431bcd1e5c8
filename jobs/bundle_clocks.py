"""The due times of an incident as a table of its bundle."""

from datetime import datetime

from core.cards.times import STATE_LABELS
from core.ledger.cells import Value
from core.policy import Policy
from core.texts import N_, Texts
from core.timer import CLOCK_LABELS, Timer, TimerState

HEAD = (
    N_("时限"),
    N_("事项"),
    N_("第几次"),
    N_("起算"),
    N_("到期"),
    N_("状态"),
    N_("结束"),
    N_("起算已过期"),
    N_("说明"),
)
_RUNNING = N_("计时中")


def clock_row(one: Timer, policy: Policy, texts: Texts) -> tuple[Value, ...]:
    """One clock in the organisation's time, without zone: so do spreadsheets want it."""

    def local(at: datetime | None) -> datetime | None:
        return None if at is None else policy.local(at).replace(tzinfo=None)

    state = _RUNNING if one.state is TimerState.RUNNING else STATE_LABELS[one.state]
    return (
        texts(CLOCK_LABELS[one.clock]),
        one.about,
        one.generation,
        local(one.started_at),
        local(one.due_at),
        texts(state),
        local(one.ended_at),
        texts(N_("是")) if one.overdue else "",
        texts.say(one.why),
    )
