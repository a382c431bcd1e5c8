"""The law of the lifecycle as one literal table: event → from which statuses → who may → to which status.

LAW repeats lifecycle §2 row by row; it is read from the text, never from the code.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from core.incident import NEEDS_BASIS, Incident, Status, Verdict
from core.people import Role
from core.proposals import waiting
from core.statement import Stand
from core.statements.standing import PENDING, WRITTEN, adopted, answered, standing


class Kind(StrEnum):
    """Everybody who may press: what the law knows of people."""

    MEMBER = "member"
    OWNER = "owner"
    HANDLER = "handler of the department"
    ANOTHER = "handler of another department"
    LEAD = "lead"
    CHIEF = "chief"
    GONE = "deactivated"
    STRANGER = "stranger"


#: a status, and whether there is a verdict
Place = tuple[Status, bool]
#: nothing leads there: nobody owns, so nobody judged; what is closed was judged
UNREACHABLE = {(Status.SUSPECTED, True), (Status.CLOSED, False)}
PLACES: tuple[Place, ...] = tuple(one for one in product(Status, (False, True)) if one not in UNREACHABLE)

S, C, A, H, F = Status.SUSPECTED, Status.CLAIMED, Status.ASSIGNED, Status.HANDLING, Status.FOLLOWING
OPEN = (S, C, A, H, F)
L = frozenset({Kind.LEAD, Kind.CHIEF})
O_L = L | {Kind.OWNER}
M = O_L | {Kind.MEMBER, Kind.HANDLER, Kind.ANOTHER}
TAKER = frozenset({Kind.HANDLER})
ONLY_CHIEF = frozenset({Kind.CHIEF})
Where = Mapping[Place, frozenset[Kind]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of §2. `to`: the status it leads to, None = it stays; `decides`: D, else R."""

    event: str
    who: Where
    to: Mapping[Place, Status] = field(default_factory=dict)
    decides: bool
    #: choice, words, second press
    needs: frozenset[str] = frozenset()
    #: judged stale by the version, hash and stage of a text, not by the decision number
    versioned: bool = False
    #: events on the other incident that it changes
    beside: tuple[str, ...] = ()


def at(statuses: Iterable[Status], who: frozenset[Kind], *verdict: bool) -> dict[Place, frozenset[Kind]]:
    """These may, there; nobody owns a suspected one, so its owner is a member like all others."""
    places = ((status, given) for status, given in PLACES if status in statuses and given in (verdict or (False, True)))
    owner = {Kind.OWNER} if Kind.MEMBER not in who else set()
    return {place: who - owner if place[0] is S else who for place in places}


def D(event: str, who: Where, to: Status | Mapping[Place, Status] | None = None, *needs: str, beside: str = "") -> Row:  # noqa: N802
    """A decision."""
    leads = dict.fromkeys(who, to) if isinstance(to, Status) else to or {}
    others = (beside,) if beside else ()
    return Row(event=event, who=who, to=leads, decides=True, needs=frozenset(needs), beside=others)


def V(event: str, who: Where, to: Mapping[Place, Status] | None = None, *needs: str) -> Row:  # noqa: N802
    """A decision about one text of a statement."""
    return Row(event=event, who=who, to=to or {}, decides=True, needs=frozenset((CHOICE, *needs)), versioned=True)


def R(event: str, who: Where, *needs: str) -> Row:  # noqa: N802
    """A commuting act."""
    return Row(event=event, who=who, decides=False, needs=frozenset(needs))


CHOICE, WORDS, SECOND = "choice", "words", "second press"
ANY = tuple(Status)
#: what an undo takes back there: by the same person, and where to
UNDONE: dict[Place, Status] = {(C, False): S, (C, True): C, (A, False): C, (A, True): C, (H, True): H, (F, True): F}
UNDONE |= {(Status.INVALID, False): S, (Status.INVALID, True): C}
MINE = frozenset({Kind.OWNER})
JUDGED = at([S], M) | at([C, A, H, F], O_L)
CLAIMS = dict.fromkeys(at([S], M), C)
BACK = dict.fromkeys(at([Status.CLOSED, Status.TRANSFERRED], L), C)
PROPOSED = at((*OPEN, Status.CLOSED, Status.TRANSFERRED), L)
UNMERGED = at([one for one in ANY if one is not Status.MERGED], L)

