"""Merge and unmerge as decisions: who may, what moves, what comes back (lifecycle §2)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.actions import unmerge
from core.dossier import Answered, Category, Proposal, Proposed
from core.grouping import Handover
from core.incident import Status
from core.outgoing import Notice
from core.severity import Severity
from core.texts import Message
from core.workflow import Around
from tests.conftest import BAI, FANG, HE, LIN, NOON, SU
from tests.unit.grouping import CHILD, LATER, PARENT, kept, merged, moved, pair, refused, taken_out
from tests.unit.making import POLICY, at_status, do, incident


def test_both_sides_of_a_merge() -> None:
    child, parent, posts = pair(department="市政科", handler=HE, assistants=(LIN, SU), evidence=2)
    gone, came = merged(child, replace(parent, evidence=1, assisting=("物业科",)), posts)
    assert (gone.subject.status, gone.subject.former) == (Status.MERGED, Status.CLAIMED)
    assert (gone.subject.merged_into, gone.subject.merged_at) == (PARENT, LATER)
    assert (gone.subject.owner, gone.subject.department, gone.subject.handler) == (BAI, "市政科", HE)
    assert gone.moves == (Handover(of=CHILD, to=PARENT),)
    now = came.subject
    assert (now.posts, now.platforms, now.reposts, now.evidence) == (3, ("论坛", "微博"), 7, 3)
    assert (now.owner, now.assistants, now.assisting) == (LIN, (BAI, HE, SU), ("物业科", "市政科"))
    (kin,) = now.children
    assert (kin.id, kin.at, kin.people, kin.departments, kin.brought) == (
        CHILD,
        LATER,
        (BAI, HE, SU),
        ("市政科",),
        (CHILD,),
    )
    assert [(c.event.type, c.event.subject, c.event.notes) for c in (gone, came)] == [
        ("merge", "incident:5", {"into": PARENT}),
        ("take_in", "incident:9", {"out_of": CHILD}),
    ]
    assert (gone.subject.decision, now.decision) == (child.decision + 1, parent.decision + 1)


def test_the_owner_of_both_may_merge_and_nobody_else_but_a_lead() -> None:
    child, parent, posts = pair()
    mine = replace(child, owner=LIN)
    assert merged(mine, parent, posts, by=LIN)[0].subject.status is Status.MERGED
    assert refused("mg", child, LIN, arg="9", others=(parent,), posts=posts).code == "owner"
    assert refused("mg", child, BAI, arg="9", others=(parent,), posts=posts).code == "lead"
    assert refused("mg", child, HE, arg="9", others=(parent,), posts=posts).code == "owner"
    assert do("mg", mine, LIN).picker  # the picker opens for the owner of this one
    assert refused("mg", child, SU).code == "owner"


@pytest.mark.parametrize(
    ("target", "code", "words"),
    [
        ({"status": Status.MERGED, "merged_into": 3}, "merged", "#0009 已并入 #0003，请改选 #0003"),
        ({"status": Status.CLOSED}, "phase", "#0009 现为「已办结」"),
        ({"status": Status.INVALID}, "phase", "只能并入在办的事"),
        ({"status": Status.TRANSFERRED}, "phase", "已转出"),
        ({"id": CHILD}, "itself", "不能并入自己"),
        ({"drill": True}, "drill", "演练"),
    ],
)
def test_a_target_that_does_not_do_is_refused_in_words(target: dict[str, Any], code: str, words: str) -> None:
    child, parent, posts = pair()
    said = refused("mg", child, FANG, arg="9", others=(replace(parent, **target),), posts=posts)
    assert said.code == code
    assert words in said.message.plain()


@pytest.mark.parametrize("arg", ["0", "77", "zz", "9" * 30])
def test_an_argument_that_names_nothing_is_refused(arg: str) -> None:
    child, _, posts = pair()
    assert refused("mg", child, FANG, arg=arg, posts=posts).code == "argument"
    assert refused("um", merged(*pair())[1].subject, FANG, arg=arg, posts=posts).code == "argument"


@pytest.mark.parametrize("status", [s for s in Status if not incident(status=s).is_open])
def test_only_an_open_one_is_merged_or_split(status: Status) -> None:
    ended = at_status(status, id=CHILD, merged_into=3 if status is Status.MERGED else None)
    _, parent, posts = pair()
    code = "merged" if status is Status.MERGED else "phase"
    assert refused("mg", ended, FANG, arg="9", others=(parent,), posts=posts).code == code
    assert refused("sp", ended, FANG, arg="1", posts=posts).code == "phase"


def test_the_higher_level_wins_and_the_rise_is_said_loudly() -> None:
    child, parent, posts = pair(severity=Severity.MAJOR)
    gone, came = merged(child, parent, posts)
    assert (came.subject.severity, gone.outgoing) == (Severity.MAJOR, ())
    (said,) = came.outgoing
    assert isinstance(said, Notice)
    assert said.loud
    assert "升为「重大」：#0005 并入，原为「重大」" in said.text.plain()
    assert "#0005 并入" in came.subject.reasons[-1].plain()


def test_the_joined_spread_may_raise_both() -> None:
    child, parent, _ = pair()
    posts = tuple(kept(of, reposts=n) for of, n in ((PARENT, 20), (CHILD, 1200)))
    came = merged(child, parent, posts)[1]
    assert came.subject.severity is Severity.EXTREME
    assert "转发 1200 ≥ 1000" in came.outgoing[0].text.plain()  # type: ignore[union-attr]
    low = merged(child, replace(parent, severity=Severity.EXTREME), posts)[1]
    assert (low.subject.severity, low.outgoing) == (Severity.EXTREME, ())


def test_the_childs_open_proposals_are_void() -> None:
    asked = Proposal(number=1, what=Proposed.RAISE, by=LIN, at=NOON, reason=Message("x"), severity=Severity.MAJOR)
    done = replace(asked, number=2, answer=Answered.AGREED)
    child, parent, posts = pair(proposals=(asked, done))
    gone, came = merged(child, replace(parent, proposals=(asked,)), posts)
    assert [one.answer for one in gone.subject.proposals] == [Answered.VOID, Answered.AGREED]
    assert came.subject.proposals[0].answer is Answered.OPEN


def test_unmerge_gives_everything_back() -> None:
    child, parent, posts = pair(department="市政科", handler=HE, evidence=2, category=Category.INQUIRY)
    gone, came = merged(child, replace(parent, evidence=1), posts)
    new = kept(PARENT, "新来的一帖")
    back, former = taken_out(came.subject, gone.subject, (*moved(posts), new))
    assert back.moves == (Handover(of=PARENT, to=CHILD, brought=(CHILD,)),)
    left = back.subject
    assert (left.assistants, left.assisting, left.children, left.evidence, left.posts) == ((), (), (), 1, 2)
    again = former.subject
    kept_fields = ("owner", "department", "handler", "evidence", "category", "claimed_at", "status", "title")
    assert {name: getattr(again, name) for name in kept_fields} == {n: getattr(child, n) for n in kept_fields}
    assert (again.former, again.merged_into, again.merged_at, again.posts) == (None, None, None, 2)
    assert [(c.event.type, c.event.notes) for c in (back, former)] == [
        ("give_back", {"into": CHILD}),
        ("unmerge", {"out_of": PARENT}),
    ]


def test_who_acted_since_or_was_there_before_stays() -> None:
    child, parent, posts = pair(department="市政科", assistants=(SU, LIN))
    gone, came = merged(child, replace(parent, assistants=(SU,), assisting=("物业科",)), posts)
    assert came.subject.children[0].people == (BAI,)
    assert taken_out(came.subject, gone.subject, moved(posts))[0].subject.assistants == (SU,)
    acted = do("vt", came.subject, FANG).changes[0].subject
    assert acted.children == came.subject.children  # 方正 is no guest
    busy = do("cl", replace(acted, owner=None), BAI).changes[0].subject
    assert busy.children[0].people == ()
    left = taken_out(busy, gone.subject, moved(posts))[0].subject
    assert (left.assistants, left.assisting) == ((SU, BAI), ("物业科",))


def test_a_department_that_acted_since_stays() -> None:
    child, parent, posts = pair(department="市政科")
    gone, came = merged(child, parent, posts)
    assigned = do("ag", came.subject, FANG, arg="1").changes[0].subject
    taken = do("ac", assigned, HE).changes[0].subject
    assert taken.children[0].departments == ()
    assert taken_out(taken, gone.subject, moved(posts))[0].subject.assisting == ("市政科",)


def test_whom_two_children_brought_leaves_with_the_last() -> None:
    child, parent, posts = pair()
    gone, came = merged(child, parent, posts)
    twin = replace(child, id=6)
    second, both = merged(twin, came.subject, (*moved(posts), kept(6)))
    assert both.subject.assistants == (BAI,)
    rows = (*moved(posts), kept(PARENT, came_from=6))
    without, _ = taken_out(both.subject, gone.subject, rows)
    assert without.subject.assistants == (BAI,)
    assert taken_out(without.subject, second.subject, rows)[0].subject.assistants == ()


def test_a_child_with_a_child_takes_it_along_and_back() -> None:
    child, parent, posts = pair()
    inner = at_status(Status.CLAIMED, id=3, owner=HE)
    _, middle = merged(inner, child, (*posts[1:], kept(3)))
    gone, came = merged(middle.subject, parent, posts)
    assert came.subject.children[0].brought == (CHILD, 3)
    assert came.subject.assistants == (BAI, HE)
    rows = (*moved(posts), kept(PARENT, came_from=3))
    back, former = taken_out(came.subject, gone.subject, rows)
    assert (back.subject.posts, former.subject.posts) == (1, 3)
    assert former.subject.children == middle.subject.children


def test_unmerge_is_for_leads_and_for_a_day() -> None:
    child, parent, posts = pair()
    gone, came = merged(child, parent, posts)
    options: dict[str, Any] = {"arg": "5", "others": (gone.subject,), "posts": moved(posts)}
    assert refused("um", came.subject, LIN, **options).code == "role"
    day = LATER + unmerge.WINDOW
    assert do("um", came.subject, FANG, now=day, **options).changes
    late = refused("um", came.subject, FANG, now=day + timedelta(seconds=1), **options)
    assert (late.code, "24 小时" in late.message.plain()) == ("late", True)
    assert refused("um", parent, FANG, **options).code == "no_child"
    went_on = replace(came.subject, status=Status.MERGED, merged_into=2)
    assert refused("um", went_on, FANG, **options).code == "merged"
    around = Around(policy=POLICY, others=(gone.subject,), now=day)
    assert [(c.arg, c.label.plain()) for c in unmerge.children(came.subject, around)] == [
        ("5", "#0005 望江西路改建拖延")
    ]
    assert unmerge.children(came.subject, replace(around, now=day + timedelta(seconds=1))) == ()
