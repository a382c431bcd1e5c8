"""⏰ on the card and 时限 in the menu: what is due when, and why then. Times are absolute: a countdown grows stale."""

from core.clocks.table import STEPS
from core.incident import Incident
from core.policy import Policy
from core.texts import N_, Message, Texts
from core.timer import CLOCK_LABELS, Clock, Timer, TimerState
from core.told import Told

#: what outsiders wait for; who claims and verifies stands on the card as a state
SHOWN = (
    Clock.FIRST_RESPONSE,
    Clock.SAME_DAY,
    Clock.REPORT_UP,
    Clock.AUTHORITATIVE,
    Clock.BRIEFING,
    Clock.CEILING,
    Clock.ACCEPT,
    Clock.INSTRUCT,
    Clock.FINAL,
)
#: so many stand on the card
MOST = 3
STATE_LABELS = {
    TimerState.PAUSED: N_("暂停"),
    TimerState.MET: N_("已完成"),
    TimerState.WAIVED: N_("免于计时"),
    TimerState.SUPERSEDED: N_("已更新"),
    TimerState.MERGED: N_("随并案结束"),
    TimerState.BOUNCED: N_("被退回"),
    TimerState.REASSIGNED: N_("被改派"),
    TimerState.VOID: N_("已取消"),
    TimerState.ENDED: N_("已结束"),
}


def times_line(incident: Incident, policy: Policy, texts: Texts) -> str:
    """What is overdue, what is due next, and where nothing more is due what was met; empty where nothing runs."""
    shown = [one for one in incident.clocks if one.clock in SHOWN]
    running = sorted((one for one in shown if one.state is TimerState.RUNNING), key=lambda one: one.due_at)
    met = sorted((one for one in shown if one.state is TimerState.MET), key=lambda one: one.ended_at or one.due_at)
    chosen = (running or met[-2:])[:MOST]
    words = [_word(one, incident, policy, texts) for one in chosen]
    return texts.html(N_("⏰ {times}"), times=texts(N_(" · ")).join(words)) if words else ""


def is_missed(timer: Timer) -> bool:
    """Was its miss told? The card shows what the sweep has said, so that it is the same for the same state."""
    if timer.state is TimerState.MET:
        return timer.ended_at is not None and timer.ended_at > timer.due_at
    return any(step.late for step in STEPS[timer.clock][: timer.called])


def _word(timer: Timer, incident: Incident, policy: Policy, texts: Texts) -> str:
    met = timer.state is TimerState.MET
    sign = "❗" if is_missed(timer) else "✔" if met else ""
    time = policy.clock((timer.ended_at if met else None) or timer.due_at, beside=incident.detected_at)
    return texts(N_("{sign}{clock} {time}"), sign=sign, clock=Message(CLOCK_LABELS[timer.clock]), time=time)


def times(incident: Incident, _story: tuple[Told, ...], policy: Policy, texts: Texts) -> str:
    """Every clock that runs, with the sentence that explains it, then what became of the others."""
    running = sorted((one for one in incident.clocks if one.lives), key=lambda one: one.due_at)
    over = [one for one in incident.clocks if not one.lives]
    lines = [texts(N_("{number} 时限"), number=incident.number)]
    for one in running:
        sign = "❗" if is_missed(one) else "⏳"
        paused = STATE_LABELS.get(one.state)
        why = Message(N_("{state}，{why}"), {"state": Message(paused), "why": one.why}) if paused else one.why
        lines.append(texts(N_("{sign} {clock}：{why}"), sign=sign, clock=Message(CLOCK_LABELS[one.clock]), why=why))
    for one in over:
        sign = "❗" if is_missed(one) else "✔" if one.state is TimerState.MET else "–"
        ended = policy.clock(one.ended_at or one.due_at, beside=incident.detected_at)
        label, state = Message(CLOCK_LABELS[one.clock]), Message(STATE_LABELS[one.state])
        lines.append(texts(N_("{sign} {clock}：{time} {state}"), sign=sign, clock=label, time=ended, state=state))
    return "\n".join(lines)
