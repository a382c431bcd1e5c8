"""A look on trial: what a source would bring, before anybody watches it. Nothing is stored."""

from dataclasses import dataclass
from datetime import datetime

from core.errors import TingfengError
from core.posts import Cursor, Post, Source
from core.texts import Message
from jobs.sources import check
from jobs.sources.answers import Getter
from jobs.sources.looking import look


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What one look showed. `problem` is None where all went well; some posts may have come all the same."""

    posts: tuple[Post, ...] = ()
    problem: Message | None = None
    #: where it lives now by its own word, "" if it has not moved
    moved_to: str = ""


async def trial(web: Getter, source: Source, now: datetime) -> Trial:
    """Look once, raising nothing that can be said in words instead. The source's kind must be a known one."""
    try:
        check(source)
        fetched = await look(web, source, Cursor(), now)
    except TingfengError as error:
        return Trial(problem=error.message)
    return Trial(posts=fetched.posts or (), problem=fetched.missed, moved_to=fetched.moved_to)
