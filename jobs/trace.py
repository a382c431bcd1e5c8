"""What is being worked on right now, for the lines of the log: `update 123`, `request 9f3c`, `job poll`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: "" = nothing that has a name
DOING: ContextVar[str] = ContextVar("doing", default="")


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Everything logged inside, by this task and by those it starts, says so."""
    token = DOING.set(what)
    try:
        yield
    finally:
        DOING.reset(token)
