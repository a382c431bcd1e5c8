"""Who signs (product §3): stages by level, author and last editor left out, stand-ins, the chief, one person alone."""

from dataclasses import replace

import pytest

from core.incident import Incident, Status
from core.people import Actor, Member, Role
from core.policy import Figures, Policy
from core.severity import Severity
from core.spans import Route
from core.statement import Stand
from core.statements.routing import Way, fits, label, permitting
from core.statements.standing import arg_of
from core.workflow import Refused
from tests.conftest import BAI, FANG, GU, HE, LIN, SU
from tests.unit.making import POLICY, at_status, done
from tests.unit.speaking import statement

HEATING = {"department": "物业科"}
APPROVER = 30
WITH_APPROVER = replace(
    POLICY, members={**POLICY.members, APPROVER: Member(id=APPROVER, name="审签", roles=frozenset({Role.APPROVER}))}
)


def way(level: Severity, *left_out: int, policy: Policy = POLICY, **changes: object) -> Way:
    """The way at this level with these people left out."""
    subject = at_status(Status.HANDLING, severity=level, **(HEATING | changes))
    return Way(subject, policy, frozenset(left_out))


@pytest.mark.parametrize(
    ("level", "people"),
    [
        (Severity.GENERAL, [{SU, FANG, GU}]),
        (Severity.SIGNIFICANT, [{SU}, {APPROVER, GU}]),
        (Severity.MAJOR, [{SU}, {APPROVER, GU}, {GU}]),
        (Severity.EXTREME, [{APPROVER, GU}, {GU}]),
    ],
)
def test_the_stages_of_each_level(level: Severity, people: list[set[int]]) -> None:
    stages = way(level, LIN, policy=WITH_APPROVER).stages()
    assert [set(stage.people) for stage in stages] == people
    assert {stage.timebox for stage in stages} == {15 if level >= Severity.MAJOR else 30}


def test_author_and_editor_are_left_out_and_an_empty_stage_goes_to_its_stand_in_then_to_the_chief() -> None:
    head, second = way(Severity.SIGNIFICANT, SU).stages()
    assert (head.names, set(head.people)) == (("lead",), {FANG, GU})
    assert set(second.people) == {GU}
    (head, _) = way(Severity.SIGNIFICANT, SU, FANG).stages()
    assert set(head.people) == {GU}
    nobody = way(Severity.SIGNIFICANT, LIN, department="市政科").stages()[0]
    assert (nobody.names, set(nobody.people)) == (("lead",), {FANG, GU})


def test_stand_ins_are_others_than_those_who_are_asked_first() -> None:
    head, second = way(Severity.SIGNIFICANT, LIN).stages()
    assert (head.people, set(head.standin), head.standin_names) == ((SU,), {FANG, GU}, ("lead",))
    assert set(second.standin) == {FANG}
    (only,) = way(Severity.GENERAL, LIN).stages()
    assert only.standin == ()


def test_a_stage_may_name_a_person() -> None:
    figures = Figures(routes={Severity.GENERAL: Route(stages=(("白露",),), standin=("何建",))})
    (stage,) = way(Severity.GENERAL, LIN, policy=replace(POLICY, figures=figures)).stages()
    assert (stage.people, stage.standin) == ((BAI,), (HE,))
    assert label("白露").plain() == "白露"
    assert permitting(stage, Actor.of(POLICY.members[BAI]), POLICY, standin=False) is Role.MEMBER


def test_nobody_left_is_refused_by_name_unless_one_may_sign_alone() -> None:
    with pytest.raises(Refused, match="缺「物业科负责人、带班领导」") as refused:
        way(Severity.GENERAL, SU, FANG, GU).stages()
    assert refused.value.code == "nobody"
    solo = replace(POLICY, figures=replace(POLICY.figures, allow_solo=True))
    (stage,) = way(Severity.GENERAL, SU, FANG, GU, policy=solo).stages()
    assert set(stage.people) == {SU, FANG, GU}
    plain = replace(solo, members={LIN: POLICY.members[LIN]})
    with pytest.raises(Refused, match="没有人可以审签"):
        way(Severity.GENERAL, LIN, policy=plain).stages()


