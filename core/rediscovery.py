"""What an account of ours wrote, found once more by a search that names no author: known by its page and its words."""

import re
from collections.abc import Iterable, Iterator

from core.normalise import fold
from core.posts import Post

#: where a search leaves something out
_GAP = re.compile(r"…+|\.{3,}")
#: after these a title names its site
_SITE = re.compile(r"[_|｜]|\s[-–—]\s")
#: a title that is another's: we answered there
_ANSWERED = re.compile(r"^\s*(?:re|回复|答复|跟帖)\s*[@:：]", re.IGNORECASE)
#: then what we wrote holds another's words too
_QUOTES = re.compile(r"引用|//@|回复\s*[@:：]|转发|原帖")
_OTHER = re.compile(r"[\W_]+")
#: shorter pieces stand in any text
_TELLING = 4


def wrote(mine: Post, found: Post, *, shared: bool) -> bool:
    """Is what was found on the page of a post of ours nothing but words of that post?

    `shared`: others wrote on that page too, so that its title may be theirs; so it is where ours is a place within a
    page, or an answer. Whoever bears a name of his own, and what quotes, must agree whole.
    """
    theirs = shared or "#" in mine.url or _ANSWERED.match(mine.title)
    own = {_plain(mine.text or mine.title)} | (set() if theirs else {_plain(mine.title)})
    pieces = [piece for piece in _pieces(found) if piece]
    telling = [piece for piece in pieces if len(piece) >= _TELLING] or pieces
    if found.author not in ("", mine.author) or _QUOTES.search(mine.text):
        return bool(pieces) and own.issuperset(pieces)
    return bool(telling) and all(_stands_in(piece, own) for piece in telling)


def _pieces(found: Post) -> Iterator[str]:
    yield _plain(_SITE.split(found.title)[0]) if found.text else _plain(found.title)
    for part in _GAP.split(found.text):
        yield _plain(part)


def _stands_in(piece: str, own: Iterable[str]) -> bool:
    return any(piece in words for words in own)


def _plain(text: str) -> str:
    return _OTHER.sub("", fold(text))
