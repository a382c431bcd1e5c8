"""Following redirects: where the next hop leads, and what it may know."""

from dataclasses import dataclass

from yarl import URL

from core.errors import SourceError
from core.posts import Source
from core.texts import N_

_PERMANENT = frozenset({301, 308})
REDIRECTS = _PERMANENT | {302, 303, 307}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request of a look at `source`; the first goes to the source's own address."""

    source: Source
    start: URL
    url: URL
    #: all redirects so far were permanent
    permanent: bool = True

    @property
    def own(self) -> bool:
        """At the source's own host and port."""
        return _place(self.url) == _place(self.start)

    @property
    def trusted(self) -> bool:
        """May see the source's own headers: the same place, or the same host turned from http to https."""
        upgraded = (self.start.scheme, self.url.scheme) == ("http", "https")
        standard = self.start.is_default_port() and self.url.is_default_port()
        same_scheme = self.start.scheme == self.url.scheme
        same_host = self.start.raw_host == self.url.raw_host
        return (self.own and same_scheme) or (same_host and upgraded and standard)

    @property
    def moved_to(self) -> str:
        """Where the source lives now, by its own word; "" if it has not moved for good."""
        return str(self.url) if self.permanent and self.url != self.start else ""

    @property
    def host(self) -> str:
        """For messages and lanes."""
        return self.url.host or ""

    def next(self, status: int, location: str) -> "Hop":
        """The hop that an answer `status` with this Location header leads to."""
        if not location:
            raise SourceError(N_("{host} 要求跳转，但没有给出地址"), host=self.host)
        url = self.url.join(parse_url(location)).with_fragment(None)
        return Hop(source=self.source, start=self.start, url=url, permanent=self.permanent and status in _PERMANENT)


def first_hop(source: Source) -> Hop:
    """The look's first request; SourceError for an address that cannot be read."""
    url = parse_url(source.url.strip()).with_fragment(None)
    return Hop(source=source, start=url, url=url)


def parse_url(text: str) -> URL:
    """A yarl URL, or SourceError."""
    try:
        return URL(text)
    except ValueError:
        # the address may carry a key, so it is not repeated
        raise SourceError(N_("地址写得不对")) from None


def _place(url: URL) -> tuple[str | None, int | None]:
    return url.raw_host, url.port
