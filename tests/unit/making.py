"""Incidents, turns and policies for tests of the core."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from core.actions import BY_CODE
from core.changes import Entry, Origin, Turn
from core.detect import Action, Decision, Prepared
from core.dossier import Transfer
from core.incident import Incident, Status, Verdict
from core.people import Actor
from core.policy import Policy
from core.workflow import Around, Outcome, act
from tests.conftest import GROUP, NOON, PEOPLE, UNITS
from tests.unit.speaking import WORDS

POLICY = Policy(
    group=GROUP,
    username="tingfeng_bot",
    members={m.id: m for m in PEOPLE},
    departments=tuple(replace(unit, id=number) for number, unit in enumerate(UNITS, 1)),
)
#: a valid argument for every action that takes one
ARGUMENTS = {
    "iv": "f",
    "ag": "1",
    "ru": "0",
    "lv": "major",
    "pl": "major",
    "ye": "1",
    "no": "1",
    "ct": "inquiry",
    "jd": "local",
    "sn": "1h",
    "fa": "place",
    "ia": "1",
    "kp": "1",
    "ca": "1",
    "tk": "1",
}
#: what is written where not any line will do
LINES = {"pm": "修好路灯，11-28 前", **WORDS}
AROUND = Around(policy=POLICY)


def incident(**changes: Any) -> Incident:
    """A suspected incident with number 127, changed as told."""
    base = Incident(
        id=127, revision=1, title="望江西路改建拖延", url="https://forum.example/1", source="海棠论坛", detected_at=NOON
    )
    return replace(base, **changes)


def at_status(status: Status, **changes: Any) -> Incident:
    """A believable incident in this status, owned by 林晓 where somebody must own it."""
    owned = status not in (Status.SUSPECTED, Status.INVALID)
    base: dict[str, Any] = {"status": status}
    if owned:
        base |= {"owner": 11, "claimed_at": NOON, "acted_at": NOON}
    if status in (Status.ASSIGNED, Status.HANDLING, Status.FOLLOWING, Status.CLOSED):
        base |= {"verdict": Verdict.TRUE, "basis": "现场核实", "department": "市政科"}
    if status is Status.TRANSFERRED:
        base |= {"transfer": Transfer(unit="县教育局", by=15, at=NOON)}
    return incident(**(base | changes))


def found(one: Prepared, action: Action = Action.OPEN) -> Decision:
    """The detector's word on a post that is like no other."""
    return Decision(action=action, reasons=one.reasons)


def turn(
    person: int, *, arg: str = "", words: str = "", now: datetime = NOON + timedelta(minutes=1), **changes: Any
) -> Turn:
    """This person acts now, in the group."""
    actor = Actor.of(POLICY.members[person])
    origin = Origin(entry=Entry.BUTTON, chat=GROUP, message=5, callback="q")
    return replace(Turn(actor=actor, now=now, policy=POLICY, origin=origin, arg=arg, words=words), **changes)


def do(code: str, subject: Incident, person: int, **options: Any) -> Outcome:
    """Press the button for good: argument given, confirmed."""
    action = BY_CODE[code]
    arg = options.pop("arg", ARGUMENTS.get(code, ""))
    words = options.pop("words", LINES.get(code, "一句话") if action.asks else "")
    return act(action, subject, turn(person, arg=arg, words=words, confirmed=True, **options), known=BY_CODE)


def done(code: str, subject: Incident, person: int, **options: Any) -> Incident:
    """The incident after the act."""
    (change,) = do(code, subject, person, **options).changes
    return change.subject
