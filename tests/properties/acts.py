"""Random acts of anybody on one incident, as the gate and the jobs would let them through."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import strategies as st

from core import intake
from core.actions import BY_CODE
from core.attachments import Attachment
from core.changes import Change, Entry, Origin, Turn, noted
from core.detect import Prepared
from core.followup import considered, woken
from core.incident import Incident
from core.people import SYSTEM, Actor, Member, Role
from core.posts import Post, Source
from core.severity import Risk
from core.similar import fingerprint
from core.spreading import Sighting
from core.statement import Stand, Version
from core.statements.publishing import sent_perhaps
from core.statements.standing import standing
from core.workflow import Refused, act
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, NOON, SU
from tests.properties.making import TEAM
from tests.unit.making import LINES, POLICY, found, incident
from tests.unit.speaking import BEGINS, CHANNEL

#: one who was registered and is no more, and one who never was
GONE, STRANGER = 21, 22
EVERYBODY = (*TEAM, GONE, STRANGER)
ALL = replace(POLICY, members={**POLICY.members, GONE: Member(id=GONE, name="调走", active=False)}, channel=CHANNEL)
#: stands for the number of the newest proposal
NEWEST = "newest"
#: stands for the only statement that the act may be about
ONLY = "only"
_LEVELS = ("general", "significant", "major", "extreme", "huge", "")
ARGUMENTS = {
    "iv": ("f", "d", "x", ""),
    "ag": ("1", "2", "99", ""),
    "ru": ("0", "2", "9", ""),
    "lv": _LEVELS,
    "pl": _LEVELS,
    "ye": (NEWEST, NEWEST, "1", "99", ""),
    "no": (NEWEST, NEWEST, "1", "99", ""),
    "ct": ("inquiry", "hype", "none", ""),
    "jd": ("local", "outside", "moon", ""),
    "sn": ("30m", "am", "1y", ""),
    "fa": ("place", "course", "moon", ""),
    "ia": ("1", "2", "99", ""),
    "kp": ("1", "2", "99", ""),
    "ca": ("1", "2", "99", ""),
    "tk": ("1", "3", "zz", ""),
    "ex": ("2026-11-30", "2026-12-01", "2026-01-01", "x", ""),
    "po": (str(HE), str(SU), "99", ""),
}
ARGUMENTS |= dict.fromkeys(BEGINS, (ONLY, ONLY, "1.1.00000000", "1.1.0000000", ""))
ARGUMENTS["dr"] = ("first", "final", "holding", "final-correction", "speech", "")
WORDS = ("一句话", "")
FORUM = Source(name="论坛", kind="rss", url="https://forum.example/feed", platform="论坛")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Somebody presses something some time later; `code` may be a job's: post, delivered, wake, silence."""

    code: str
    person: int = 0
    arg: str = ""
    words: str = ""
    seconds: int = 0
    #: how many decisions behind the pressed card is; None = the act carries no number
    behind: int | None = 0
    confirmed: bool = True


def _act(code: str) -> st.SearchStrategy[Act]:
    return st.builds(
        Act,
        code=st.just(code),
        person=st.sampled_from(EVERYBODY),
        arg=st.sampled_from(ARGUMENTS.get(code, ("",))),
        words=st.sampled_from((LINES.get(code, ""), *WORDS) if BY_CODE[code].asks else ("",)),
        seconds=st.sampled_from((0, 1, 10, 40, 9 * 3600)),
        behind=st.sampled_from((0, 0, 0, None, 1)),
        confirmed=st.sampled_from((True, True, False)),
    )


JOB_CODES = ("post", "delivered", "wake", "silence", "lost")
JOBS = st.builds(Act, code=st.sampled_from(JOB_CODES), seconds=st.sampled_from((0, 100)))
ACTS = st.sampled_from(sorted(BY_CODE)).flatmap(_act) | JOBS
STORIES = st.lists(ACTS, max_size=30)


def beginning() -> Incident:
    """A new incident that the group has not seen yet."""
    return incident(revision=1, acted_at=None)


