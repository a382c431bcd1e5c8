"""Which department is proposed: by how many near cases, and what bounced counts against (D8)."""

from dataclasses import replace

from core.actions.assign import departments
from core.assigning import Advice, Past, Uptake, advice
from core.people import Department
from core.policy import Policy
from core.workflow import Around
from tests.unit.making import POLICY, incident

ROADS, HOUSING, WATER = "市政科", "物业科", "供水科"


def past(
    department: str, times: int, *, stand: Uptake = Uptake.TAKEN, topic: str = "供水", title: str = "停水"
) -> list[Past]:
    return [Past(department=department, stand=stand, topic=topic, title=f"{title}{n}") for n in range(times)]


def test_three_like_it_propose_their_department_and_two_do_not() -> None:
    subject = incident(topic="供水", title="水压太低")
    assert advice(subject, past(ROADS, 2)) == Advice()
    assert advice(subject, past(ROADS, 3)) == Advice(department=ROADS, cases=3)
    assert advice(subject, []) == Advice()


def test_another_topic_in_other_words_proposes_nothing() -> None:
    assert advice(incident(topic="校园", title="食堂饭菜发霉"), past(ROADS, 20)) == Advice()
    assert advice(incident(topic="", title="食堂饭菜发霉"), past(ROADS, 20, topic="")) == Advice()


def test_the_same_words_do_without_a_topic() -> None:
    subject = incident(topic="", title="人民路水管又爆裂")
    known = past(WATER, 3, topic="", title="水管爆裂没人修") + past(HOUSING, 30, topic="", title="电梯停运三天")
    assert advice(subject, known).department == WATER


def test_a_department_that_is_not_clearly_the_one_is_not_proposed() -> None:
    subject = incident(topic="供水", title="水压太低")
    assert advice(subject, past(ROADS, 5) + past(WATER, 5)) == Advice()
    assert advice(subject, past(ROADS, 5) + past(WATER, 1)).department == ROADS


def test_what_was_sent_back_counts_against() -> None:
    subject = incident(topic="供水", title="水压太低")
    kept, bounced = past(ROADS, 4), past(ROADS, 2, stand=Uptake.BOUNCED)
    assert advice(subject, kept + bounced) == Advice(), "not clear any more"
    assert advice(subject, past(ROADS, 1) + bounced).sunk == {ROADS}


def test_the_nearest_cases_weigh_most() -> None:
    """A broad rule finds everything; its words say whose it is."""
    subject = incident(topic="本单位", title="小区电梯停运没人修")
    known = past(HOUSING, 6, topic="本单位", title="小区电梯停运") + past(ROADS, 6, topic="本单位", title="路灯不亮")
    assert advice(subject, known).department == HOUSING


def order(suggested: str = "", known: tuple[Past, ...] = (), recent: tuple[str, ...] = ()) -> list[str]:
    names = (ROADS, HOUSING, WATER)
    policy: Policy = replace(
        POLICY, departments=tuple(Department(id=number, name=name) for number, name in enumerate(names, 1))
    )
    subject = incident(topic="供水", title="水压太低", suggested=suggested)
    return [choice.label.plain() for choice in departments(subject, Around(policy=policy, past=known, recent=recent))]


def test_the_picker_shows_the_proposed_one_first_and_says_why() -> None:
    assert order(recent=(HOUSING,)) == [HOUSING, ROADS, WATER]
    assert order(known=tuple(past(WATER, 5)), recent=(HOUSING,)) == ["供水科（建议：同类 5 件）", HOUSING, ROADS]


def test_what_the_rule_names_comes_before_what_was_learnt() -> None:
    shown = order(HOUSING, tuple(past(WATER, 5)), recent=(ROADS,))
    assert shown == [HOUSING, "供水科（建议：同类 5 件）", ROADS]


def test_who_sends_it_back_stands_last() -> None:
    bounced = tuple(past(HOUSING, 2, stand=Uptake.BOUNCED))
    assert order(known=bounced, recent=(HOUSING, ROADS)) == [ROADS, WATER, HOUSING]
    assert order(HOUSING, bounced)[0] == HOUSING, "the rule still wins"
