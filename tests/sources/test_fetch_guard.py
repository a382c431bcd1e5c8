"""Whoever can write an address must not reach our own network with it."""

from collections.abc import Callable

import pytest
from small_site import Site
from yarl import URL

from core.errors import SourceError
from core.posts import Cursor, Source
from jobs.sources import guard
from jobs.sources.hops import first_hop
from jobs.sources.web import Limits, Web

START = Cursor()
QUICK = Limits(apart_s=0)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "223.5.5.5", "2400:3200::1", "2606:4700::1111", "100.63.255.255"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert guard.is_public(address)


NOT_PUBLIC = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.8.8.8 168.63.129.16
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1
198.51.100.7 203.0.113.7 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1
::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:db8::1
2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1
ff02::1 2400:3200::1%eth0 127.1 0x7f000001 localhost 8.8.8.8.8
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_everything_else_is_not(address: str) -> None:
    assert not guard.is_public(address)


LITERALS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "0",
    "127.0.0.1.",
    "１２７.0.0.1",
    "127。0。0。1",
    "10.0.0.1",
    "169.254.169.254",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1%25lo]",
    "[fd00:ec2::254]",
]


@pytest.mark.parametrize("host", LITERALS)
async def test_a_literal_address_is_refused_in_every_notation(site: Site, host: str) -> None:
    site.gives("/feed")
    async with Web(QUICK) as web_:
        with pytest.raises(SourceError, match=r"不能抓取|写得不对"):
            await web_.get(site.source(url=f"http://{host}:{site.port}/feed", local=False), START)
    assert site.asked == []


@pytest.mark.parametrize("host", [*LITERALS, "inner.example", "gone.example"])
async def test_a_redirect_there_is_refused_too(site: Site, names: type, host: str) -> None:
    site.redirects("/feed", f"http://{host}:{site.port}/secret")
    site.gives("/secret")
    resolver = names(a_example=[["127.0.0.1"]], inner_example=[["10.0.0.1"]])
    # the first host must pass the guard: the site listens on loopback, so loopback counts as public under one name
    async with Web(QUICK, resolver=resolver, public=_public_once()) as web_:
        with pytest.raises(SourceError):
            await web_.get(site.source(url=site.url(host="a.example"), local=False), START)
    assert [request.path for request in site.asked] == ["/feed"]


def _public_once() -> Callable[[str], bool]:
    answers = iter([True])
    return lambda address: next(answers, False) or guard.is_public(address)


@pytest.mark.parametrize("host", ["169.254.169.254", "10.0.0.1", "127.0.0.2", "localhost", "[::1]"])
async def test_a_local_source_opens_its_own_host_only(site: Site, host: str) -> None:
    site.redirects("/feed", f"http://{host}:{site.port}/secret")
    site.gives("/secret")
    async with Web(QUICK) as web_:
        with pytest.raises(SourceError, match="不能抓取"):
            await web_.get(site.source(), START)
    assert len(site.asked) == 1


async def test_a_local_source_opens_its_own_port_only(site: Site, other_site: Site) -> None:
    site.redirects("/feed", other_site.url("/secret"))
    site.redirects("/inside", site.url("/page"))
    site.gives("/page")
    async with Web(QUICK) as web_:
        with pytest.raises(SourceError, match="不能抓取"):
            await web_.get(site.source(), START)
        assert (await web_.get(site.source("/inside"), START)).status == 200
    assert other_site.asked == []


async def test_a_connection_made_for_a_local_source_serves_nobody_else(site: Site, names: type) -> None:
    site.gives("/feed")
    async with Web(QUICK, resolver=names(localhost=[["127.0.0.1"]])) as web_:
        for host in ("127.0.0.1", "localhost"):
            url = site.url(host=host)
            assert (await web_.get(site.source(url=url), START)).status == 200
            with pytest.raises(SourceError, match="不能抓取"):
                await web_.get(site.source(url=url, local=False), START)
    assert len(site.asked) == 2


async def test_a_private_name_is_refused_before_a_connection(site: Site, names: type) -> None:
    site.gives("/feed")
    resolver = names(a_example=[["127.0.0.1", "::1", "10.0.0.1"]])
    async with Web(QUICK, resolver=resolver) as web_:
        with pytest.raises(SourceError, match=r"a\.example 是内网"):
            await web_.get(site.source(url=site.url(host="a.example"), local=False), START)
    assert resolver.asked == ["a.example"]
    assert site.asked == []


async def test_the_address_that_was_checked_is_the_one_connected_to(site: Site, names: type) -> None:
    """DNS rebinding: the first answer is good, every later one is another. Nobody asks a second time."""
    site.gives("/feed")
    resolver = names(a_example=[["10.9.9.9", "127.0.0.1"], ["10.9.9.9"]])
    async with Web(QUICK, resolver=resolver, public=lambda address: address == "127.0.0.1") as web_:
        url = site.url(host="a.example")
        assert (await web_.get(site.source(url=url, local=False), START)).status == 200
        assert resolver.asked == ["a.example"]
    async with Web(QUICK, resolver=resolver, public=lambda address: address == "127.0.0.1") as web_:
        with pytest.raises(SourceError, match="不能抓取"):
            await web_.get(site.source(url=url, local=False), START)
    assert len(site.asked) == 1


async def test_names_and_passwords_in_addresses_are_refused(site: Site) -> None:
    site.gives("/feed")
    site.redirects("/away", f"http://root:SECRET@127.0.0.1:{site.port}/feed")
    async with Web(QUICK) as web_:
        for url in (f"http://root:SECRET@127.0.0.1:{site.port}/feed", site.url("/away")):
            with pytest.raises(SourceError, match="用户名和密码") as refused:
                await web_.get(site.source(url=url), START)
            assert "SECRET" not in str(refused.value)
    assert [request.path for request in site.asked] == ["/away"]


@pytest.mark.parametrize("to", ["file:///etc/hostname", "ftp://a.example/", "javascript:1", "gopher://127.0.0.1:6379/"])
async def test_a_redirect_leads_to_http_only(site: Site, to: str) -> None:
    site.redirects("/feed", to)
    async with Web(QUICK) as web_:
        with pytest.raises(SourceError, match="只支持 http"):
            await web_.get(site.source(), START)


async def test_what_a_host_sets_is_not_sent_back(site: Site) -> None:
    site.gives("/feed", Set_Cookie="id=1; Path=/")
    async with Web(QUICK) as web_:
        await web_.get(site.source(url=site.url(host="localhost")), START)
        await web_.get(site.source(url=site.url(host="localhost")), START)
    assert "Cookie" not in site.asked[1].headers


def _trusted(start: str, to: str) -> bool:
    return first_hop(Source(name="a", kind="rss", url=start)).next(302, to).trusted


def test_the_sources_own_headers_go_to_its_own_place() -> None:
    assert _trusted("https://a.example/1", "/2")
    assert _trusted("http://a.example/1", "https://a.example/2")
    assert not _trusted("https://a.example/1", "http://a.example/2")
    assert not _trusted("https://a.example/1", "https://b.example/2")
    assert not _trusted("https://a.example/1", "https://sub.a.example/2")
    assert not _trusted("https://a.example/1", "https://a.example:8443/2")
    assert not _trusted("http://a.example:8080/1", "https://a.example/2")


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "127.1", "localhost", "a.local", "metadata.google.internal", "printer", "[::1]"]
)
def test_behind_a_proxy_private_names_are_refused_by_name(host: str) -> None:
    with pytest.raises(SourceError, match="不能抓取"):
        guard.check_proxied(URL(f"http://{host}/"))
    guard.check_proxied(URL("http://a.example/"))
