"""A proxy between us and Telegram: HTTP, or SOCKS, which looks the host's name up at its own end."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlsplit

import aiohttp

#: what may stand before ://; the port that it has by custom where none is named, 0 = the connector knows
SCHEMES = {"http": 0, "https": 0, "socks5": 1080, "socks5h": 1080, "socks4": 1080, "socks4a": 1080}


class ProxyRefused(aiohttp.ClientConnectionError):
    """The proxy was reached and said no: to our password, or because it cannot reach the host either."""

    def __init__(self, *, auth: bool) -> None:
        super().__init__("the proxy refused")
        self.auth = auth


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """An address taken apart. `label` is what may be shown: the password stays out of it."""

    scheme: str
    host: str
    port: int
    username: str = ""
    password: str = ""

    @classmethod
    def read(cls, url: str) -> Self:
        """From `socks5://user:password@host:port`. ValueError for what is no proxy's address."""
        parts = urlsplit(url.strip())
        if parts.scheme not in SCHEMES or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError("no proxy")
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=parts.port or SCHEMES[parts.scheme],
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    @property
    def is_socks(self) -> bool:
        """Else aiohttp speaks to it by itself."""
        return self.scheme.startswith("socks")

    @property
    def label(self) -> str:
        """Scheme, host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port else "")


def session_through(url: str, *, connections: int = 64) -> tuple[aiohttp.ClientSession, str | None]:
    """A session whose requests go through the proxy, "" for none, and what must be given as `proxy` with each.

    Nothing is taken from the environment: what is set stands in one place.
    """
    if url and (proxy := Proxy.read(url)).is_socks:
        # rarely used, so not loaded for everybody
        from bot.socks import connector  # noqa: PLC0415

        return aiohttp.ClientSession(connector=connector(proxy, connections), trust_env=False), None
    plain = aiohttp.TCPConnector(limit=connections, ttl_dns_cache=300)
    return aiohttp.ClientSession(connector=plain, trust_env=False), url or None
