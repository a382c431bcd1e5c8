"""上限 and 静默 of one rule take nothing away from what another rule found."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from core.detect import Action, Decision, Prepared, prepare
from core.incident import Incident
from core.limiting import choose, full, limits, over_limit, without
from core.opening import hushed
from core.posts import Post, Source
from core.rules import RuleSet
from core.severity import Severity
from tests.conftest import NOON
from tests.unit.detect.making import Pairs
from tests.unit.making import POLICY

FORUM = Source(name="海棠论坛", kind="rss", url="", platform="论坛")
RULES = """
[停水]
停水
+三天
:上限 2
:部门 供水科

[燃气]
燃气
:上限 1

[物业]
物业
"""
NIGHT = NOON + timedelta(hours=12)


def found(title: str, rules: str = RULES) -> Prepared:
    post = Post(key="1", url="", title=title)
    return prepare(post, FORUM, rules=RuleSet.parse(rules), organisation=None, cut=Pairs(), at=NOON)


def opens(one: Prepared) -> Decision:
    return Decision(action=Action.OPEN, reasons=one.reasons)


@pytest.mark.parametrize(
    ("title", "opened", "topic", "held", "over"),
    [
        ("停水三天", {}, "停水", (), False),
        ("停水三天", {"停水": 1}, "停水", (), False),
        ("停水三天", {"停水": 2}, "停水", ("停水",), True),
        ("停水三天燃气", {"停水": 2}, "燃气", ("停水",), False),
        ("停水三天燃气", {"燃气": 9}, "停水", (), False),
        ("停水三天燃气", {"停水": 2, "燃气": 1}, "停水", ("停水", "燃气"), True),
        ("停水三天燃气物业", {"停水": 2, "燃气": 1}, "物业", ("停水", "燃气"), False),
        ("什么也没有", {"停水": 2}, "", (), False),
    ],
)
def test_the_first_rule_with_room_opens(
    title: str, opened: Mapping[str, int], topic: str, held: tuple[str, ...], over: bool
) -> None:
    one = found(title)
    chosen = choose(one, opens, full(one, opened))
    assert (chosen.prepared.topic, chosen.held, chosen.over) == (topic, held, over)
    assert chosen.prepared.hits == one.hits


def test_what_joins_an_incident_needs_no_room() -> None:
    """A full rule takes more posts of what it opened; where it would open anew, the other rule's incident is joined."""
    one = found("停水三天燃气")

    def joins(topic: str) -> Decision:
        chosen = choose(
            one,
            lambda each: Decision(action=Action.ATTACH, incident=7, reasons=()) if each.topic == topic else opens(each),
            full(one, {"停水": 2, "燃气": 1}),
        )
        assert chosen.prepared.topic == topic
        assert not chosen.over
        return chosen.decision

    assert joins("停水").incident == 7
    assert joins("燃气").incident == 7


def test_the_department_is_that_of_the_rule_which_takes_it() -> None:
    one = found("停水三天燃气", RULES.replace(":上限 1", ":上限 1\n:部门 燃气办"))
    assert one.department == "供水科"
    assert choose(one, opens, ["停水"]).prepared.department == "燃气办"


def test_what_may_not_be_joined_opens() -> None:
    one, joining = found("停水三天"), Decision(action=Action.ATTACH, incident=7, reasons=())
    assert without(lambda _: joining, [7])(one) == replace(joining, action=Action.OPEN, incident=None)
    assert without(lambda _: joining, [8])(one) == joining
    copy = replace(joining, action=Action.DUPLICATE)
    assert without(lambda _: copy, [7])(one) == copy


def test_limits_are_those_that_are_written() -> None:
    assert limits(found("停水三天燃气物业")) == {"停水": 2, "燃气": 1}
    assert limits(found("物业")) == {}


@pytest.mark.parametrize("name", ["停水", "停" * 120])
def test_a_full_day_is_said_once_a_day_and_rule(name: str) -> None:
    key = over_limit(name, 3, POLICY, NOON).key
    assert len(key) <= 120
    assert over_limit(name, 3, POLICY, NOON + timedelta(hours=1)).key == key
    assert over_limit(name, 3, POLICY, NOON + timedelta(days=1)).key != key
    assert over_limit(f"{name}气", 3, POLICY, NOON).key != key


QUIET = "[燃气]\n燃气\n:级别 较大\n{first}\n[物业]\n物业\n{second}\n"
NIGHTLY = ":静默 23:00-07:00\n"


@pytest.mark.parametrize(
    ("first", "second", "title", "quiet"),
    [
        ("", NIGHTLY, "燃气，物业不在", False),
        (NIGHTLY, "", "燃气，物业不在", False),
        (NIGHTLY, NIGHTLY, "燃气，物业不在", True),
        ("", NIGHTLY, "物业不在", True),
        ("", "", "别的事", False),
    ],
)
def test_a_card_is_quiet_where_every_rule_that_found_it_is(first: str, second: str, title: str, quiet: bool) -> None:
    one = found(title, QUIET.format(first=first, second=second))
    incident = Incident(detected_at=NIGHT, severity=Severity.SIGNIFICANT, topic=one.topic)
    assert POLICY.local(NIGHT).hour == 0
    assert hushed(incident, one, POLICY, NIGHT) is quiet
    assert not hushed(replace(incident, severity=Severity.MAJOR), one, POLICY, NIGHT)
