"""What we say in a request's headers, and what we take from an answer's."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from itertools import islice
from math import isfinite

from multidict import CIMultiDict

from core.posts import Cursor, Source

#: honest: what we are, no browser's name
USER_AGENT = "Tingfeng/0.1 (public feed reader; RSS Atom JSON)"
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
# How the message is framed is the transport's matter; a source's own header must not change it
_FRAMING = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "upgrade"})
_LONGEST_VALIDATOR = 500
#: of an answer's headers as evidence
_MOST_HEADERS, _LONGEST_NAME, _LONGEST_HEADER = 60, 100, 500


def request_headers(source: Source, cursor: Cursor, *, trusted: bool) -> CIMultiDict[str]:
    """Headers of one request. `trusted`: it goes to the source's own host, which alone gets the source's headers."""
    headers = CIMultiDict({"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate, br"})
    if trusted:
        headers.update((name, value) for name, value in source.headers if name.strip().lower() not in _FRAMING)
    if cursor.etag:
        headers["If-None-Match"] = cursor.etag
    if cursor.last_modified:
        headers["If-Modified-Since"] = cursor.last_modified
    return headers


def cursor_of(headers: Mapping[str, str]) -> Cursor:
    """The validators of an answer, as far as they can be kept and sent back."""
    return Cursor(etag=_validator(headers.get("ETag", "")), last_modified=_validator(headers.get("Last-Modified", "")))


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """Seconds that the far end asks us to wait, None if it names none that can be understood.

    A date is measured against the answer's own Date, so that a wrong clock on either side does no harm.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:12])
    else:
        seconds = _seconds_between(headers.get("Date", ""), value)
    return max(seconds, 0.0) if isfinite(seconds) else None


def plain_headers(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What an answer said of itself, within bounds; cookies are nobody's business."""
    told = ((name, value) for name, value in headers.items() if not name.lower().startswith("set-cookie"))
    return tuple((name[:_LONGEST_NAME], value[:_LONGEST_HEADER]) for name, value in islice(told, _MOST_HEADERS))


def _seconds_between(earlier: str, later: str) -> float:
    try:
        return (parsedate_to_datetime(later) - parsedate_to_datetime(earlier)).total_seconds()
    except (ValueError, TypeError, OverflowError):  # TypeError: one of them carries no zone
        return float("nan")


def _validator(value: str) -> str:
    return value if value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR else ""
