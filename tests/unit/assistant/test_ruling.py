"""May it be used now? The day's ceiling, one use at a time for each incident, and what the audit holds of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.assistant import TASKS
from core.assistant.ruling import Begun, Uses, answered, asked
from core.assistant.task import Order
from core.assistant.trouble import Came
from core.assistant_settings import DEAREST, Ceiling
from core.policy import Figures
from core.workflow import Refused
from tests.conftest import LIN, NOON
from tests.unit.making import POLICY, incident, turn

ORDER = Order(task=TASKS[0])
ALLOWED = Ceiling(model="tiny", seconds=60, uses=3, tokens=3 * DEAREST)
DAY = NOON - timedelta(hours=12)
NOW = NOON + timedelta(minutes=1)


def refused(uses: Uses, *, allowed: Ceiling = ALLOWED, person: int = LIN) -> str:
    """The code of the refusal, "" where it may begin."""
    policy = replace(POLICY, figures=Figures(assistant=allowed))
    try:
        asked(incident(), ORDER, "press:1", uses, turn(person, policy=policy, now=NOW))
    except Refused as error:
        return error.code
    return ""


def uses(*begun: Begun) -> Uses:
    return Uses(day=DAY, begun={f"press:{number}": one for number, one in enumerate(begun)})


def over(tokens: int = 100, **ago: float) -> Begun:
    return Begun(incident=127, at=NOW - timedelta(**ago or {"hours": 1}), tokens=tokens)


def test_it_is_off_until_somebody_turns_it_on() -> None:
    assert refused(uses(), allowed=Ceiling()) == "off"
    assert refused(uses()) == ""


@pytest.mark.parametrize(
    ("begun", "code"),
    [
        (Begun(incident=127, at=NOW - timedelta(seconds=30)), "busy"),
        (Begun(incident=128, at=NOW - timedelta(seconds=30)), ""),
        # never heard of again: it holds up nobody for ever
        (Begun(incident=127, at=NOW - timedelta(seconds=121)), ""),
        (over(seconds=30), ""),
    ],
)
def test_one_at_a_time_for_each_incident(begun: Begun, code: str) -> None:
    assert refused(uses(begun)) == code


def test_uses_of_a_day() -> None:
    assert refused(uses(over(), over())) == ""
    assert refused(uses(over(), over(), over())) == "uses"
    assert refused(uses(over(hours=20), over(), over())) == "", "yesterday's count no more"


def test_tokens_of_a_day() -> None:
    assert refused(uses(over(2 * DEAREST))) == ""
    assert refused(uses(over(2 * DEAREST + 1))) == "tokens"
    lost = Begun(incident=1, at=NOW - timedelta(hours=1))
    assert refused(uses(lost, over(DEAREST + 1))) == "tokens", "what was never heard of again counts in full"


def test_the_audit_tells_everything_but_the_text() -> None:
    policy = replace(POLICY, figures=Figures(assistant=ALLOWED))
    event = answered(incident(), ORDER, "press:1", turn(LIN, policy=policy), came=Came.DONE, tokens=321, seconds=2.34)
    assert event.notes == {
        "use": "press:1",
        "task": "summary",
        "about": "",
        "model": "tiny",
        "came": "done",
        "tokens": 321,
        "tenths": 23,
    }
    assert (event.actor.id, event.subject) == (LIN, "assistant:127")
    assert not event.diffs
