"""A few plain questions to the Bot API, for `init` and `doctor`: what goes wrong is told with how to mend it.

The running bot's transport (`bot.transport`) hides causes, because its addresses carry the token; here only the host
and the proxy's host are ever named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
import msgspec

from bot.proxy import Proxy, ProxyRefused, session_through
from core.errors import TingfengError
from core.showing import shown
from core.texts import N_

#: seconds
_CONNECT, _TOTAL = 10, 20
#: a token's shape: nothing else is sent, as it stands in the address
TOKEN = r"\d{3,20}:[A-Za-z0-9_-]{3,100}"  # noqa: S105 - a pattern


class LineError(TingfengError):
    """Telegram could not be asked; the sentence says what is wrong and how to mend it. `token`: it is the token."""

    def __init__(self, text: str, /, *, token: bool = False, **params: object) -> None:
        super().__init__(text, **params)
        self.token = token


class RefusalError(TingfengError):
    """Telegram was asked and said no; the sentence holds its own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What Telegram answered, and what its clock showed then; None where it did not say."""

    result: Any
    date: datetime | None = None


class Line:
    """Use as `async with Line(...) as line`."""

    def __init__(self, *, token: str, base: str, proxy: str = "") -> None:
        self._token, self._base, self._proxy = token, base.rstrip("/"), proxy

    async def __aenter__(self) -> Self:
        self._session, self._through = session_through(self._proxy, connections=2)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def ask(self, method: str, **params: object) -> Reply:
        """One call. LineError where Telegram cannot be asked, RefusalError where it will not answer this."""
        timeout = aiohttp.ClientTimeout(total=_TOTAL, sock_connect=_CONNECT)
        address = f"{self._base}/bot{self._token}/{method}"
        try:
            async with self._session.post(address, json=params, timeout=timeout, proxy=self._through) as answer:
                return self._read(answer.status, answer.headers, await _body(answer))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise self._told(error) from None

    def _read(self, status: int, headers: Mapping[str, str], body: bytes) -> Reply:
        try:
            said = msgspec.json.decode(body, type=_Answer)
        except msgspec.DecodeError:
            text = N_("{host} 的应答不像 Bot API（HTTP {status}）；请检查 [telegram] api_base_url 和代理")
            raise LineError(text, host=self._host, status=status) from None
        if said.ok:
            return Reply(result=said.result, date=_moment(headers.get("Date", "")))
        if status in (401, 404):
            text = N_("Telegram 不认这个令牌；请在 @BotFather 里发送 /mybots，选机器人的 API Token，重新复制")
            raise LineError(text, token=True)
        raise RefusalError(N_("{words}"), words=shown(said.description, 200))

    def _told(self, error: Exception) -> LineError:
        """The first that fits; a TimeoutError is an OSError too."""
        if isinstance(error, ProxyRefused | aiohttp.ClientHttpProxyError):
            auth = error.auth if isinstance(error, ProxyRefused) else error.status == 407
            text = N_("代理 {proxy} 不接受用户名或密码；请写成 socks5://用户:密码@地址:端口")
            other = N_("代理 {proxy} 连不上 {host}；请检查代理能否访问外网，或换一个")
            return LineError(text if auth else other, proxy=self._label, host=self._host)
        if isinstance(error, aiohttp.ClientProxyConnectionError):
            text = N_("连不上代理 {proxy}；请确认代理已启动，检查 [telegram] proxy 的地址和端口")
            return LineError(text, proxy=self._label)
        if isinstance(error, aiohttp.ClientSSLError):
            return LineError(N_("{host} 的证书有问题；请检查本机时间和代理"), host=self._host)
        if self._proxy:
            text = N_("经代理 {proxy} 连 {host} 没有响应；请检查代理能否访问外网，或换一个")
            return LineError(text, proxy=self._label, host=self._host)
        text = N_(
            '连不上 {host}；境内网络一般连不上 Telegram，请设代理：[telegram] proxy = "socks5://地址:端口"，'
            "或把 api_base_url 指向自建的 Bot API 服务器"
        )
        return LineError(text, host=self._host)

    @property
    def _host(self) -> str:
        return shown(urlsplit(self._base).netloc.rpartition("@")[2], 60)

    @property
    def _label(self) -> str:
        return shown(Proxy.read(self._proxy).label, 60) if self._proxy else ""


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    ok: bool
    result: Any = None
    description: str = ""


#: bytes of an answer; ours are short
_MOST = 256 * 1024


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """ValueError for more than any answer of Telegram's to us has."""
    body = bytearray()
    async for part in answer.content.iter_chunked(64 * 1024):
        body += part
        if len(body) > _MOST:
            raise ValueError("too long")
    return bytes(body)


def _moment(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        return None