#: whatever the owner does elsewhere: who wrote the text
AUTHOR = dict.fromkeys(at(OPEN, M), MINE)
AUTHOR_L = dict.fromkeys(at(OPEN, M), O_L)
#: a final answer that becomes public: the incident is followed once it was verified or is handled
PUBLIC = {(C, True): F, (H, True): F, (H, False): F}

LAW: dict[str, Row] = {
    "cl": D("claim", at([S], M), C),
    "rl": D("release", at([C], O_L), S, WORDS),
    "to": D("take_over", at([C, A, H, F], L), None, WORDS),
    "vt": D("verdict", JUDGED, CLAIMS),
    "vf": D("verdict", JUDGED, CLAIMS),
    "vp": D("verdict", JUDGED, CLAIMS),
    "vu": D("verdict", JUDGED, CLAIMS),
    "bs": R("basis", at([C, A, H, F], O_L, True), WORDS),
    "iv": D("invalid", at([S], M) | at([C], O_L), Status.INVALID, CHOICE, SECOND),
    "ct": D("set_category", at(OPEN, O_L), None, CHOICE),
    "jd": D("set_jurisdiction", at(OPEN, O_L), None, CHOICE),
    "lv": D("severity", at(OPEN, L), None, CHOICE),
    "sn": R("snooze", at(OPEN, O_L), CHOICE),
    "mg": D("merge", at(OPEN, O_L), Status.MERGED, CHOICE, SECOND, beside="take_in"),
    "um": D("give_back", UNMERGED, None, CHOICE, beside="unmerge"),
    "sp": D("split", at(OPEN, L), None, CHOICE, beside="split_off"),
    "ag": D("assign", at([C], O_L, True) | at([S, A, H, F], L) | at([C], L, False), A, CHOICE),
    "ac": D("accept", at([A], TAKER), H),
    "bo": D("bounce", at([A], TAKER), C, WORDS),
    "tx": D("transfer_out", at(OPEN, L), Status.TRANSFERRED, WORDS),
    "rc": R("receipt", at([Status.TRANSFERRED], L), WORDS),
    "tb": D("transfer_back", at([Status.TRANSFERRED], L), C, WORDS),
    "ru": R("report_up", at(OPEN, M), CHOICE, WORDS),
    "nr": D("no_response", at(OPEN, L), None, WORDS),
    "as": R("assist", at([S], M) | at([C, A, H, F], M - {Kind.OWNER})),
    "cm": R("comment", at(OPEN, M), WORDS),
    "ae": R("add_evidence", at(OPEN, M)),
    # a lead sets the level and need not ask for it
    "pl": R("propose_raise", at(OPEN, M - L), CHOICE, WORDS),
    "ye": D("agree", PROPOSED, BACK, CHOICE),
    "no": D("decline", PROPOSED, None, CHOICE),
    "fi": D("close", at(OPEN, O_L, True), Status.CLOSED, SECOND),
    "oc": R("outcome", at([Status.CLOSED], O_L), WORDS),
    "pm": R("promise", at([one for one in ANY if one is not Status.MERGED], M), WORDS),
    "kp": R("keep", at(ANY, M), CHOICE, WORDS),
    "cq": R("correct_request", at(ANY, M), WORDS),
    "ca": R("correct_answer", at(ANY, M), CHOICE, WORDS),
    "tk": R("tick", at(OPEN, M), CHOICE),
    "fa": R("fact", at(OPEN, M), CHOICE, WORDS),
    "nf": R("notice", at(OPEN, L)),
    "in": R("instruct", at(OPEN, ONLY_CHIEF), WORDS),
    "ia": R("instruct_answer", at(OPEN, O_L), CHOICE, WORDS),
    "bd": R("briefing_done", at(OPEN, M), WORDS),
    "rv": R("review", at([Status.CLOSED], L), WORDS),
    "dr": R("draft", at(OPEN, M), CHOICE, WORDS),
    "ed": R("edit", at(OPEN, M), CHOICE, WORDS),
    "dc": R("discard", AUTHOR_L, CHOICE),
    "sb": V("submit", AUTHOR),
    "ap": V("approve", at(OPEN, L), None, SECOND),
    "rt": V("return", at(OPEN, L), None, WORDS),
    "si": R("stand_in", at(OPEN, L), CHOICE),
    "by": V("bypass", at(OPEN, ONLY_CHIEF), None, SECOND, WORDS),
    "wa": V("withdraw_approval", at(OPEN, L), None, WORDS),
    "pb": V("publish", at(OPEN, M), PUBLIC, SECOND, WORDS),
    "sd": V("send_out", at(OPEN, M), None, SECOND),
    "sy": V("publish", at(OPEN, M), PUBLIC, SECOND),
    "sx": V("not_sent", at(OPEN, M), None, SECOND),
    "wd": V("withdraw", at(ANY, L), None, WORDS),
    "ro": D("reopen", at([Status.CLOSED, Status.INVALID], L), C, WORDS),
    "ex": D("extend", at([H], L), None, CHOICE, WORDS),
    "po": R("appoint", at([A, H], O_L), CHOICE),
    "ai": R("instruction", at([A, H], O_L), WORDS),
    "es": R("escalate", at(OPEN, L), WORDS),
    "un": D("undo", dict.fromkeys(UNDONE, MINE), UNDONE),
}


