"""SOCKS 4a and 5 for aiohttp; what goes wrong is said in aiohttp's own exceptions, so that callers know one family."""

from ssl import SSLError
from typing import Any

import aiohttp
import aiohttp_socks
from aiohttp.client_proto import ResponseHandler

from bot.proxy import Proxy, ProxyRefused

#: RFC 1929, and what the library says where no way to identify ourselves was accepted
_AUTH = ("auth", "username", "password")


def connector(proxy: Proxy, connections: int) -> aiohttp.TCPConnector:
    """Connections through the proxy, which looks up the names: ours may be answered falsely."""
    return _Through(
        host=proxy.host,
        port=proxy.port,
        proxy_type=aiohttp_socks.ProxyType["SOCKS4" if proxy.scheme.startswith("socks4") else "SOCKS5"],
        username=proxy.username or None,
        password=proxy.password or None,
        rdns=True,
        limit=connections,
    )


class _Through(aiohttp_socks.ProxyConnector):
    async def _wrap_create_connection(
        self, *args: Any, req: aiohttp.ClientRequest, **rest: Any
    ) -> tuple[Any, ResponseHandler]:
        try:
            return await super()._wrap_create_connection(*args, req=req, **rest)
        except aiohttp_socks.ProxyTimeoutError:
            raise aiohttp.ConnectionTimeoutError("the proxy does not answer") from None
        except aiohttp_socks.ProxyConnectionError as error:
            raise aiohttp.ClientProxyConnectionError(req.connection_key, OSError(*error.args)) from None
        except aiohttp_socks.ProxyError as error:
            raise ProxyRefused(auth=any(word in str(error).lower() for word in _AUTH)) from None
        except SSLError as error:
            raise aiohttp.ClientConnectorSSLError(req.connection_key, error) from None
        except OSError as error:
            # the proxy hung up, or its other side did before anything was asked
            raise aiohttp.ClientConnectorError(req.connection_key, error) from None
