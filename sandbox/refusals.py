"""The refusals of the Bot API, word for word as the official server writes them."""

from typing import Any

BLOCKED = "Forbidden: bot was blocked by the user"
CANNOT_INITIATE = "Forbidden: bot can't initiate conversation with a user"
CHAT_EMPTY = "Bad Request: chat_id is empty"
CHAT_NOT_FOUND = "Bad Request: chat not found"
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
CONFLICT_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
ENDED_BY_WEBHOOK = "Conflict: terminated by setWebhook request"
DATA_INVALID = "Bad Request: BUTTON_DATA_INVALID"
DELETE_NOT_FOUND = "Bad Request: message to delete not found"
DELETE_REFUSED = "Bad Request: message can't be deleted"
EDIT_NOT_FOUND = "Bad Request: message to edit not found"
EDIT_REFUSED = "Bad Request: message can't be edited"
METHOD_NOT_FOUND = "Not Found: method not found"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
NO_CAPTION = "Bad Request: there is no caption in the message to edit"
NO_TEXT = "Bad Request: there is no text in the message to edit"
PIN_NOT_FOUND = "Bad Request: message to pin not found"
PIN_REFUSED = "Bad Request: not enough rights to manage pinned messages in the chat"
QUERY_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
REPLY_NOT_FOUND = "Bad Request: message to be replied not found"
REACTION_INVALID = "Bad Request: REACTION_INVALID"
REACTION_NOT_FOUND = "Bad Request: message to react not found"
TEXT_EMPTY = "Bad Request: message text is empty"
TEXT_TOO_LONG = "Bad Request: message is too long"
THREAD_NOT_FOUND = "Bad Request: message thread not found"
TOPIC_CLOSED = "Bad Request: TOPIC_CLOSED"
TOPIC_UNCHANGED = "Bad Request: TOPIC_NOT_MODIFIED"
UNAUTHORIZED = "Unauthorized"
UPGRADED = "Bad Request: group chat was upgraded to a supergroup chat"


class Refusal(Exception):  # noqa: N818 - an answer of the server, not a fault of ours
    """An answer with ok = false. `parameters` carries retry_after or migrate_to_chat_id."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(description: str, **parameters: Any) -> Refusal:
    """A 400; the description carries its own "Bad Request: "."""
    return Refusal(400, description, **parameters)


def forbidden(description: str) -> Refusal:
    """A 403."""
    return Refusal(403, description)


def flood(seconds: int) -> Refusal:
    """A 429 that asks to wait."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
