"""One step of one clock that has come: what is said of it, to whom, how loudly (lifecycle §5, sound)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.clocks.table import Step, When
from core.incident import Incident
from core.outgoing import Lane, Notice, rehearsed
from core.policy import Policy
from core.severity import Severity
from core.showing import shown
from core.texts import N_, Message
from core.timer import CLOCK_LABELS, Clock, Timer

#: as many lines of one notice are spelled out
LINES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One step of one clock that has come, and who hears of it."""

    incident: Incident
    timer: Timer
    #: so many of its steps are called with it
    done: int
    step: Step
    people: tuple[int, ...]
    #: the chat of the department that it calls, 0 for none
    unit: int
    held_up: bool
    #: that half of the time is over is no news any more when it was long ago
    news: bool = True

    def text(self, policy: Policy, now: datetime) -> Message:
        """What is said of it."""
        values = {
            "number": self.incident.number,
            "clock": Message(CLOCK_LABELS[self.timer.clock]),
            "due": policy.clock(self.timer.due_at, beside=now),
            "title": shown(self.incident.title, 40),
        }
        return Message(
            N_("{sign} {text}"), {"sign": "❗" if self.step.late else "⏰", "text": Message(self.step.words, values)}
        )

    def key(self, chat: int) -> str:
        """Once for each step, run and chat."""
        timer = self.timer
        about = f"{timer.clock.value}:{timer.about}:{timer.generation}:{self.step.when.value}"
        return f"due:{self.incident.id}:{about}:{timer.due_at:%m%d%H%M}:{chat}"


def notices(call: Call, policy: Policy, now: datetime) -> Iterator[Notice]:
    """In private whoever is called; what is missed is said in the group with names, and to the department."""
    if not call.news:
        return
    loud = policy.rings(call.incident.severity, now) and call.step.when is not When.HALF
    for person in call.people:
        yield _notice(call, person, policy, now, loud=loud)
    if call.unit:
        yield _notice(call, call.unit, policy, now, loud=loud)
    if _for_the_group(call):
        # that anybody may take over now is an offer, not a miss
        offer = call.timer.clock is Clock.LEASE
        yield _notice(call, policy.group, policy, now, loud=loud and not offer, mentions=call.people)


def _for_the_group(call: Call) -> bool:
    """Misses, but for the owner's own lease and the stage whose stand-ins are asked; and whom nobody is named for."""
    due = call.step.when is When.DUE
    if call.timer.clock in (Clock.LEASE, Clock.APPROVAL) and due:
        return False
    return call.step.late or not (call.people or call.unit)


def _notice(
    call: Call, chat: int, policy: Policy, now: datetime, *, loud: bool, mentions: tuple[int, ...] = ()
) -> Notice:
    return Notice(
        key=call.key(chat),
        chat=chat,
        text=call.text(policy, now),
        lane=Lane.ESCALATION,
        loud=loud,
        incident=call.incident.id,
        mentions=mentions,
    )


def in_one(calls: Sequence[Call], policy: Policy, now: datetime, *, late: bool) -> tuple[Notice, ...]:
    """What came due while nobody was told, or at once with much else: one message a chat, the gravest first."""
    heard: dict[int, list[Call]] = {}
    for call in sorted(calls, key=lambda one: (-one.incident.severity.rank, one.timer.due_at, one.incident.id)):
        if not call.news:
            continue
        chats = [*call.people, *([call.unit] if call.unit else [])]
        chats += [policy.group] if _for_the_group(call) else []
        for chat in chats:
            heard.setdefault(chat, []).append(call)
    return tuple(_gathered(chat, mine, policy, now, late=late) for chat, mine in heard.items())


def _gathered(chat: int, calls: Sequence[Call], policy: Policy, now: datetime, *, late: bool) -> Notice:
    lines = {f"line{place}": _line(call, policy, now) for place, call in enumerate(calls[:LINES])}
    body = Message("\n".join(f"{{{name}}}" for name in lines), lines)
    left = len(calls) - len(lines)
    head = N_("停机或延误期间到期，现一并补报：\n{lines}{more}") if late else N_("以下事项同时到期：\n{lines}{more}")
    more: object = Message(N_("\n（另有 {left} 件，请看 /open）"), {"left": left}) if left else ""
    people = tuple(dict.fromkeys(person for call in calls for person in call.people)) if chat == policy.group else ()
    urgent = any(call.incident.severity >= Severity.MAJOR for call in calls)
    return Notice(
        key=f"dues:{chat}:{now.isoformat()}:{calls[0].incident.id}",
        chat=chat,
        text=Message(head, {"lines": body, "more": more}),
        lane=Lane.ESCALATION,
        loud=urgent or not policy.at_night(now),
        mentions=people[:LINES],
    )


def _line(call: Call, policy: Policy, now: datetime) -> Message:
    text = call.text(policy, now)
    return rehearsed(text) if call.incident.drill else text