def made(subject: Incident, one: Act, now: datetime) -> tuple[Change, ...]:
    """What comes of the act; raises Refused."""
    if one.code == "post":
        return _posted(subject, now)
    if one.code == "wake":
        return woken(subject, ALL, now, reachable=True)
    if one.code == "silence":
        return considered(subject, now - timedelta(days=8), None, ALL, now)
    if one.code == "lost":
        going = standing(subject, {Stand.SENDING})
        turn = Turn(actor=SYSTEM, now=now, policy=ALL, origin=Origin(entry=Entry.JOB))
        return (sent_perhaps(subject, going[0], turn),) if going else ()
    actor = ALL.actor(one.person) or Actor(id=one.person, name="", roles=frozenset())
    origin = Origin(entry=Entry.BUTTON, chat=GROUP, message=5, callback="q")
    arg = str(len(subject.proposals)) if one.arg == NEWEST else one.arg
    names = BY_CODE[one.code].names if one.code in BY_CODE else None
    arg = (names(subject) if names else "") if arg == ONLY else arg
    texts = tuple(
        Version(statement=s.number, version=s.version, text="已修好", hash=s.hash, by=s.editor, at=s.edited_at)
        for s in subject.statements
    )
    file = Attachment(kind="photo", name="现场.jpg", file_id="f") if one.code == "ae" else None
    turn = Turn(
        actor=actor,
        now=now,
        policy=ALL,
        origin=origin,
        arg=arg,
        words=one.words,
        confirmed=one.confirmed,
        file=file,
        texts=texts,
    )
    if one.code == "delivered":
        return (noted(subject, replace(turn, actor=SYSTEM), "delivered", Role.SYSTEM, delivered_at=now),)
    seen = None if one.behind is None else subject.decision - one.behind
    return act(BY_CODE[one.code], subject, replace(turn, seen=seen), known=BY_CODE).changes


def _posted(subject: Incident, now: datetime) -> tuple[Change, ...]:
    text = f"第{subject.posts}帖"
    post = Post(key=text, url="", title=text, reposts=60 * subject.posts)
    prepared = Prepared(
        post=post, source=FORUM, features=fingerprint(text), hits=(), risk=Risk(), passed=True, reasons=()
    )
    seen = (Sighting(source=FORUM, reposts=post.reposts or 0, seen_at=now),) * (subject.posts + 1)
    return intake.attached(subject, prepared, found(prepared), seen, ALL, now)


def story(acts: list[Act]) -> list[tuple[Act, datetime, Incident, tuple[Change, ...], Refused | None]]:
    """Each act with its moment, the incident before it, and what came of it."""
    subject, now, told = beginning(), NOON, []
    for one in acts:
        now += timedelta(seconds=one.seconds)
        try:
            changes, refused = made(subject, one, now), None
        except Refused as error:
            changes, refused = (), error
        told.append((one, now, subject, changes, refused))
        subject = changes[-1].subject if changes else subject
    return told


#: what takes several people one after the other, and would hardly come about by chance: who does what
THREADS = (
    (
        (LIN, "dr", "first"),
        (LIN, "sb", ONLY),
        (FANG, "ap", ONLY),
        (GU, "ap", ONLY),
        (BAI, "pb", ONLY),
        (GU, "wd", ONLY),
    ),
    ((LIN, "dr", "final"), (LIN, "sb", ONLY), (FANG, "rt", ONLY), (LIN, "ed", ONLY), (LIN, "dc", ONLY)),
    ((GU, "ag", "2"), (GU, "lv", "significant"), (BAI, "dr", "holding"), (BAI, "sb", ONLY), (SU, "si", ONLY)),
    (
        (LIN, "dr", "holding"),
        (GU, "by", ONLY),
        (LIN, "sd", ONLY),
        (0, "lost", ""),
        (LIN, "sx", ONLY),
        (FANG, "wa", ONLY),
    ),
    ((LIN, "dr", "final"), (GU, "by", ONLY), (LIN, "sd", ONLY), (0, "lost", ""), (LIN, "sy", ONLY)),
    (
        (GU, "vt", ""),
        (GU, "bs", ""),
        (GU, "ag", "1"),
        (GU, "po", str(HE)),
        (HE, "ac", ""),
        (FANG, "ex", "2026-11-30"),
        (GU, "lv", "major"),
        (GU, "nr", ""),
        (GU, "fi", ""),
        (FANG, "rv", ""),
    ),
)


def walk(luck: Random, steps: int) -> list[Act]:
    """A long story in which people often go on with what they began, so that everything is reached."""
    acts, person = [], TEAM[0]
    for _ in range(steps):
        if luck.random() < 0.02:
            thread = luck.choice(THREADS)
            acts += [Act(code=code, person=who, arg=arg, words=_line(code), seconds=1) for who, code, arg in thread]
        person = person if luck.random() < 0.6 else luck.choice(EVERYBODY)
        code = luck.choice((*sorted(BY_CODE), *JOB_CODES))
        arg = luck.choice(ARGUMENTS.get(code, ("",)))
        acts.append(Act(code=code, person=person, arg=arg, words=_line(code), seconds=luck.choice((1, 9, 40))))
    return acts


def _line(code: str) -> str:
    return LINES.get(code, "一句话") if code in BY_CODE and BY_CODE[code].asks else ""
