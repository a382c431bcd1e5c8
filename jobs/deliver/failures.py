"""What Telegram's refusals mean. The order matters: BadRequest and TimedOut are kinds of NetworkError."""

from dataclasses import dataclass
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from core.errors import NOT_SENT

#: the line is down: try again soon
SOON = timedelta(seconds=5)
#: our own mistake will not mend itself
LATE = timedelta(hours=1)
#: a group does not let us speak
GROUP_PAUSE = timedelta(minutes=10)

_GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message to delete not found",
    "message can't be deleted",
)
_CLOSED = ("chat not found", "user is deactivated", "not enough rights", "have no rights", "chat_write_forbidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One failure in words we act on."""

    words: str
    pause: timedelta = SOON
    retry: bool = True
    #: the request may have been carried out
    unknown: bool = False
    #: it certainly did not leave
    unsent: bool = False
    #: the network failed, not this call
    line: bool = False
    #: the message is not there any more
    gone: bool = False
    #: nobody may write there
    closed: bool = False
    flood: timedelta | None = None
    moved_to: int = 0


def trouble(error: TelegramError) -> Trouble:
    """Read a failure."""
    words = error.message
    if _unreadable(error):
        # somebody between us and Telegram has answered, or only half of the answer came: it may be that of a success
        return Trouble(words=words, unknown=True, line=True)
    if isinstance(error, RetryAfter):
        seconds = error.retry_after
        wait = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
        return Trouble(words=words, flood=wait)
    if isinstance(error, ChatMigrated):
        return Trouble(words=words, moved_to=error.new_chat_id)
    if isinstance(error, Forbidden):
        return Trouble(words=words, closed=True)
    if isinstance(error, BadRequest):
        low = words.lower()
        gone = any(sign in low for sign in _GONE)
        closed = any(sign in low for sign in _CLOSED)
        return Trouble(words=words, gone=gone, closed=closed, retry=False, pause=LATE)
    if isinstance(error, TimedOut):
        return Trouble(words=words, unknown=True, line=True)
    if isinstance(error, NetworkError):
        # only our own transport knows that nothing was sent; a 502 may hide a message that stands in the chat
        unsent = words.startswith(NOT_SENT)
        # what was never sent keeps its place: the line is asked before anything is tried again
        pause = timedelta(0) if unsent else SOON
        return Trouble(words=words, unknown=not unsent, unsent=unsent, line=True, pause=pause)
    return Trouble(words=words, pause=LATE)


def _unreadable(error: TelegramError) -> bool:
    """Was the answer, of whatever code, none of Telegram's? The library has no class for that."""
    refusals = (BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter)
    return not isinstance(error, refusals) or isinstance(error.__cause__, TelegramError)
