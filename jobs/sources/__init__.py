"""Source kinds: one file each, and one line here. A kind knows core and HTTP, nothing else of ours."""

from collections.abc import Awaitable, Callable, Mapping

from core.posts import Cursor, Fetched, Source
from jobs.sources import hotlist, html_list, json_api, rss
from jobs.sources.answers import Getter
from jobs.sources.fields import check_no_fields
from jobs.sources.terms import check_terms

#: one look at a source's one page from where the cursor stands; raises SourceError
Fetch = Callable[[Getter, Source, Cursor], Awaitable[Fetched]]
#: refuses, before anything starts, what the kind cannot read; raises InputError
Check = Callable[[Source], None]

KINDS: Mapping[str, Fetch] = {
    "rss": rss.fetch,
    "json": json_api.fetch,
    "html": html_list.fetch,
    "hotlist": hotlist.fetch,
}
CHECKS: Mapping[str, Check] = {
    "json": json_api.check,
    "html": html_list.check,
}


def check(source: Source) -> None:
    """Can a source of a known kind be read as it is written? InputError names the key and the way to mend it."""
    check_terms(source)
    CHECKS.get(source.kind, check_no_fields)(source)
