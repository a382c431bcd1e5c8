"""Callback data: what we write we read, and whatever else anybody sends is refused with words (lifecycle §6)."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.actions import ACTIONS
from core.callback import LIMIT, PICKER, Press, decode, deep_link, encode, read_deep_link, to_36
from core.cards.views import VIEWS
from core.errors import InputError

CODES = (*(action.code for action in ACTIONS), *(view.code for view in VIEWS), PICKER)
ARGS = st.from_regex(r"[A-Za-z0-9_.-]{0,30}", fullmatch=True)
PRESSES = st.builds(
    Press, action=st.sampled_from(CODES), incident=st.integers(0, 36**11 - 1), seen=st.integers(0, 36**7 - 1), arg=ARGS
)
ALIKE = st.from_regex(r"v[12]?:[a-z~]{1,3}:-?[0-9a-z]{0,13}:[0-9a-zA-Z]{0,9}(:[^:]{0,40}){0,2}", fullmatch=True)


@settings(max_examples=300)
@given(PRESSES)
def test_what_is_written_is_read(press: Press) -> None:
    data = encode(press)
    assert decode(data) == press
    assert 1 <= len(data.encode()) <= LIMIT


@settings(max_examples=300)
@given(st.text(max_size=80) | ALIKE)
@example("v1:cl:1:0\n")
@example("v1:cl:１:0")
@example("v1:cl:1:0:" + "é" * 20)
@example("v1:cl:1:0:" + "a" * 31)
@example("")
def test_garbage_is_refused_or_read_as_what_it_says(data: str) -> None:
    try:
        press = decode(data)
    except InputError:
        return
    assert data.isascii()
    assert len(data) <= LIMIT
    assert decode(encode(press)) == press


@pytest.mark.parametrize("data", ["v1:cl:1:0", "v1:cl:01:00", "v1:cl:1:0:"])
def test_a_harmless_spelling_is_read(data: str) -> None:
    assert decode(data) == Press(action="cl", incident=1, seen=0)


@pytest.mark.parametrize(
    "data",
    ["v2:cl:1:0", "v1:c:1:0", "v1:CL:1:0", "v1:cl:-1:0", "v1:cl:1", "v1:cl:1:0:a b", "v1:cl:1:0:a:b", " v1:cl:1:0"],
)
def test_a_wrong_spelling_is_refused(data: str) -> None:
    with pytest.raises(InputError):
        decode(data)


@pytest.mark.parametrize(
    "press",
    [
        Press(action="claim", incident=1, seen=0),
        Press(action="cl", incident=-(36**11), seen=0),
        Press(action="cl", incident=1, seen=-1),
        Press(action="cl", incident=36**11, seen=0),
        Press(action="cl", incident=1, seen=0, arg="市政科"),
        Press(action="cl", incident=1, seen=0, arg="a" * 31),
    ],
)
def test_our_own_mistakes_are_bugs(press: Press) -> None:
    with pytest.raises(ValueError, match="not a"):
        encode(press)


@given(st.integers(0, 36**11 - 1))
def test_a_deep_link_names_its_incident_and_telegram_takes_it(number: int) -> None:
    payload = deep_link("tingfeng_bot", number).partition("?start=")[2]
    assert read_deep_link(payload) == number
    assert len(payload) <= 64
    assert payload.replace("_", "").isalnum()


@given(st.text(max_size=20).filter(lambda text: not text.startswith("i_")))
def test_another_payload_names_none(payload: str) -> None:
    assert read_deep_link(payload) is None


@given(st.integers(0, 10**15))
def test_base_36_is_read_by_everybody(number: int) -> None:
    assert int(to_36(number), 36) == number
