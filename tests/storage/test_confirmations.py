"""Two presses within half a minute, bound to person, act, argument and decision (lifecycle §3.9)."""

from datetime import timedelta

import pytest

from storage import Store
from tests.conftest import BAI, LIN, NOON
from tests.storage.making import attached, bodies, opened, press


async def types(store: Store) -> list[str]:
    return [body["type"] for body in await bodies(store)]


async def test_the_second_press_of_the_same_person_acts(store: Store) -> None:
    ident = await opened(store)
    first = await press(store, LIN, "iv", ident, arg="f", seen=0)
    assert (first.confirm, first.alert) == (True, True)
    assert await types(store) == ["detect"]
    second = await press(store, LIN, "iv", ident, arg="f", seen=0, now=NOON + timedelta(seconds=30))
    assert second.answer.plain() == "已标为无效"
    assert await types(store) == ["detect", "invalid"]


@pytest.mark.parametrize(
    ("person", "arg", "seconds"),
    [(BAI, "f", 1), (LIN, "a", 1), (LIN, "f", 31)],
    ids=["another person", "another reason", "too late"],
)
async def test_what_is_not_the_second_press_asks_again(store: Store, person: int, arg: str, seconds: int) -> None:
    ident = await opened(store)
    await press(store, LIN, "iv", ident, arg="f")
    again = await press(store, person, "iv", ident, arg=arg, now=NOON + timedelta(seconds=seconds))
    assert again.confirm
    assert await types(store) == ["detect"]


async def test_a_replayed_first_press_is_no_second_press(store: Store) -> None:
    ident = await opened(store)
    for _ in range(2):
        outcome = await press(store, LIN, "iv", ident, arg="f", key="press:10")
        assert "再按一次" in outcome.answer.plain()
    assert await types(store) == ["detect"]


async def test_a_decision_in_between_voids_the_first_press(store: Store) -> None:
    ident = await opened(store)
    await press(store, LIN, "iv", ident, arg="f")
    await press(store, LIN, "cl", ident)
    assert (await press(store, LIN, "iv", ident, arg="f", seen=1)).confirm


async def test_a_new_post_in_between_does_not_void_the_first_press(store: Store) -> None:
    ident = await opened(store)
    await press(store, LIN, "iv", ident, arg="f", seen=0)
    await attached(store, ident)
    outcome = await press(store, LIN, "iv", ident, arg="f", seen=0, now=NOON + timedelta(seconds=2))
    assert outcome.answer.plain() == "已标为无效"


async def test_a_double_tap_is_one_press(store: Store) -> None:
    """W2: a thumb that trembles confirms nothing; the first of its taps stays the first press."""
    ident = await opened(store)
    for tenths in (0, 3, 9):
        tap = await press(store, LIN, "iv", ident, arg="f", now=NOON + timedelta(seconds=tenths / 10))
        assert tap.confirm
    assert await types(store) == ["detect"]
    await press(store, LIN, "iv", ident, arg="f", now=NOON + timedelta(seconds=1))
    assert await types(store) == ["detect", "invalid"]
