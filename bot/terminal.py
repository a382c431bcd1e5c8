"""What an operator sees: exit codes, and errors as one line on stderr: what, where, how to mend."""

import os
import sys

from bot.texts import SOURCE, texts_in
from core.errors import TingfengError
from core.texts import Message, Texts

FINE, FOUND_A_PROBLEM, CALLED_WRONGLY = range(3)


def texts() -> Texts:
    """The operator's language: TINGFENG_LANGUAGE, Chinese by default or where there is no such catalogue."""
    try:
        return texts_in(os.environ.get("TINGFENG_LANGUAGE", SOURCE))
    except TingfengError:
        return Texts()


def say(text: str, **params: object) -> None:
    """A line on stdout."""
    sys.stdout.write(texts()(text, **params) + "\n")


def complain(error: TingfengError | Message, code: int = FOUND_A_PROBLEM) -> int:
    """One line on stderr; returns the exit code."""
    message = error.message if isinstance(error, TingfengError) else error
    sys.stderr.write(" ".join(texts().say(message).splitlines()) + "\n")
    return code
