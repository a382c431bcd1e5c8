"""Which addresses may be fetched: whoever can write a source's address must not reach our own network with it.

Two layers. `check` looks at the address as written (scheme, credentials, literal IPs in any notation). `PublicOnly`
looks at what the name resolves to; the connection is made to exactly these addresses, so a name that answers
differently the second time (DNS rebinding) gains nothing.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from core.errors import SourceError
from core.texts import N_

# Written out, because `ipaddress.is_global` differs between the Python versions that we run on.
# https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-special-registry
_NOT_PUBLIC_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",  # CGNAT; one cloud keeps its metadata here
            "127.0.0.0/8",
            "168.63.129.16/32",  # a cloud's metadata at a public address
            "169.254.0.0/16",  # link-local, most clouds' metadata
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",  # multicast and reserved
        ),
    )
)
# Everything else in IPv6 is loopback, local, multicast or carries an IPv4 address inside (mapped, NAT64)
_GLOBAL_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # Teredo and other protocol assignments
            "2001:db8::/32",
            "2002::/16",  # 6to4: an IPv4 address inside
            "3fff::/20",
        ),
    )
)
# Behind a proxy the names are resolved by the proxy, so what is private by name is refused by name
_PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa")


def is_public(address: str) -> bool:
    """True for an IP address (canonical text) of the public internet, False for everything else."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if ip.version == 4:
        return not any(ip in network for network in _NOT_PUBLIC_4)
    # a zone (fe80::1%eth0) names an interface of this machine
    return not ip.scope_id and ip in _GLOBAL_6 and not any(ip in network for network in _NOT_PUBLIC_6)


def check(url: URL) -> None:
    """Raises SourceError for an address that may never be fetched, whoever asks."""
    if url.scheme not in ("http", "https"):
        raise SourceError(N_("只支持 http 和 https 地址"))
    if not url.raw_host:
        raise SourceError(N_("地址里没有主机名"))
    if url.raw_user is not None or url.raw_password is not None:
        raise SourceError(N_("地址里不能写用户名和密码，请改写在请求头里"))


def check_public(url: URL, public: Callable[[str], bool] = is_public) -> None:
    """Raises SourceError where the host is a literal IP that is not public, in whatever notation.

    A name passes: it is judged by what it resolves to.
    """
    host = url.raw_host or ""
    if _is_literal(host) and not public(host):
        raise refusal(host)


def check_proxied(url: URL) -> None:
    """Raises SourceError for a host that, resolved by a proxy, would be in the proxy's own network."""
    check_public(url)
    host = (url.raw_host or "").rstrip(".").lower()
    if not _is_literal(host) and ("." not in host or host.endswith(_PRIVATE_SUFFIXES)):
        raise refusal(host)


def refusal(host: str) -> SourceError:
    """The one sentence for an address in a private network."""
    return SourceError(N_("{host} 是内网或本机地址，不能抓取；确属自有网站的，请在该监测源上设 local"), host=host)


class PublicOnly(AbstractResolver):
    """Passes on only the public addresses of a name; raises SourceError where none is left."""

    def __init__(self, inner: AbstractResolver, public: Callable[[str], bool] = is_public) -> None:
        self._inner = inner
        self._public = public

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses that may be connected to. Source of truth for the connection: nothing is looked up again."""
        found = await self._inner.resolve(host, port, family)
        public = [result for result in found if self._public(result["host"])]
        if not public:
            raise refusal(host)
        return public

    async def close(self) -> None:
        """Release the resolver underneath."""
        await self._inner.close()


def _is_literal(host: str) -> bool:
    """Also 127.1, 0x7f000001, 017700000001 and 2130706433, which connect as well as 127.0.0.1 does."""
    if ":" in host:
        return True
    try:
        socket.inet_aton(host.rstrip("."))
    except OSError:
        return False
    return True
