"""The one line to the assistant's model: OpenAI-compatible chat completions, one question, one bounded answer.

Nothing is tried twice, no redirect is followed, nothing of an answer is believed but its words and, within reason, its
count of tokens. Outside of our own network only public addresses are connected to.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import msgspec
from aiohttp.resolver import DefaultResolver, ThreadedResolver
from yarl import URL

from bot.config_assistant import AssistantAddress
from core.assistant.prompt import estimated
from core.assistant.task import Prompt, Said
from core.assistant.trouble import AssistantError, Came, late, odd
from core.assistant_settings import Ceiling
from core.errors import SourceError
from core.texts import N_
from jobs.sources import guard
from jobs.sources.headers import retry_after_of

_T = TypeVar("_T")

#: bytes of an answer, after it was unpacked
MOST = 256 * 1024
#: seconds until a connection stands; a day, which no model asks anybody to wait
_CONNECT, _DAY = 10.0, 86400
#: a count of tokens beyond this is none
_BELIEVED = 10_000_000


class _Words(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Words


class _Usage(msgspec.Struct):
    total_tokens: Any = None


class _Answer(msgspec.Struct):
    choices: list[_Choice]
    usage: _Usage | None = None


class _Model(msgspec.Struct):
    id: str


class _Models(msgspec.Struct):
    data: list[_Model]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistant:
    """Where and how a model is asked. Every failure is an AssistantError; the key is in no sentence of it."""

    address: AssistantAddress
    ceiling: Ceiling

    async def ask(self, prompt: Prompt) -> Said:
        """One question, within the time that [assistant] allows."""
        messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
        body = {"model": self.ceiling.model, "messages": messages, "max_tokens": prompt.most, "stream": False}
        raw = await self._exchange("POST", "/chat/completions", body, self.ceiling.seconds)
        answer = _read(raw, _Answer)
        text = (answer.choices[0].message.content or "") if answer.choices else ""
        if not text.strip() or self._tells_secrets(text):
            raise odd()
        return Said(text=text, tokens=_tokens(answer.usage) or estimated(prompt, text))

    async def models(self) -> tuple[str, ...]:
        """The names of the models there, for the doctor; nothing is asked of any."""
        raw = await self._exchange("GET", "/models", None, min(self.ceiling.seconds, 20))
        return tuple(one.id for one in _read(raw, _Models).data)

    def _tells_secrets(self, text: str) -> bool:
        """What hears our key may say it back: that goes into no chat."""
        return bool(self.address.key) and self.address.key in text

    async def _exchange(self, method: str, path: str, body: object, seconds: int) -> bytes:
        headers = {"Accept": "application/json"}
        if self.address.key:
            headers["Authorization"] = f"Bearer {self.address.key}"
        url = URL(self.address.base + path)
        try:
            async with (
                asyncio.timeout(seconds),
                self._session() as session,
                session.request(method, url, json=body, headers=headers, allow_redirects=False) as response,
            ):
                _check(response)
                return await _whole(response)
        except TimeoutError:
            raise late(seconds) from None
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError):
            raise odd() from None
        except (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError):
            raise AssistantError(Came.AWAY, N_("助手不可用：对方的证书有问题")) from None
        except (aiohttp.ClientError, OSError, ValueError, SourceError):
            # `from None`: the cause carries the address
            raise AssistantError(Came.AWAY, N_("助手不可用：连不上")) from None

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[aiohttp.ClientSession]:
        if not self.address.local:
            guard.check_public(URL(self.address.base))
        inner = ThreadedResolver() if self.address.local else guard.PublicOnly(DefaultResolver())
        connector = aiohttp.TCPConnector(resolver=inner, use_dns_cache=False, limit=1)
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT)
        jar = aiohttp.DummyCookieJar()
        try:
            async with aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=jar) as session:
                yield session
        finally:
            await inner.close()


def _check(response: aiohttp.ClientResponse) -> None:
    """AssistantError for every answer but a JSON one."""
    status = response.status
    if status == 429:
        wait = min(int(retry_after_of(response.headers) or 0), _DAY)
        if wait:
            raise AssistantError(Came.BUSY, N_("助手不可用：对方限流，{wait} 秒后再试"), wait=wait)
        raise AssistantError(Came.BUSY, N_("助手不可用：对方限流，请稍后再试"))
    if status in (401, 403):
        raise AssistantError(Came.AWAY, N_("助手不可用：密钥不对，请管理员检查 [assistant] key"))
    if status == 402:
        raise AssistantError(Came.AWAY, N_("助手不可用：服务方的额度已用完"))
    if 300 <= status < 400:
        raise AssistantError(Came.AWAY, N_("助手不可用：地址跳转到别处，没有跟过去"))
    if status != 200:
        raise AssistantError(Came.AWAY, N_("助手不可用：对方返回 HTTP {status}"), status=status)
    if response.content_type != "application/json":
        raise odd()


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > MOST:
            raise odd()
    return bytes(body)


def _read(raw: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise odd() from None


def _tokens(usage: _Usage | None) -> int:
    """What the far end counted, 0 where that is no count."""
    counted = usage.total_tokens if usage else None
    return counted if isinstance(counted, int) and not isinstance(counted, bool) and 0 < counted < _BELIEVED else 0
