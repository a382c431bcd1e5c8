"""A drill as it goes on: what is to come next, what journalists were answered, when it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from core.changes import Event, Turn
from core.drill.scenario import Asking, Injected, Scenario, moment
from core.incident import Incident
from core.outgoing import Key, Lane, Notice, rehearsed
from core.people import Role
from core.policy import Policy
from core.severity import Severity
from core.showing import shown
from core.team.rulings import event_on
from core.texts import N_, Message
from core.workflow import Refused

PREFIX = "e1:"
#: after the prefix: begin the scenario of this name; else the number of the drill that is to end stands there
BEGIN = "s:"
#: bytes of a key's data
_KEY = 64
_AS_IF_REAL = N_(
    "带【演练】的都不是真的，请照真的办：认领、核实、上报、起草、审签、发布、答记者问。\n"
    "真实舆情随时可能来，不带【演练】的请先办。"
)


class State(StrEnum):
    """How far it has come."""

    #: 进行中
    RUNNING = "running"
    #: 已结束
    OVER = "over"
    #: 已中止
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What somebody answered a journalist; `question` is its place among the steps."""

    question: int
    person: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One drill."""

    id: int
    scenario: Scenario
    pace: float
    started_at: datetime
    started_by: int
    #: numbers of its incidents are below this one
    below: int = 0
    #: real matters of 重大 and above that were open when it began, and how serious each was
    known: Mapping[int, Severity] = field(default_factory=dict)
    #: steps that were played
    told: int = 0
    replies: tuple[Reply, ...] = ()
    state: State = State.RUNNING
    ended_at: datetime | None = None

    def due(self, now: datetime) -> tuple[tuple[int, Injected | Asking], ...]:
        """The steps that are to be played, each with its place."""
        rest = enumerate(self.scenario.steps[self.told :], self.told)
        return tuple((place, one) for place, one in rest if self.at(one.at) <= now)

    def at(self, minutes: float) -> datetime:
        """When that minute of its clock comes."""
        return moment(self.started_at, minutes, self.pace)

    def lasted(self, span: timedelta) -> int:
        """A span of real time in whole minutes of its clock."""
        return round(span.total_seconds() * self.pace / 60)

    def is_news(self, real: Incident) -> bool:
        """Did this real matter come up, or rise, since it began?"""
        before = self.known.get(real.id)
        return before is None or real.severity > before

    def is_over(self, incidents: Sequence[Incident], now: datetime) -> bool:
        """Its time is up, or everything was played and nothing is open any more."""
        done = self.told >= len(self.scenario.steps) and bool(incidents)
        return now >= self.at(self.scenario.minutes) or (done and not any(one.is_open for one in incidents))


def permit(turn: Turn) -> Role:
    """A lead, or words that say who is one."""
    if turn.actor.may(Role.LEAD):
        return Role.LEAD
    raise Refused("role", N_("需要「带班领导」才能操作，现为：{who}"), who=turn.policy.who_may(Role.LEAD))


def drill_event(run: Run, turn: Turn, type_: str, role: Role, *, reason: str = "") -> Event:
    """A line of the log about the drill itself."""
    notes = {"scenario": run.scenario.name, "pace": run.pace}
    return event_on(f"drill:{run.id}", turn, type_, role, reason=reason, notes=notes)


def question_key(run: int, place: int) -> str:
    """Under which a journalist's question is said once."""
    return f"drill:{run}:q{place}"


def asked(run: Run, place: int, one: Asking, policy: Policy) -> Notice:
    """A journalist asks; whoever replies to the message has answered."""
    params = {"who": shown(one.who, 40), "text": shown(one.text, 400)}
    text = Message(N_("🎤 {who}提问：{text}\n请回复这条消息作答"), params)
    return Notice(key=question_key(run.id, place), chat=policy.group, text=rehearsed(text), lane=Lane.PROMPT, loud=True)


def begun(run: Run, policy: Policy) -> Notice:
    """The group is told that nothing from here on is real, and how to end it."""
    params = {
        "title": run.scenario.title,
        "name": policy.name(run.started_by),
        "minutes": round(run.scenario.minutes / run.pace),
        "pace": f"{run.pace:g}",
    }
    words = N_("开始：{title}（{name}发起），约 {minutes} 分钟。")
    if run.pace > 1:
        words = N_("开始：{title}（{name}发起），约 {minutes} 分钟。时钟 {pace} 倍速，各项时限同样缩短。")
    text = Message(N_("{first}\n{then}"), {"first": Message(words, params), "then": Message(_AS_IF_REAL)})
    return Notice(
        key=f"drill:{run.id}:begun",
        chat=policy.group,
        text=rehearsed(text),
        lane=Lane.NEW_CARD,
        loud=True,
        keys=stop(run),
    )


def real_one(run: Run, incident: Incident, policy: Policy) -> tuple[Notice, ...]:
    """Something serious happens in earnest: named before all that the drill says, in the group and to each lead."""
    params = {
        "number": incident.number,
        "level": Message(incident.severity.label),
        "title": shown(incident.title, 60),
    }
    text = Message(N_("🚨🚨 这不是演练：{number} {level} {title}\n请放下演练，先办这一件"), params)
    leads = tuple(member.id for member in policy.holders(Role.LEAD))
    return tuple(
        Notice(
            key=f"drill:{run.id}:real:{incident.id}:{incident.severity.value}:{chat}",
            chat=chat,
            text=text,
            lane=Lane.ESCALATION,
            loud=True,
            mentions=leads if chat == policy.group else (),
            incident=incident.id if chat == policy.group else 0,
            keys=stop(run),
        )
        for chat in (policy.group, *leads)
    )


def stop(run: Run) -> tuple[tuple[Key, ...], ...]:
    """The key that ends it."""
    return ((Key(label=Message(N_("⏹ 中止演练")), data=f"{PREFIX}{run.id}"),),)


def begin(name: str, scenario: Scenario) -> tuple[tuple[Key, ...], ...]:
    """The key that begins it; none where the name is too long for one."""
    data = f"{PREFIX}{BEGIN}{name}"
    label = Message(N_("▶ {title}"), {"title": shown(scenario.title, 30)})
    return ((Key(label=label, data=data),),) if len(data.encode()) <= _KEY else ()