def test_only_who_was_asked_and_still_is_what_was_asked_may_sign() -> None:
    stage = way(Severity.SIGNIFICANT, LIN).stages()[0]
    head, lead = (Actor.of(POLICY.members[person]) for person in (SU, FANG))
    assert permitting(stage, head, POLICY, standin=False) is Role.HANDLER
    assert permitting(stage, lead, POLICY, standin=False) is None
    assert permitting(stage, lead, POLICY, standin=True) is Role.LEAD
    former = replace(POLICY, members={**POLICY.members, SU: replace(POLICY.members[SU], head=False)})
    assert permitting(stage, head, former, standin=False) is None
    assert not fits(replace(POLICY.members[GU], active=False), "chief")


def test_the_head_is_that_of_the_department_at_submit() -> None:
    (stage,) = way(Severity.GENERAL, LIN).stages()
    assert stage.names == ("head@物业科", "lead")
    elsewhere: Incident = at_status(Status.HANDLING, severity=Severity.GENERAL, department="市政科")
    assert set(Way(elsewhere, POLICY, frozenset({LIN})).stages()[0].people) == {FANG, GU}


def two_signers(level: Severity, *stages: tuple[str, ...], standin: tuple[str, ...] = ("lead",)) -> Policy:
    """A policy with these stages at this level; the 审签人 leads too."""
    both = Member(id=APPROVER, name="副职", roles=frozenset({Role.LEAD, Role.APPROVER}))
    routes = {level: Route(stages=stages, standin=standin)}
    return replace(POLICY, members={**POLICY.members, APPROVER: both}, figures=Figures(routes=routes))


def sign(subject: Incident, person: int, policy: Policy) -> Incident:
    """This person signs the present stage."""
    arg = arg_of(subject.statements[0], stage=True)
    return done("ap", subject, LIN, actor=Actor.of(policy.members[person]), policy=policy, arg=arg)


def asked_of(subject: Incident, policy: Policy) -> Incident:
    """It is submitted by its author."""
    return done("sb", subject, LIN, policy=policy, arg=arg_of(subject.statements[0]))


def test_a_level_that_falls_takes_no_signature_away() -> None:
    """The way is that of submit: the chief is asked still, and only the chief signs that stage (S3)."""
    policy = replace(two_signers(Severity.GENERAL), figures=Figures())
    one = at_status(Status.HANDLING, severity=Severity.EXTREME, statements=(statement(),), **HEATING)
    one = asked_of(one, policy)
    lead = Actor.of(policy.members[APPROVER])
    one = done("lv", one, LIN, actor=lead, policy=policy, arg="significant", words="传播已平息")
    one = sign(one, APPROVER, policy)
    assert (one.statements[0].stage, one.statements[0].stages[1].people) == (1, (GU,))
    with pytest.raises(Refused) as refused:
        sign(one, APPROVER, policy)
    assert refused.value.code == "approver"
    one = sign(one, GU, policy)
    assert (one.statements[0].stand, [mark.by for mark in one.statements[0].signed]) == (Stand.APPROVED, [APPROVER, GU])


def test_nobody_signs_two_stages_where_the_second_means_somebody_else_too() -> None:
    policy = two_signers(Severity.GENERAL, ("approver",), ("approver", "lead"))
    one = asked_of(at_status(Status.HANDLING, statements=(statement(),), **HEATING), policy)
    assert set(one.statements[0].stages[1].people) == {APPROVER, FANG, GU}
    one = sign(one, APPROVER, policy)
    assert set(one.statements[0].stages[1].people) == {FANG, GU}
    with pytest.raises(Refused):
        sign(one, APPROVER, policy)
    assert sign(one, FANG, policy).statements[0].stand is Stand.APPROVED


def test_who_stood_in_for_one_stage_does_not_stand_in_for_the_next() -> None:
    policy = two_signers(Severity.GENERAL, ("lead",), ("苏敏",), standin=("lead",))
    one = asked_of(at_status(Status.HANDLING, statements=(statement(),), **HEATING), policy)
    one = sign(one, FANG, policy)
    second = one.statements[0].stages[1]
    assert (second.people, FANG in second.standin, bool(second.standin)) == ((SU,), False, True)


def test_where_the_second_stage_means_nobody_else_one_person_signs_both() -> None:
    """A small office stays possible."""
    policy = two_signers(Severity.GENERAL, ("chief",), ("chief",))
    one = asked_of(at_status(Status.HANDLING, statements=(statement(),), **HEATING), policy)
    one = sign(sign(one, GU, policy), GU, policy)
    assert (one.statements[0].stand, [mark.by for mark in one.statements[0].signed]) == (Stand.APPROVED, [GU, GU])
