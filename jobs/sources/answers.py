"""What comes back from a look: a page, or an error status with the beginning of its page."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import ClientError, ClientResponse

from core.errors import SourceError
from core.posts import Cursor, Source
from core.texts import N_
from jobs.sources.headers import cursor_of, plain_headers, retry_after_of

#: of an error page, enough to see what it says
_EXCERPT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer to use: 2xx, or 304 with an empty body. `url` is where it was found after all redirects."""

    status: int
    url: str
    body: bytes = b""
    content_type: str = ""
    cursor: Cursor
    #: the address a permanent redirect named, "" if none
    moved_to: str = ""
    #: when it was fetched, for dates such as 3分钟前; None = such dates cannot be read
    at: datetime | None = None
    #: as they came, without cookies; for evidence
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def not_modified(self) -> bool:
        """The far end says that nothing is new since the cursor."""
        return self.status == 304


class Getter(Protocol):
    """What a source kind needs of the web."""

    async def get(self, source: Source, cursor: Cursor) -> Page:
        """The page at a source's address; raises SourceError."""
        ...


class StatusError(SourceError):
    """The far end answered at `url`, but with an error status; `excerpt` is the beginning of its page."""

    def __init__(
        self, text: str, *, status: int, url: str, host: str, retry_after: float | None, excerpt: bytes
    ) -> None:
        super().__init__(text, retry_after=retry_after, status=status, host=host)
        self.status = status
        self.url = url
        self.excerpt = excerpt


class ShapeError(SourceError):
    """The page came, but nothing is found where the source's fields say: it was remade, or the fields are wrong."""


async def page_of(
    response: ClientResponse, *, url: str, host: str, moved_to: str, cursor: Cursor, body_bytes: int
) -> Page:
    """The page in an answer that is no redirect. `cursor` is ours, kept on 304. Raises StatusError and SourceError."""
    if response.status == 304:
        return Page(status=304, url=url, cursor=cursor, moved_to=moved_to)
    if not 200 <= response.status < 300:
        raise await _status_error(response, url, host)
    return Page(
        status=response.status,
        url=url,
        body=await _body(response, body_bytes, host),
        content_type=response.headers.get("Content-Type", ""),
        cursor=cursor_of(response.headers),
        moved_to=moved_to,
        headers=plain_headers(response.headers),
    )


async def _body(response: ClientResponse, limit: int, host: str) -> bytes:
    """aiohttp decompresses in slices and waits for us between them, so a bomb is noticed one slice too late at most."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise SourceError(N_("{host} 的内容超过 {mib} MiB，没有读取"), host=host, mib=limit // (1024 * 1024))
    return bytes(body)


async def _status_error(response: ClientResponse, url: str, host: str) -> StatusError:
    excerpt = bytearray()
    # the status is what counts, whatever happens to the page
    with suppress(ClientError):
        async for chunk in response.content.iter_any():
            excerpt += chunk
            if len(excerpt) >= _EXCERPT_BYTES:
                break
    text = N_("{host} 的这个地址已永久失效（HTTP 410）") if response.status == 410 else N_("{host} 返回 HTTP {status}")
    return StatusError(
        text,
        status=response.status,
        url=url,
        host=host,
        retry_after=retry_after_of(response.headers),
        excerpt=bytes(excerpt[:_EXCERPT_BYTES]),
    )
