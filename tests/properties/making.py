"""Hostile texts and random incidents, for every property."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from core.dossier import Answered, Category, Child, Jurisdiction, LastAct, Proposal, Proposed, Report, Transfer, Undo
from core.forms.facts import Fact
from core.incident import Incident, Status, Verdict
from core.originals.gone import Gone
from core.response import Correction, Form, Instruction, Promise, PromiseState, Review
from core.severity import Severity
from core.statement import Kind, Signature, Stage, Stand, Statement, digest
from core.texts import Message
from core.timer import Clock, Timer, TimerState
from tests.conftest import BAI, FANG, GU, HE, LIN, SU

TEAM = (LIN, BAI, HE, SU, FANG, GU)
#: what tries to break a card: markup, entities, right-to-left and zero-width signs, emoji, NUL, half a surrogate pair
NASTY = (
    *("<b>", "</a>", '<a href="tg://user?id=1">', "<script>", "&", "&lt;", "&#0;", '"', "'", "{title}", "{", "}", "%s"),
    *(
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u2028",
        "\u2029",
        "\x85",
        "\n",
        "\r\n",
        "\t",
        "\x00",
        "\x1b[31m",
    ),
    *("👨‍👩‍👧‍👦", "🏴\U000e0067\U000e007f", "e\u0301", "\u0301" * 30, "𠮷", "\ud800", "\udfff", "\ufffe", "\ue000"),
    *(
        "13812345678",
        "420102199001011234",
        "https://x.example/?a=1&b=<2>",
        "望江西路",
        "。",
        " ",
        "/undo",
        "@all",
        "#话题",
    ),
)
HOSTILE = (
    st.lists(st.sampled_from(NASTY) | st.text(max_size=8), max_size=30).map("".join)
    | st.builds(lambda part, times: (part * times)[:5000], st.sampled_from(NASTY), st.sampled_from((60, 1000, 5000)))
    # two halves beside each other are one character to everybody who writes UTF-16, as JSON does
).map(lambda text: text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass"))
#: what a database column of text takes: PostgreSQL knows neither NUL nor half a surrogate pair
COLUMN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(-timedelta(hours=3, minutes=30))])
INSTANTS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2099, 12, 1), timezones=ZONES)
PEOPLE = st.sampled_from(TEAM) | st.integers(1, 2**52)
COUNTS = st.integers(0, 2**31 - 1)


def messages(texts: SearchStrategy[str]) -> SearchStrategy[Message]:
    """Messages whose parameters may be messages that have parameters."""

    def around(inner: SearchStrategy[Any]) -> SearchStrategy[Message]:
        params = st.dictionaries(
            st.sampled_from(["words", "level", "text", "params"]), inner | texts | COUNTS, max_size=3
        )
        return st.builds(Message, texts, params)

    return st.recursive(st.builds(Message, texts), around, max_leaves=6)


_BEFORE = {
    "status": st.sampled_from(Status),
    "verdict": st.sampled_from(Verdict),
    "severity": st.sampled_from(Severity),
    "owner": st.none() | PEOPLE,
    "handler": st.none() | PEOPLE,
    "claimed_at": st.none() | INSTANTS,
    "basis": HOSTILE,
    "department": HOSTILE,
    "invalid_reason": HOSTILE,
    "assistants": st.lists(PEOPLE, max_size=3).map(tuple),
}
UNDOS = st.builds(
    Undo,
    by=PEOPLE,
    until=INSTANTS,
    decision=COUNTS,
    before=st.fixed_dictionaries({"acted_at": st.none() | INSTANTS}, optional=_BEFORE),
)
LAST_ACTS = st.builds(LastAct, type=HOSTILE, by=PEOPLE, at=INSTANTS)


REPORTS = st.builds(Report, to=HOSTILE, how=HOSTILE, by=PEOPLE, at=INSTANTS)
TRANSFERS = st.builds(Transfer, unit=HOSTILE, by=PEOPLE, at=INSTANTS, receipt=HOSTILE, received_at=st.none() | INSTANTS)
CHILDREN = st.builds(
    Child,
    id=st.integers(1, 2**40),
    at=INSTANTS,
    people=st.lists(PEOPLE, max_size=3).map(tuple),
    departments=st.lists(HOSTILE, max_size=3).map(tuple),
    brought=st.lists(st.integers(1, 2**40), max_size=2).map(tuple),
    dues=st.dictionaries(st.sampled_from([clock.value for clock in Clock]), INSTANTS, max_size=2),
)
TIMERS = st.builds(
    Timer,
    clock=st.sampled_from(Clock),
    generation=st.integers(1, 40),
    about=st.sampled_from(("", "s1.1.0", "p2", "i1")),
    started_at=INSTANTS,
    due_at=INSTANTS,
    why=messages(HOSTILE),
    state=st.sampled_from(TimerState),
    ended_at=st.none() | INSTANTS,
    called=st.integers(0, 4),
    next_at=st.none() | INSTANTS,
    calendar=HOSTILE,
    overdue=st.booleans(),
    left=st.integers(-(2**31), 2**31),
)
FORMS = st.builds(
    Form,
    number=st.integers(1, 20),
    by=PEOPLE,
    at=INSTANTS,
    missing=st.lists(st.sampled_from([fact.value for fact in Fact]), max_size=3).map(tuple),
)
INSTRUCTIONS = st.builds(
    Instruction,
    number=st.integers(1, 50),
    text=HOSTILE,
    by=PEOPLE,
    at=INSTANTS,
    answer=HOSTILE,
    answered_by=st.none() | PEOPLE,
    answered_at=st.none() | INSTANTS,
)
PROMISES = st.builds(
    Promise,
    number=st.integers(1, 50),
    text=HOSTILE,
    due=st.dates(),
    owner=PEOPLE,
    department=HOSTILE,
    by=PEOPLE,
    at=INSTANTS,
    state=st.sampled_from(PromiseState),
    proof=HOSTILE,
    kept_by=st.none() | PEOPLE,
    kept_at=st.none() | INSTANTS,
)
CORRECTIONS = st.builds(
    Correction,
    number=st.integers(1, 50),
    publisher=HOSTILE,
    by=PEOPLE,
    at=INSTANTS,
    outcome=HOSTILE,
    answered_at=st.none() | INSTANTS,
)
GONE = st.builds(Gone, post=st.integers(1, 2**40), platform=HOSTILE, at=INSTANTS, first=st.booleans())
STAGES = st.builds(
    Stage,
    names=st.lists(HOSTILE, max_size=2).map(tuple),
    people=st.lists(PEOPLE, max_size=4).map(tuple),
    standin=st.lists(PEOPLE, max_size=2).map(tuple),
)
SIGNATURES = st.builds(
    Signature, stage=st.integers(0, 8), by=PEOPLE, at=INSTANTS, hash=HOSTILE.map(digest), standin=st.booleans()
)
STATEMENTS = st.builds(
    Statement,
    number=st.integers(1, 50),
    kinds=st.lists(st.sampled_from(Kind), min_size=1, max_size=3, unique=True).map(tuple),
    stand=st.sampled_from(Stand),
    version=st.integers(1, 60),
    hash=HOSTILE.map(digest),
    author=PEOPLE,
    editor=PEOPLE,
    edited_at=INSTANTS,
    round=st.integers(0, 60),
    stage=st.integers(0, 3),
    stages=st.lists(STAGES, max_size=3).map(tuple),
    signed=st.lists(SIGNATURES, max_size=3).map(tuple),
    solo=st.booleans(),
    bypass=HOSTILE,
    reason=HOSTILE,
    ruled_by=st.none() | PEOPLE,
    ruled_at=st.none() | INSTANTS,
    link=HOSTILE,
    platform=HOSTILE,
    published_at=st.none() | INSTANTS,
    published_by=st.none() | PEOPLE,
    came_from=st.none() | st.integers(1, 2**40),
)
PROPOSALS = st.builds(
    Proposal,
    number=st.integers(1, 50),
    what=st.sampled_from(Proposed),
    by=st.just(0) | PEOPLE,
    at=INSTANTS,
    reason=messages(HOSTILE),
    severity=st.none() | st.sampled_from(Severity),
    answer=st.sampled_from(Answered),
    answered_by=st.none() | PEOPLE,
    answered_at=st.none() | INSTANTS,
)


def incidents(**fixed: SearchStrategy[Any]) -> SearchStrategy[Incident]:
    """Incidents with every field anything at all, but for those that are given."""
    texts = ("title", "excerpt", "url", "source", "platform", "suggested", "department", "basis")
    every: dict[str, SearchStrategy[Any]] = dict.fromkeys((*texts, "invalid_reason", "no_response", "outcome"), HOSTILE)
    every |= dict.fromkeys(("revision", "decision", "acts", "posts", "reposts", "reopened", "rank"), COUNTS)
    every |= {name: st.none() | PEOPLE for name in ("owner", "handler")}
    every |= {name: st.none() | INSTANTS for name in ("published_at", "delivered_at", "claimed_at", "acted_at")}
    every |= {
        "id": st.integers(1, 2**40),
        "status": st.sampled_from(Status),
        "verdict": st.sampled_from(Verdict),
        "severity": st.sampled_from(Severity),
        "detected_at": INSTANTS,
        "topic": COLUMN,
        "department": COLUMN,
        "platforms": st.lists(HOSTILE, max_size=4).map(tuple),
        "regions": st.lists(HOSTILE, max_size=4).map(tuple),
        "rising": st.booleans(),
        "burst_at": st.none() | INSTANTS,
        "score": st.integers(0, 100),
        "scored": st.none() | messages(HOSTILE),
        "newest": st.lists(messages(HOSTILE), max_size=3).map(tuple),
        "reasons": st.lists(messages(HOSTILE), max_size=3).map(tuple),
        "assistants": st.lists(PEOPLE, max_size=6).map(tuple),
        "category": st.sampled_from(Category),
        "jurisdiction": st.sampled_from(Jurisdiction),
        "snoozed_until": st.none() | INSTANTS,
        "reports": st.lists(REPORTS, max_size=2).map(tuple),
        "proposals": st.lists(PROPOSALS, max_size=2).map(tuple),
        "transfer": st.none() | TRANSFERS,
        "evidence": COUNTS,
        "pages": COUNTS,
        "gone": st.lists(GONE, max_size=3).map(tuple),
        "assisting": st.lists(HOSTILE, max_size=3).map(tuple),
        "children": st.lists(CHILDREN, max_size=2).map(tuple),
        "merged_into": st.none() | st.integers(1, 2**40),
        "merged_at": st.none() | INSTANTS,
        "former": st.none() | st.sampled_from(Status),
        "reported_by": st.none() | PEOPLE,
        "channel": st.sampled_from(["", "link", "phone", "visit"]),
        "drill": st.booleans(),
        "pace": st.sampled_from((1.0, 6.0)),
        "facts": st.dictionaries(st.sampled_from([fact.value for fact in Fact]), HOSTILE, max_size=3),
        "forms": st.lists(FORMS, max_size=2).map(tuple),
        "instructions": st.lists(INSTRUCTIONS, max_size=2).map(tuple),
        "promises": st.lists(PROMISES, max_size=3).map(tuple),
        "statements": st.lists(STATEMENTS, max_size=3, unique_by=lambda one: one.number).map(tuple),
        "corrections": st.lists(CORRECTIONS, max_size=3).map(tuple),
        "ticked": st.lists(st.sampled_from(("q_call", "h_calm", "f_proof", "s_thank", "?")), max_size=3).map(tuple),
        **dict.fromkeys(("reopened_at", "judged_at"), st.none() | INSTANTS),
        "accepted": st.booleans(),
        "extended_to": st.none() | st.dates(),
        "instruction": HOSTILE,
        "appointed": st.none() | PEOPLE,
        "clocks": st.lists(TIMERS, max_size=3).map(tuple),
        "briefed_at": st.none() | INSTANTS,
        "briefing": HOSTILE,
        "review": st.none() | st.builds(Review, text=HOSTILE, by=PEOPLE, at=INSTANTS),
        "undo": st.none() | UNDOS,
        "last": st.none() | LAST_ACTS,
    }
    return st.builds(Incident, **(every | fixed))
