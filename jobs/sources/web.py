"""The one guarded fetcher: everything that fetches an address somebody wrote goes through `Web`.

    get ── check address ── host's turn ── request ──┬─ 2xx, 304 → Page
             ▲                                       ├─ 4xx, 5xx → StatusError
             └───────── next hop (≤ 5) ◄── redirect ─┘

Two sessions on purpose. The open one connects to public addresses only. The own one has no such guard and serves a
`local` source's own host, and proxies; as they never share a connection, no pooled connection can slip past the guard.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Self

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver
from aiohttp.resolver import DefaultResolver, ThreadedResolver
from yarl import URL

from core.errors import SourceError
from core.posts import Cursor, Source
from core.texts import N_
from jobs.sources import guard
from jobs.sources.answers import Getter, Page, StatusError, page_of
from jobs.sources.failures import TRANSPORT_ERRORS, source_error
from jobs.sources.headers import request_headers
from jobs.sources.hops import REDIRECTS, Hop, first_hop, parse_url
from jobs.sources.lanes import Lanes
from jobs.sources.services import NO_SERVICES, Services

__all__ = ["Getter", "Limits", "Page", "StatusError", "Web"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one look may cost. Spans in seconds, `body_bytes` after decompression."""

    total_s: float = 30.0
    connect_s: float = 10.0
    idle_s: float = 10.0
    body_bytes: int = 8 * 1024 * 1024
    redirects: int = 5
    in_flight: int = 100
    #: between two requests to one host
    apart_s: float = 1.0


class Web:
    """HTTP for all sources. Use as `async with Web() as web`; every failure of a look is a SourceError."""

    def __init__(
        self,
        limits: Limits = Limits(),
        *,
        services: Services = NO_SERVICES,
        resolver: AbstractResolver | None = None,
        public: Callable[[str], bool] = guard.is_public,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limits = limits
        self._services = services
        self._resolver = resolver
        self._public = public
        self._clock = clock
        self._lanes = Lanes(limits.apart_s, clock=clock, sleep=sleep)
        self._slots = asyncio.Semaphore(limits.in_flight)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        resolver = guard.PublicOnly(self._resolver or DefaultResolver(), self._public)
        self._stack.push_async_callback(resolver.close)
        self._open = await self._stack.enter_async_context(self._session(resolver))
        # the system's own resolver: a local source may be named in ways that only this machine knows
        self._own = await self._stack.enter_async_context(self._session(ThreadedResolver()))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def get(self, source: Source, cursor: Cursor) -> Page:
        """Look at a source's address. The total time counts requests, not the wait for the host's turn."""
        hop, left = first_hop(self._services.full(source)), self._limits.total_s
        for _ in range(self._limits.redirects + 1):
            session = self._session_for(hop)
            async with self._turn(hop):
                started = self._clock()
                reply = await self._exchange(session, hop, cursor, left)
                left -= self._clock() - started
            if isinstance(reply, Page):
                return reply
            hop = reply
        raise SourceError(N_("{host} 跳转次数太多"), host=hop.host)

    def _session_for(self, hop: Hop) -> ClientSession:
        """Checks the address; every hop passes here."""
        guard.check(hop.url)
        if hop.source.local and hop.own:
            return self._own
        if not hop.source.proxy:
            guard.check_public(hop.url, self._public)
            return self._open
        if hop.url.raw_host != hop.start.raw_host:
            raise SourceError(N_("经代理只能访问该监测源自己的主机，不能跳转到 {host}"), host=hop.host)
        guard.check_proxied(hop.url)
        return self._own

    @asynccontextmanager
    async def _turn(self, hop: Hop) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if not (hop.source.local and hop.own):
                await stack.enter_async_context(self._lanes.turn(hop.host))
            # after the lane: who waits for a slow host holds no slot
            await stack.enter_async_context(self._slots)
            yield

    async def _exchange(self, session: ClientSession, hop: Hop, cursor: Cursor, left: float) -> Page | Hop:
        headers = request_headers(hop.source, cursor, trusted=hop.trusted)
        proxy = _proxy_of(hop.source)
        try:
            async with (
                asyncio.timeout(left),
                session.get(hop.url, headers=headers, proxy=proxy, allow_redirects=False) as response,
            ):
                if response.status in REDIRECTS:
                    return hop.next(response.status, response.headers.get("Location", ""))
                return await page_of(
                    response,
                    url=str(hop.url),
                    host=hop.host,
                    moved_to=hop.moved_to,
                    cursor=cursor,
                    body_bytes=self._limits.body_bytes,
                )
        except TRANSPORT_ERRORS as error:
            # `from None`: the cause carries the whole address, keys included
            raise source_error(error, hop.host) from None

    def _session(self, resolver: AbstractResolver) -> ClientSession:
        connect, idle = self._limits.connect_s, self._limits.idle_s
        timeout = ClientTimeout(total=None, connect=connect, sock_connect=connect, sock_read=idle)
        # limit=0: the slots limit; no DNS cache: what is connected to is what was just checked
        connector = TCPConnector(resolver=resolver, limit=0, use_dns_cache=False)
        return ClientSession(connector=connector, timeout=timeout, cookie_jar=DummyCookieJar())


def _proxy_of(source: Source) -> URL | None:
    if not source.proxy:
        return None
    proxy = parse_url(source.proxy)
    if proxy.scheme not in ("http", "https"):
        raise SourceError(N_("代理地址须以 http:// 或 https:// 开头"))
    return proxy
