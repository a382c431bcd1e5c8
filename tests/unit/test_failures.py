"""What an error of the library means (architecture: one public release, or a person is asked)."""

import pytest
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from core.errors import NOT_SENT
from jobs.deliver.failures import trouble


def caused(error: TelegramError) -> TelegramError:
    """As the library raises it where the answer had a code and no JSON: a proxy spoke, not Telegram."""
    error.__cause__ = TelegramError("Invalid server response")
    return error


@pytest.mark.parametrize(
    "error",
    [
        TelegramError("Invalid server response"),
        caused(Forbidden("Forbidden (403)")),
        caused(BadRequest("Bad Request (400)")),
        caused(NetworkError("Bad Gateway (502)")),
        NetworkError("Bad Gateway"),
        TimedOut(),
    ],
    ids=repr,
)
def test_what_may_have_been_carried_out_is_an_unknown_outcome(error: TelegramError) -> None:
    """S4: the library raises the first one after a 200, and the message may well be there."""
    what = trouble(error)
    assert (what.unknown, what.line, what.unsent, what.closed) == (True, True, False, False)


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("Forbidden: bot is not a member of the channel chat"),
        BadRequest("Chat not found"),
        InvalidToken("Unauthorized"),
        Conflict("Conflict: terminated by other getUpdates request"),
        RetryAfter(5),
        NetworkError(f"{NOT_SENT}: ConnectError"),
    ],
    ids=repr,
)
def test_a_refusal_with_its_code_and_what_never_left_are_certain(error: TelegramError) -> None:
    assert not trouble(error).unknown
