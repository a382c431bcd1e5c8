"""A made-up office: what became of its incidents, act by act, judged by the product's own rules; alike in every run."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from core.actions import BY_CODE
from core.bysystem import system_turn
from core.changes import Change, Entry, Event, Origin, Turn, noted
from core.incident import Incident
from core.opening import opened
from core.people import Actor, Department, Member, Role
from core.policy import Figures, Policy
from core.severity import Severity
from core.texts import Message
from core.timer import Timer
from core.workflow import Around, Refused, act

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
FIGURES = Figures(organisation="海棠县住建局")
LEAD, CHIEF = 1, 2
UNITS, SOURCES = 12, 40
#: codes of what is done in turn, and the minutes that pass before each
_LIFE = (
    *(("cl", 20), ("vt", 60), ("bs", 2), ("ag", 30), ("ac", 90)),
    *(("dr", 60), ("by", 30), ("pb", 20), ("nr", 900), ("fi", 900)),
)
#: what is older has come to its end
_LATELY = timedelta(days=60)
_WORDS = {"bs": "到过现场，有照片", "by": "会前必须回应", "pb": "https://gov.example/1", "nr": "已当面答复"}
_REPLY = "感谢您的关心。望江西路改造工程已于昨日复工，预计 12 月 10 日前完工。联系电话 0571-88886666。"


@dataclass(slots=True)
class Lives:
    """What happened to all of them."""

    policy: Policy
    chance: random.Random
    states: dict[int, Incident] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    timers: list[tuple[int, Timer]] = field(default_factory=list)

    def take(self, change: Change) -> Incident:
        """Keep what a change leaves."""
        self.states[change.subject.id] = change.subject
        self.events.append(change.event)
        self.timers += [(change.subject.id, timer) for timer in change.timers]
        return change.subject


def policy() -> Policy:
    """Sixty people in twelve departments."""
    units = tuple(Department(id=n, name=f"第{n}科") for n in range(1, UNITS + 1))
    team = [Member(id=LEAD, name="带班", roles=frozenset({Role.LEAD}))]
    team.append(Member(id=CHIEF, name="主任", roles=frozenset({Role.CHIEF})))
    team += [Member(id=n, name=f"专员{n}") for n in range(10, 30)]
    team += [
        Member(id=100 + n, name=f"信息员{n}", roles=frozenset({Role.HANDLER}), department=f"第{n % UNITS + 1}科")
        for n in range(38)
    ]
    return Policy(figures=FIGURES, group=-1001, members={one.id: one for one in team}, departments=units)


def lives(count: int, days: int, sentences: Sequence[str]) -> Lives:
    """So many incidents, evenly over so many days until NOW."""
    made = Lives(policy=policy(), chance=random.Random(7))
    step = timedelta(days=days) / count
    for ident in range(1, count + 1):
        _live(made, ident, NOW - step * (count - ident + 1), sentences)
    return made


def _live(made: Lives, ident: int, at: datetime, sentences: Sequence[str]) -> None:
    chance = made.chance
    level = chance.choices(list(Severity), (70, 20, 9, 1))[0]
    first = Incident(
        id=ident,
        severity=level,
        title=chance.choice(sentences)[:30],
        excerpt="".join(chance.choices(sentences, k=4)),
        url=f"https://forum.example/{ident}",
        source=f"源{chance.randrange(SOURCES)}",
        platform="论坛",
        published_at=at - timedelta(minutes=chance.randrange(200)),
        detected_at=at,
        topic=f"规则{chance.randrange(30)}",
        reasons=(Message("命中规则"), Message("等级较高")),
    )
    one = made.take(opened(first, ident, made.policy, at))
    at += timedelta(minutes=1)
    told = noted(one, system_turn(made.policy, at), "delivered", Role.SYSTEM, delivered_at=at)
    one = made.take(told)
    # one in four is no issue, and of the newer others one in ten waits for a department, or for its answer
    stays = NOW - at < _LATELY and chance.random() < 0.1
    life = (("iv", 30),) if chance.random() < 0.25 else _LIFE[: chance.choice((4, 6))] if stays else _LIFE
    unit, owner = chance.randint(1, UNITS), chance.randrange(10, 30)
    for code, minutes in life:
        at += timedelta(minutes=chance.expovariate(1 / minutes))
        if at >= NOW:
            return
        one = _done(made, one, code, at, unit, owner)


def _done(made: Lives, one: Incident, code: str, at: datetime, unit: int, owner: int) -> Incident:
    handlers = made.policy.contacts(f"第{unit}科")
    person = {"ac": handlers[0].id, "by": CHIEF, "fi": LEAD, "nr": LEAD, "iv": LEAD}.get(code, owner)
    action = BY_CODE[code]
    arg = {"ag": str(unit), "iv": made.chance.choice("fo")}.get(code, "")
    if action.choices and not arg:
        offered = action.choices(one, Around(policy=made.policy))
        arg = offered[0].arg if offered else ""
    turn = Turn(
        actor=Actor.of(made.policy.members[person]),
        now=at,
        policy=made.policy,
        origin=Origin(entry=Entry.BUTTON, chat=-1001, message=5),
        arg=arg,
        words=_REPLY if code == "dr" else _WORDS.get(code, ""),
        confirmed=True,
    )
    try:
        found = act(action, one, turn, known=BY_CODE)
    except Refused:
        return one
    for change in found.changes:
        one = made.take(change)
    return one
