"""Whose turn it is: one request at a time to a host, and not too many in all."""

import asyncio

from aiohttp import web
from small_site import Clock, Site

from core.posts import Cursor
from jobs.sources.lanes import Lanes
from jobs.sources.web import Limits, Web

START = Cursor()


def anything(_: str) -> bool:
    return True


async def test_the_wait_is_between_two_requests_to_one_host(site: Site, names: type, clock: Clock) -> None:
    site.gives("/feed")
    resolver = names(a_example=[["127.0.0.1"]], b_example=[["127.0.0.1"]])
    async with Web(resolver=resolver, public=anything, clock=clock, sleep=clock.sleep) as web_:

        async def look(host: str) -> None:
            await web_.get(site.source(url=site.url(host=host), local=False), START)

        await look("a.example")
        await look("b.example")
        assert clock.slept == []
        await look("a.example")
        assert clock.slept == [1.0]
        clock.time += 5
        await look("a.example")
        assert clock.slept == [1.0]


async def test_one_at_a_time_in_the_order_of_asking(site: Site, names: type, clock: Clock) -> None:
    here, most = 0, 0

    async def answer(_: web.Request) -> web.Response:
        nonlocal here, most
        here += 1
        most = max(most, here)
        await asyncio.sleep(0)
        here -= 1
        return web.Response()

    resolver = names(a_example=[["127.0.0.1"]])
    async with Web(resolver=resolver, public=anything, clock=clock, sleep=clock.sleep) as web_:
        looks = []
        for number in range(5):
            site.says[f"/{number}"] = answer
            looks.append(web_.get(site.source(url=site.url(f"/{number}", "a.example"), local=False), START))
        await asyncio.gather(*looks)
    assert most == 1
    assert [request.path for request in site.asked] == ["/0", "/1", "/2", "/3", "/4"]
    assert clock.slept == [1.0] * 4


async def test_hosts_are_forgotten_when_they_are_idle(clock: Clock) -> None:
    lanes = Lanes(1.0, clock=clock, sleep=clock.sleep)
    for number in range(5000):
        async with lanes.turn(f"{number}.example"):
            clock.time += 0.01
    assert len(lanes) < 1200
    async with lanes.turn("4999.example"):
        assert clock.slept == [1.0]


async def test_a_local_source_is_not_held_back(site: Site, clock: Clock) -> None:
    together = asyncio.Barrier(3)

    async def answer(_: web.Request) -> web.Response:
        await together.wait()
        return web.Response()

    site.says["/feed"] = answer
    async with Web(clock=clock, sleep=clock.sleep) as web_:
        await asyncio.gather(*(web_.get(site.source(), START) for _ in range(3)))
    assert clock.slept == []


async def test_the_whole_never_has_more_in_flight_than_its_limit(site: Site) -> None:
    here, most, two = 0, 0, asyncio.Barrier(2)

    async def answer(_: web.Request) -> web.Response:
        nonlocal here, most
        here += 1
        most = max(most, here)
        await two.wait()
        # a third one, were it let through, would be here by now
        await asyncio.sleep(0.01)
        here -= 1
        return web.Response()

    site.says["/feed"] = answer
    async with Web(Limits(in_flight=2)) as web_:
        await asyncio.gather(*(web_.get(site.source(), START) for _ in range(8)))
    assert most == 2
