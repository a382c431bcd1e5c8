"""Source kinds: one file each, and one line here. A kind knows core and HTTP, nothing else of ours."""

from collections.abc import Awaitable, Callable, Mapping

from core.posts import Cursor, Fetched, Source
from jobs.sources import rss
from jobs.sources.answers import Getter

#: one look at a source from where the cursor stands; raises SourceError
Fetch = Callable[[Getter, Source, Cursor], Awaitable[Fetched]]

KINDS: Mapping[str, Fetch] = {
    "rss": rss.fetch,
}
