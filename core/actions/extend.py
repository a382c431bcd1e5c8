"""延期: the final answer may come later, once, at most ten working days after it began; the reason is made public."""

from datetime import date

from core.actions.common import LEADS, lead_only, no_such_choice, not_now
from core.changes import Change, Turn, decided
from core.incident import Incident, Status
from core.people import Role
from core.policy import Policy
from core.texts import N_, Message
from core.timer import Clock
from core.workflow import Action, Around, Choice, Refused


def guard(incident: Incident, turn: Turn) -> Role:
    """A lead, while the department works on it, and only once."""
    if incident.status is not Status.HANDLING:
        raise not_now(incident)
    role = lead_only(incident, turn)
    if incident.extended_to is not None:
        day = incident.extended_to.strftime("%m-%d")
        raise Refused("extended", N_("已延期到 {day}，不能再延"), day=day)
    if not days(incident, turn.policy):
        raise Refused("not_running", N_("办结答复没有在计时，不需要延期"))
    if turn.arg and turn.arg not in {day.isoformat() for day in days(incident, turn.policy)}:
        raise no_such_choice()
    return role


def extend(incident: Incident, turn: Turn, role: Role) -> Change:
    """The clock runs to the end of that day instead."""
    return decided(incident, turn, "extend", role, reason=turn.words, extended_to=date.fromisoformat(turn.arg))


def days(incident: Incident, policy: Policy) -> tuple[date, ...]:
    """The working days after the present due day, up to the longest that is allowed."""
    running = next((one for one in incident.clocks if one.clock is Clock.FINAL and one.lives), None)
    if running is None:
        return ()
    work, spans = policy.figures.work, policy.figures.spans
    begin, due = work.local_day(running.started_at), work.local_day(running.due_at)
    longest = (work.workday_after(begin, count) for count in range(1, spans.final_longest + 1))
    return tuple(day for day in longest if day > due)


def choices(incident: Incident, around: Around) -> tuple[Choice, ...]:
    """Each of those days."""
    return tuple(
        Choice(arg=day.isoformat(), label=Message(N_("延到 {day}"), {"day": day.strftime("%m-%d")}))
        for day in days(incident, around.policy)
    )


ACTION = Action(
    code="ex",
    label=N_("📅 延期"),
    roles=LEADS,
    offered=lambda i, t: i.status is Status.HANDLING and i.extended_to is None and bool(days(i, t.policy)),
    guard=guard,
    decide=extend,
    done=N_("已延期，请把说明公布出去"),
    choices=choices,
    asks=N_("请回复 {number} 延期的公开说明"),
)
