"""What is read of an update, and which updates stay in order (lifecycle §6)."""

import copy
from typing import Any

import pytest
from telegram import Bot, InaccessibleMessage, Update

from bot.updates import read as read_update
from bot.updates import subject

SOMEBODY = {"id": 11, "is_bot": False, "first_name": "林晓"}
CHAT = {"id": -1001, "type": "supergroup", "title": "舆情处置群"}


def press(data: str = "v1:cl:7:0", **message: Any) -> dict[str, Any]:
    """A press on a card of ours as Telegram sends it."""
    keys = {"inline_keyboard": [[{"text": "🙋 我来认领", "callback_data": data}]]}
    card = {"message_id": 5, "date": 1763596800, "chat": CHAT, "text": "🟡 #0007", "reply_markup": keys} | message
    query = {"id": "77", "from": SOMEBODY, "chat_instance": "1", "data": data, "message": card}
    return {"update_id": 9, "callback_query": query}


def read(raw: dict[str, Any]) -> Update:
    return read_update(raw, Bot("1:a"))


def test_of_a_pressed_message_only_which_it_is_is_read() -> None:
    raw = press()
    before = copy.deepcopy(raw)
    update = read(raw)
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.id, query.data, query.from_user.id) == ("77", "v1:cl:7:0", 11)
    assert (query.message.chat.id, query.message.message_id) == (-1001, 5)
    assert update.effective_chat is not None
    assert update.effective_chat.id == -1001
    assert isinstance(query.message, InaccessibleMessage)
    assert raw == before, "what is stored stays whole"


def test_other_updates_are_read_as_they_are() -> None:
    raw = {"update_id": 9, "message": press()["callback_query"]["message"] | {"from": SOMEBODY}}
    update = read(raw)
    assert update.message is not None
    assert update.message.text == "🟡 #0007"


def test_a_press_in_an_inline_message_has_none() -> None:
    raw = press()
    del raw["callback_query"]["message"]
    query = read(raw).callback_query
    assert query is not None
    assert query.message is None


@pytest.mark.parametrize("query", [7, "x", {"message": 7}, {"message": {"chat": 7}}, {"message": {}}])
def test_what_has_no_shape_cannot_be_read_and_still_has_a_subject(query: Any) -> None:
    raw = {"update_id": 9, "callback_query": query}
    subject(raw)
    with pytest.raises((TypeError, KeyError, AttributeError)):
        read(raw)


def test_the_presses_of_one_incident_are_one_subject_whatever_was_pressed() -> None:
    assert subject(press("v1:cl:7:0")) == subject(press("v1:as:7:3", message_id=6))
    assert subject(press("v1:cl:7:0")) != subject(press("v1:cl:8:0"))


def test_words_stay_in_order_within_their_chat() -> None:
    message = {"message_id": 1, "chat": CHAT}
    assert subject({"message": message}) == subject({"message": message | {"message_id": 2}})
    assert subject({"message": message}) != subject({"message": message | {"chat": {"id": 11}}})


@pytest.mark.parametrize("raw", [{}, {"message": None}, {"message": {"chat": []}}, {"my_chat_member": {}}])
def test_everything_has_a_subject(raw: dict[str, Any]) -> None:
    hash(subject(raw))
