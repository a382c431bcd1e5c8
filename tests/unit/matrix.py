"""Incidents, people and whole acts to bring before the law: state × act × kind of person × entry."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.texts import texts_in
from core.actions import BY_CODE
from core.attachments import Attachment
from core.changes import Entry, Origin, Turn
from core.dossier import Answered, Category, Child, Proposal, Proposed, Undo
from core.forms.facts import REQUIRED
from core.grouping import Kept
from core.incident import Incident, Status, Verdict
from core.people import Actor, Member
from core.posts import Post, Source
from core.response import Correction, Instruction, Promise
from core.severity import Severity
from core.texts import Message, Texts
from core.timer import Clock, Timer
from core.workflow import Need, Outcome, Refused, act
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, NOON, SU
from tests.unit import speaking
from tests.unit.law import UNDONE, A, C, H, Kind, Place, S
from tests.unit.making import LINES, POLICY, at_status

GONE, STRANGER = 21, 22
ALL = replace(
    POLICY,
    members={**POLICY.members, GONE: Member(id=GONE, name="调走", active=False)},
    channel=speaking.CHANNEL,
)
LATER = NOON + timedelta(seconds=20)
LANGUAGES = (texts_in("zh_CN"), texts_in("en"))
#: an alert box, in UTF-16 units
ALERT = 200
#: the number of the incident beside
OTHER = 9
PERSON = {
    Kind.MEMBER: BAI,
    Kind.OWNER: LIN,
    Kind.HANDLER: HE,
    Kind.ANOTHER: SU,
    Kind.LEAD: FANG,
    Kind.CHIEF: GU,
    Kind.GONE: GONE,
    Kind.STRANGER: STRANGER,
}
#: a valid choice for every act that offers one; every department but the one that has it already
ARGUMENTS = {
    "iv": "f",
    "ct": "inquiry",
    "jd": "local",
    "lv": "major",
    "sn": "1h",
    "mg": str(OTHER),
    "um": str(OTHER),
    "sp": "1",
    "ag": "2",
    "ru": "0",
    "pl": "major",
    "ye": "1",
    "no": "1",
    "ex": "2026-11-30",
    "po": str(HE),
    "fa": "place",
    "ia": "1",
    "kp": "1",
    "ca": "1",
    "tk": "1",
} | speaking.NAMES
FILE = Attachment(kind="photo", name="现场.jpg", file_id="f1", mime="image/jpeg", size=1000)
#: the final answer is due on Friday, and may be put off to the Friday after
FINAL = Timer(
    clock=Clock.FINAL,
    generation=1,
    started_at=NOON,
    due_at=datetime(2026, 11, 27, 9, 30, tzinfo=UTC),
    why=Message("限 5 个工作日"),
)
#: what each status holds beside what `at_status` gives
FITTING: dict[Status, dict[str, Any]] = {
    H: {"handler": HE},
    Status.CLOSED: {"no_response": "已当面答复"},
    Status.INVALID: {"invalid_reason": "误报"},
    Status.MERGED: {"merged_into": 8, "merged_at": NOON, "former": C},
}


def situation(code: str, place: Place, ident: int = 127, **changes: Any) -> Incident:
    """An incident there, which has all that the act needs: only status and person decide what comes of it."""
    status, given = place
    judged = Verdict.TRUE if code == "vf" else Verdict.FALSE
    verdict = {"verdict": judged, "basis": "现场核实"} if given else {"verdict": Verdict.UNVERIFIED, "basis": ""}
    return at_status(status, **(verdict | FITTING.get(status, {}) | _needed(code, place) | {"id": ident} | changes))


def _needed(code: str, place: Place) -> dict[str, Any]:
    if code == "fi":
        return {"no_response": "已当面答复"}
    if code in ("ye", "no"):
        return {"proposals": (_proposal(place[0]),)}
    if code in speaking.BEGINS:
        return {"statements": (speaking.statement(speaking.BEGINS[code]),)}
    if code == "nf":
        return {"facts": {fact.value: "县城" for fact in REQUIRED}}
    if code == "ia":
        return {"instructions": (Instruction(number=1, text="今天修好", by=GU, at=NOON),)}
    if code in ("bd", "rv"):
        return {"severity": Severity.MAJOR}
    if code == "kp":
        return {"promises": (Promise(number=1, text="修好路灯", due=NOON.date(), owner=LIN, by=LIN, at=NOON),)}
    if code == "ca":
        return {"corrections": (Correction(number=1, publisher="海棠论坛，把停工改为检修", by=LIN, at=NOON),)}
    if code == "tk":
        return {"category": Category.INQUIRY}
    if code == "ex":
        return {"clocks": (FINAL,)}
    if code == "un":
        return {"undo": _undo(place)} if place in UNDONE else {}
    if code == "um":
        return {"children": (Child(id=OTHER, at=NOON, brought=(OTHER,)),), "posts": 2}
    return {"posts": 2} if code == "sp" else {}


def _proposal(status: Status) -> Proposal:
    back = status in (Status.CLOSED, Status.TRANSFERRED)
    what, level = (Proposed.REOPEN, None) if back else (Proposed.RAISE, Severity.MAJOR)
    answer = Answered.VOID if status in (Status.INVALID, Status.MERGED) else Answered.OPEN
    return Proposal(number=1, what=what, by=BAI, at=NOON, reason=Message("扩散快"), severity=level, answer=answer)


def _undo(place: Place) -> Undo:
    before: dict[str, Any] = {"acted_at": None, "status": UNDONE[place]}
    if UNDONE[place] is S:
        before |= {"owner": None, "claimed_at": None, "verdict": Verdict.UNVERIFIED}
    elif place[0] is A:
        before |= {"department": "", "handler": None}
    elif place[0] is not Status.INVALID:
        before |= {"verdict": Verdict.UNVERIFIED, "basis": ""}
    before |= {"invalid_reason": "", "owner": LIN, "claimed_at": NOON} if place == (Status.INVALID, True) else {}
    before |= {"invalid_reason": ""} if place == (Status.INVALID, False) else {}
    return Undo(by=LIN, until=NOON + timedelta(seconds=30), decision=0, before=before)


def beside(code: str, *, owner: int = LIN) -> tuple[Incident, ...]:
    """The other incident that the act is about."""
    if code == "mg":
        return (at_status(C, id=OTHER, owner=owner),)
    merged = {"merged_into": 127, "merged_at": NOON, "former": C}
    return (at_status(Status.MERGED, id=OTHER, **merged),) if code == "um" else ()


def _kept(ident: int, of: int, came_from: int | None = None) -> Kept:
    post = Post(key=str(ident), url=f"https://forum.example/{ident}", title=f"第{ident}帖")
    source = Source(name="海棠论坛", kind="rss", url="", platform="论坛")
    return Kept(id=ident, incident=of, came_from=came_from, duplicate_of=None, seen_at=NOON, post=post, source=source)


POSTS = {
    "mg": (_kept(1, 127), _kept(2, OTHER)),
    "um": (_kept(1, 127), _kept(2, 127, came_from=OTHER)),
    "sp": (_kept(1, 127), _kept(2, 127)),
}


def actor(kind: Kind) -> Actor:
    """The person as who judges the press sees them."""
    known = ALL.members.get(PERSON[kind])
    return Actor.of(known) if known else Actor(id=PERSON[kind], name="路人", roles=frozenset())


def turn(code: str, kind: Kind, *, entry: Entry = Entry.BUTTON, **changes: Any) -> Turn:
    """The whole act: everything chosen, written and confirmed, the newest card under the thumb."""
    origin = Origin(entry=entry, chat=GROUP, message=5, callback="q")
    whole = Turn(
        actor=actor(kind),
        now=LATER,
        policy=ALL,
        origin=origin,
        arg=ARGUMENTS.get(code, ""),
        words=LINES.get(code, "县教育局，属校园管理") if BY_CODE[code].asks else "",
        confirmed=True,
        others=beside(code),
        posts=POSTS.get(code, ()),
        texts=(speaking.version(),) if BY_CODE[code].needs is Need.TEXTS else (),
        file=FILE if code == "ae" else None,
    )
    return replace(whole, **changes)


def judged(code: str, incident: Incident, one: Turn) -> Outcome | Refused:
    """What comes of the act."""
    try:
        return act(BY_CODE[code], incident, one, known=BY_CODE)
    except Refused as refused:
        return refused


def said(texts: Texts, message: Message) -> str:
    """The words as somebody reads them: whole, and in a known language."""
    words = texts.say(message)
    assert words.strip()
    assert not re.search(r"[{}]", words), words
    return words