def permits(row: Row, place: Place, kind: Kind) -> Role:
    """The role that the log must name: the smallest that suffices."""
    if Kind.MEMBER in row.who[place] or kind is Kind.OWNER:
        return Role.MEMBER
    if row.who[place] == ONLY_CHIEF:
        return Role.CHIEF
    return Role.HANDLER if kind is Kind.HANDLER else Role.LEAD


def permitted(code: str) -> Iterator[tuple[Place, Kind]]:
    """The cells in which the law lets it pass."""
    return ((place, kind) for place, kinds in LAW[code].who.items() for kind in sorted(kinds))


def sound(i: Incident) -> None:
    """The axes fit together."""
    over = i.status in (Status.CLOSED, Status.TRANSFERRED, Status.MERGED, Status.FOLLOWING)
    if i.status is S:
        assert (i.owner, i.claimed_at, i.verdict) == (None, None, Verdict.UNVERIFIED)
    elif i.status in OPEN:
        assert i.owner is not None
        assert i.claimed_at is not None
    assert i.verdict is not Verdict.UNVERIFIED or i.basis == ""
    assert i.is_open or not standing(i, {Stand.SUBMITTED, Stand.APPROVED})
    if i.status is Status.CLOSED:
        assert i.verdict is not Verdict.UNVERIFIED
        assert i.no_response or answered(i) or adopted(i)
        assert not standing(i, PENDING | WRITTEN)
        assert i.basis or i.verdict not in NEEDS_BASIS
    assert bool(i.department) == (i.status in (Status.ASSIGNED, Status.HANDLING)) or over
    assert (i.handler is not None) == (i.status is Status.HANDLING) or over
    assert bool(i.invalid_reason) == (i.status is Status.INVALID)
    assert (i.transfer is not None) == (i.status is Status.TRANSFERRED)
    merged = (i.merged_into is not None, i.merged_at is not None, i.former is not None)
    assert set(merged) == {i.status is Status.MERGED}
    assert len(set(i.assistants)) == len(i.assistants)
    assert not waiting(i) or i.status not in (Status.INVALID, Status.MERGED)
