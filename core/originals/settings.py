"""How long pages are looked at again, and how long what was kept stays."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """[evidence]: every figure a setting."""

    #: after its detection a page is looked at again for so long, and so often; a span of 0 = never again
    recheck: timedelta = timedelta(days=7)
    every: timedelta = timedelta(hours=24)
    #: 证据: photos, files and the words of pages
    evidence: timedelta = timedelta(days=730)
    #: 网页快照: the HTML of pages, of posts and of what we published
    pages: timedelta = timedelta(days=90)
    #: 帖文: what posts said and who wrote them; marks keep a masked copy
    posts: timedelta = timedelta(days=180)
