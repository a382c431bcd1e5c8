"""Who may change whom, what becomes of the work of those who leave, how somebody joins: without a database (O2)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.incident import Status
from core.people import SYSTEM, Department, Member, Role
from core.team import joining, members
from core.team.binding import ALPHABET, LENGTH, Tried, Wish, bind, wish
from core.team.handover import loses, moved
from core.team.keys import MemberPress, decode_member, encode_member
from core.team.panels import departments, leaving, panel, roll
from core.team.rulings import Applicant, Record, Ruling, Stage
from core.texts import Texts
from core.workflow import Refused
from tests.conftest import BAI, FANG, GROUP, GU, HE, LIN, NOON, SU
from tests.unit.making import POLICY, at_status, turn

ALONE = replace(POLICY, members={FANG: POLICY.members[FANG], LIN: POLICY.members[LIN]})


def press(code: str, person: int, *, by: int, policy: Any = POLICY, **options: Any) -> Ruling:
    """This person presses on the panel of that one."""
    return members.decide(
        code, Record(policy=policy, member=policy.members.get(person)), turn(by, policy=policy, **options)
    )


def refused(code: str, person: int, *, by: int, **options: Any) -> str:
    with pytest.raises(Refused) as caught:
        press(code, person, by=by, **options)
    assert caught.value.say(Texts())
    return caught.value.code


def asking(**changes: Any) -> Applicant:
    return replace(Applicant(id=99, name="唐果", department="物业科", asked_at=NOON), **changes)


@pytest.mark.parametrize("code", members.ACTS)
@pytest.mark.parametrize("by", [LIN, HE, SU, BAI])
def test_only_a_lead_changes_anybody(code: str, by: int) -> None:
    assert refused(code, LIN, by=by, arg="lead") == "role"


@pytest.mark.parametrize("by", [FANG, GU])
def test_a_lead_gives_and_takes_roles_and_each_is_told(by: int) -> None:
    ruling = press("rt", LIN, by=by, arg="approver", words="下月起")
    assert ruling.member
    assert ruling.member.roles == {Role.MEMBER, Role.APPROVER}
    (event,) = ruling.events
    assert (event.subject, event.type, event.role, event.reason) == (f"member:{LIN}", "member", Role.LEAD, "下月起")
    assert event.diffs == {"roles": (["member"], ["approver", "member"])}
    policy = replace(POLICY, members={**POLICY.members, LIN: ruling.member})
    back = press("rt", LIN, by=by, policy=policy, arg="approver").member
    assert back == POLICY.members[LIN]


@pytest.mark.parametrize(
    ("code", "person", "arg", "why"),
    [
        ("rt", LIN, "system", "argument"),
        ("rt", LIN, "king", "argument"),
        ("rt", LIN, "member", "empty"),
        ("rt", LIN, "handler", "department"),
        ("rt", LIN, "chief", "chief"),
        ("of", GU, "", "chief"),
        ("ds", HE, "0", "department"),
        ("ds", LIN, "9", "argument"),
        ("ds", LIN, "9" * 19, "argument"),
        ("ds", LIN, "0", "same"),
        ("hd", LIN, "", "department"),
        ("on", LIN, "", "same"),
        ("zz", LIN, "", "forged"),
        ("rt", 777, "lead", "unknown"),
    ],
)
def test_what_a_lead_may_not(code: str, person: int, arg: str, why: str) -> None:
    assert refused(code, person, by=FANG, arg=arg) == why


def test_without_a_chief_a_lead_makes_one() -> None:
    assert press("rt", LIN, by=FANG, policy=ALONE, arg="chief").member == replace(
        POLICY.members[LIN], roles=frozenset({Role.MEMBER, Role.CHIEF})
    )


def test_the_last_lead_keeps_the_role_and_stays() -> None:
    both = replace(POLICY.members[FANG], roles=frozenset({Role.LEAD, Role.MEMBER}))
    policy = replace(ALONE, members={**ALONE.members, FANG: both})
    assert refused("rt", FANG, by=FANG, policy=policy, arg="lead") == "last_lead"
    assert refused("of", FANG, by=FANG, policy=policy) == "last_lead"
    assert press("of", FANG, by=GU).member == replace(POLICY.members[FANG], active=False)
    gone = replace(POLICY.members[GU], active=False)
    policy = replace(POLICY, members={**POLICY.members, GU: gone})
    assert refused("of", FANG, by=FANG, policy=policy) == "last_lead", "who is deactivated leads nobody"


def test_who_is_deactivated_is_only_brought_back() -> None:
    gone = replace(POLICY.members[HE], active=False)
    policy = replace(POLICY, members={**POLICY.members, HE: gone})
    for code in ("rt", "ds", "hd", "of"):
        assert refused(code, HE, by=FANG, policy=policy, arg="lead" if code == "rt" else "2") == "inactive"
    assert press("on", HE, by=FANG, policy=policy).member == POLICY.members[HE]


def test_whoever_moves_is_not_head_any_more() -> None:
    ruling = press("ds", SU, by=FANG, arg="1")
    assert ruling.member
    assert (ruling.member.department, ruling.member.head) == ("市政科", False)
    assert loses(POLICY.members[SU], ruling.member) == (False, True)


@pytest.mark.parametrize("status", [Status.CLAIMED, Status.ASSIGNED, Status.HANDLING, Status.FOLLOWING])
def test_owned_work_goes_to_the_lead_who_acted(status: Status) -> None:
    (change,), (notice,) = moved([at_status(status)], [], POLICY.members[LIN], turn(GU))
    assert (change.subject.owner, change.subject.status) == (GU, status)
    assert (change.event.type, change.event.role, change.event.diffs["owner"]) == ("take_over", Role.SYSTEM, (LIN, GU))
    assert change.event.decision[0] == change.event.decision[1], "an act of the system voids nobody's button"
    assert change.subject.acted_at == turn(GU).now, "the lease of the heir begins now"
    assert "#0127 顾远" in Texts().say(notice.text)
    assert notice.mentions == (GU,)


def test_the_files_departures_go_to_the_first_lead_by_name_and_without_a_lead_nowhere() -> None:
    by_file = replace(turn(FANG), actor=SYSTEM)
    (change,), _ = moved([at_status(Status.CLAIMED)], [], POLICY.members[LIN], by_file)
    assert change.subject.owner == FANG
    nobody = replace(POLICY, members={LIN: POLICY.members[LIN]})
    assert moved([at_status(Status.CLAIMED)], [], POLICY.members[LIN], replace(by_file, policy=nobody)) == ((), ())


def test_handled_work_stays_with_the_department() -> None:
    subject = at_status(Status.HANDLING, handler=HE)
    left = {**POLICY.members, HE: replace(POLICY.members[HE], active=False)}
    (change,), _ = moved([], [subject], left[HE], turn(FANG, policy=replace(POLICY, members=left)))
    assert (change.subject.status, change.subject.handler, change.subject.department) == (
        Status.ASSIGNED,
        None,
        "市政科",
    )
    other = Member(id=21, name="钱多", roles=frozenset({Role.HANDLER}), department="市政科")
    more = replace(POLICY, members={**left, 21: other})
    (change,), (notice,) = moved([], [subject], left[HE], turn(FANG, policy=more))
    assert (change.subject.status, change.subject.handler) == (Status.HANDLING, 21)
    assert [out.chat for out in change.outgoing] == [21]
    assert notice.mentions == (21,)


def test_what_one_owned_and_handled_moves_twice_and_keeps_both() -> None:
    subject = at_status(Status.HANDLING, owner=HE, handler=HE)
    left = {**POLICY.members, HE: replace(POLICY.members[HE], active=False)}
    changes, _ = moved([subject], [subject], left[HE], turn(FANG, policy=replace(POLICY, members=left)))
    assert [c.event.type for c in changes] == ["take_over", "hand_over"]
    assert (changes[-1].subject.owner, changes[-1].subject.handler) == (FANG, None)
    assert changes[-1].subject.revision == subject.revision + 2


@pytest.mark.parametrize("words", ["唐果 市政科", "唐果，市政科", "唐果市政科", "唐果"])
def test_a_department_written_behind_the_name_is_no_part_of_it(words: str) -> None:
    record = Record(policy=POLICY, applicant=asking(state=Stage.NAMING))
    named = joining.name(record, replace(turn(LIN), words=words)).applicant
    assert named
    assert named.name == "唐果"


def test_joining_needs_a_name_and_a_fresh_request() -> None:
    me = replace(turn(LIN), actor=replace(turn(LIN).actor, id=99, name="路人", roles=frozenset()))
    asked = joining.ask(Record(policy=POLICY), me).applicant
    assert asked == Applicant(id=99, name="", asked_at=me.now)
    for words in ("", "   ", "12345", "\u202e\u200b"):
        with pytest.raises(Refused):
            joining.name(Record(policy=POLICY, applicant=asked), replace(me, words=words))
    named = joining.name(Record(policy=POLICY, applicant=asked), replace(me, words="唐\u200b果" * 40)).applicant
    assert named
    assert len(named.name) <= joining.NAME_LIMIT
    with pytest.raises(Refused):
        joining.choose(Record(policy=POLICY, applicant=asked), replace(me, arg="1"))
    with pytest.raises(Refused) as crowd:
        joining.choose(Record(policy=POLICY, applicant=named, waiting=joining.MOST_WAITING), replace(me, arg="1"))
    assert crowd.value.code == "crowd"
    done = joining.choose(Record(policy=POLICY, applicant=named), replace(me, arg="1"))
    assert done.applicant
    assert (done.applicant.state, done.applicant.department) == (Stage.WAITING, "市政科")
    assert [n.chat for n in done.outgoing] == [99, GROUP]


@pytest.mark.parametrize(
    ("state", "age", "why"),
    [
        (Stage.WAITING, timedelta(minutes=9), "waiting"),
        (Stage.WAITING, timedelta(minutes=11), ""),
        (Stage.DECLINED, timedelta(hours=23), "declined"),
        (Stage.DECLINED, timedelta(hours=25), ""),
        (Stage.NAMING, timedelta(), ""),
    ],
)
def test_how_soon_one_may_ask_again(state: Stage, age: timedelta, why: str) -> None:
    me = replace(turn(LIN, now=NOON + age), actor=replace(turn(LIN).actor, id=99, roles=frozenset()))
    record = Record(policy=POLICY, applicant=asking(state=state))
    if not why:
        assert joining.ask(record, me).applicant
        return
    with pytest.raises(Refused) as caught:
        joining.ask(record, me)
    assert caught.value.code == why


@pytest.mark.parametrize("state", [Stage.NAMING, Stage.AGREED, Stage.DECLINED])
@pytest.mark.parametrize("code", ["ok", "no"])
def test_a_request_is_answered_once(code: str, state: Stage) -> None:
    with pytest.raises(Refused) as caught:
        joining.DECISIONS[code](Record(policy=POLICY, applicant=asking(state=state)), turn(FANG, arg="m"))
    assert caught.value.code == "decided"


@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize("code", ["ok", "no"])
def test_who_came_in_by_another_way_meanwhile_keeps_what_was_given_there(code: str, active: bool) -> None:
    """The code made a lead of whoever waited, or the file did: an old request must not make a plain member of it."""
    lead = Member(id=99, name="唐果", roles=frozenset({Role.LEAD}), active=active)
    policy = replace(POLICY, members={99: lead, FANG: POLICY.members[FANG]})
    record = Record(policy=policy, member=lead, applicant=asking(state=Stage.WAITING))
    with pytest.raises(Refused) as caught:
        joining.DECISIONS[code](record, turn(FANG, policy=policy, arg="m"))
    assert caught.value.code == "decided"


def test_a_handler_needs_a_department_that_still_is() -> None:
    waiting = asking(state=Stage.WAITING)
    made = joining.agree(Record(policy=POLICY, applicant=waiting), turn(FANG, arg="h")).member
    assert made == Member(id=99, name="唐果", roles=frozenset({Role.HANDLER}), department="物业科")
    gone = replace(POLICY, departments=())
    with pytest.raises(Refused):
        joining.agree(Record(policy=gone, applicant=waiting), turn(FANG, policy=gone, arg="h"))
    plain = joining.agree(Record(policy=gone, applicant=waiting), turn(FANG, policy=gone, arg="m")).member
    assert plain == Member(id=99, name="唐果")


def test_the_code_restores_a_lead_and_tells_the_old_group() -> None:
    gone = replace(POLICY.members[HE], active=False)
    policy = replace(POLICY, members={**POLICY.members, HE: gone}, group=-5)
    ruling = bind(
        Wish(code="X", department="", name="何"),
        Tried.GOOD,
        5,
        Record(policy=policy, member=gone),
        turn(HE, policy=policy),
    )
    assert ruling.member
    assert ruling.member.active
    assert ruling.member.roles == {Role.HANDLER, Role.LEAD}
    assert (ruling.group, [n.chat for n in ruling.outgoing]) == (GROUP, [-5])


@pytest.mark.parametrize("tried", [Tried.WRONG, Tried.SPENT, Tried.ABSENT])
@pytest.mark.parametrize("by", [LIN, FANG])
def test_a_code_that_is_not_good_binds_nothing(tried: Tried, by: int) -> None:
    for department in ("", "市政科"):
        with pytest.raises(Refused):
            bind(Wish(code="X", department=department, name=""), tried, 1, Record(policy=POLICY), turn(by))


@pytest.mark.parametrize("department", ["", "市政科"])
def test_where_the_public_reads_nobody_works(department: str) -> None:
    """S4: the channel that releases go to is bound to nothing else."""
    asked, record = Wish(code="X", department=department, name="方正"), Record(policy=POLICY)
    here = replace(turn(FANG), origin=replace(turn(FANG).origin, chat=-9))
    assert bind(asked, Tried.GOOD, 5, record, here).events
    with pytest.raises(Refused, match="对外发布的频道"):
        bind(asked, Tried.GOOD, 5, record, replace(here, policy=replace(POLICY, channel=-9)))


def test_what_follows_bind_is_read() -> None:
    known, code = ("市政科", "办公 室"), ALPHABET[:LENGTH]
    assert wish((code.lower(),), "x", known, lead=False) == Wish(code=code, department="", name="x")
    assert wish((code, "市政科"), "x", known, lead=False) == Wish(code=code, department="市政科", name="x")
    assert wish(("办公", "室"), "x", known, lead=False) == Wish(code="", department="办公 室", name="x")
    assert wish(("市政课",), "x", known, lead=True).department == "市政课"
    assert wish(("市政课",), "x", known, lead=False).code == "市政课"


@given(
    st.from_regex(r"[a-z]{2}", fullmatch=True),
    st.integers(0, 2**52),
    st.from_regex(r"[A-Za-z0-9]{0,20}", fullmatch=True),
)
def test_the_data_of_a_button_comes_back_and_fits(code: str, person: int, arg: str) -> None:
    press_ = MemberPress(code=code, person=person, arg=arg)
    data = encode_member(press_)
    assert decode_member(data) == press_
    assert len(data.encode()) <= 64


@given(st.text(max_size=80).map(lambda text: f"m1:{text}") | st.text(max_size=80))
def test_any_other_data_is_refused(data: str) -> None:
    try:
        decoded = decode_member(data)
    except InputError:
        return
    # leading zeros are the only other way to write a number
    assert encode_member(decoded) == data or data.split(":")[2].startswith("0")


def test_every_panel_fits_a_phone() -> None:
    many = {n: Member(id=n, name=f"成员{n}" * 5) for n in range(1, 61)}
    policy = replace(POLICY, members=many, departments=tuple(Department(id=n, name="科" * 30) for n in range(1, 30)))
    shown = [roll(policy, page) for page in range(9)]
    shown += [roll(policy, 0, editable=False), panel(many[1]), departments(many[1], policy, 3), leaving(many[1])]
    for one in shown:
        assert len(one.keys) <= 7
        assert all(len(line) <= 2 for line in one.keys)
        assert all(len(Texts().say(k.label)) <= 32 and len(k.data.encode()) <= 64 for line in one.keys for k in line)
    pressed = {k.data for page in shown[:9] for line in page.keys for k in line}
    assert {encode_member(MemberPress(code="mb", person=n)) for n in many} <= pressed, "everybody is on some page"
