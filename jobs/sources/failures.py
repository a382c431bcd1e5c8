"""What can go wrong between us and a source, in words.

Only the host is named: a path or query may carry somebody's key, and these sentences go to a group chat.
"""

import asyncio
from ssl import SSLError

import aiohttp

from core.errors import SourceError
from core.texts import N_

# The order matters: the first class that fits is taken, so the narrow ones come first
_SENTENCES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((aiohttp.ConnectionTimeoutError,), N_("连接 {host} 超时")),
    ((TimeoutError, asyncio.TimeoutError), N_("{host} 长时间没有响应")),
    ((aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError), N_("代理不可用，请检查该监测源的代理设置")),
    ((aiohttp.ClientConnectorDNSError,), N_("找不到主机 {host}，请核对地址")),
    ((aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, SSLError), N_("{host} 的证书有问题")),
    ((aiohttp.InvalidURL, UnicodeError), N_("地址写得不对")),
    ((aiohttp.ClientConnectorError,), N_("连不上 {host}")),
    ((aiohttp.ClientPayloadError,), N_("{host} 的内容没有传完或无法解压")),
    ((aiohttp.ServerDisconnectedError, ConnectionError), N_("{host} 中断了连接")),
    ((aiohttp.ClientResponseError,), N_("{host} 的应答不合规范")),
    ((ValueError,), N_("该监测源的地址或请求头写得不对")),
)

#: what the transport may raise; anything else is a fault of ours and must be seen as one
TRANSPORT_ERRORS = (aiohttp.ClientError, OSError, TimeoutError, ValueError)


def source_error(error: BaseException, host: str) -> SourceError:
    """The SourceError that tells a person about a transport error."""
    for kinds, sentence in _SENTENCES:
        if isinstance(error, kinds):
            return SourceError(sentence, host=host)
    return SourceError(N_("无法读取 {host}"), host=host)
