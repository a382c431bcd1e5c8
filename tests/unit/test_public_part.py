"""The chain's public part holds codes, numbers and times: what people wrote, and who they are, stands beside it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.actions import BY_CODE
from core.changes import Event
from core.people import Role
from core.policy import Figures
from core.severity import Severity
from core.spans import Route
from core.statements.rulings import signed, submitted
from core.workflow import Outcome
from storage.audit import _personal, _public
from storage.rows import plain
from tests.conftest import BAI, FANG, HE, PEOPLE
from tests.unit.law import LAW, PLACES, Kind
from tests.unit.making import LINES, POLICY, turn
from tests.unit.matrix import ALL, judged, situation
from tests.unit.matrix import turn as whole
from tests.unit.speaking import statement

#: in whatever somebody types here
TYPED = "王小明"
FORMED = {
    "pm": f"{TYPED}修好路灯，11-28 前",
    "pb": f"https://weibo.com/2803301701/Nabc {TYPED}的微博",
    "dr": f"{LINES['dr']}\n{TYPED}",
    "ed": f"{LINES['ed']}\n{TYPED}",
}
#: a person where a role usually stands
NAMING = Figures(routes={level: Route(stages=(("白露",), ("何建",)), standin=("方正",)) for level in Severity})


def typed(code: str) -> str:
    """Words for the question of this act, with a person's name among them."""
    return FORMED.get(code, f"请联系{TYPED}，县教育局") if BY_CODE[code].asks else ""


def events(code: str) -> Iterator[Event]:
    """Every event that this act can have, whoever does it wherever."""
    policy = replace(ALL, figures=NAMING)
    for place in PLACES:
        for kind in Kind:
            outcome = judged(code, situation(code, place), whole(code, kind, words=typed(code), policy=policy))
            if isinstance(outcome, Outcome):
                yield from (change.event for change in outcome.changes)


@pytest.mark.parametrize("code", LAW)
def test_no_act_writes_typed_words_or_names_into_the_public_part(code: str) -> None:
    """S3, A-, lifecycle §7: what is erased one day must not stand in the chain."""
    found = list(events(code))
    assert found
    for event in found:
        public = repr(_public(event, NAMING))
        assert TYPED not in public, f"{event.type}: put the field into PERSONAL of storage/audit.py"
        assert not [one.name for one in PEOPLE if one.name in public]
    if BY_CODE[code].asks:
        # and is not lost by that: texts are rows of their own, of a publication only the link is kept
        assert code in ("dr", "ed", "pb") or any(TYPED in repr(_personal(event)) for event in found)


def test_people_whom_a_route_names_stand_by_number_in_what_is_noted() -> None:
    policy = replace(POLICY, figures=NAMING)
    asks = turn(BAI, policy=policy)
    one = situation("sb", next(iter(LAW["sb"].who)))
    change = submitted(one, statement(), asks, Role.MEMBER, [])
    assert change.event.notes["stages"] == [f"member:{BAI}", f"member:{HE}"]
    without = replace(policy, members={k: replace(m, active=k != HE) for k, m in policy.members.items()})
    again = signed(change.subject, change.subject.statements[0], turn(BAI, policy=without), Role.MEMBER)
    assert again.event.notes["passed"] == [f"member:{FANG}"]
    late = submitted(one, statement(), turn(BAI, policy=without), Role.MEMBER, [])
    assert late.event.notes["passed"] == [f"member:{HE} → member:{FANG}"]
    assert "何建" not in repr(plain(late.event.notes))
