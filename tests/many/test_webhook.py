"""Telegram brings updates to a balancer: any replica takes them, whoever leads handles them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy.engine import URL

from tests.conftest import BAI, LIN
from tests.many.crew import Crew, crewed, free_port
from tests.many.test_takeover import STORIES

pytestmark = pytest.mark.postgres


class Balancer:
    """Hands requests to one replica after the other; one that is not there is passed over."""

    def __init__(self) -> None:
        self.doors: list[int] = []
        #: door → requests that it took
        self.took: dict[int, int] = {}
        self._turn = count()

    async def pass_on(self, request: web.Request) -> web.Response:
        body, turn = await request.read(), next(self._turn)
        headers = {name: value for name, value in request.headers.items() if name != "Host"}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as http:
            for at in range(len(self.doors)):
                door = self.doors[(turn + at) % len(self.doors)]
                try:
                    async with http.post(f"http://127.0.0.1:{door}{request.path}", data=body, headers=headers) as said:
                        self.took[door] = self.took.get(door, 0) + 1
                        return web.Response(status=said.status, text=await said.text())
                except (aiohttp.ClientError, TimeoutError):
                    continue
        return web.Response(status=502)


@asynccontextmanager
async def balanced(folder: Path, database: URL) -> AsyncIterator[tuple[Crew, Balancer]]:
    """Two replicas behind it."""
    balancer, port = Balancer(), free_port()
    app = web.Application()
    app.router.add_post("/{path:.*}", balancer.pass_on)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    hook = ("WEB[storage]", 'listen = "127.0.0.1:DOOR"\n[storage]')
    address = ("[telegram]\n", f'[telegram]\nwebhook_url = "http://127.0.0.1:{port}"\n')
    try:
        async with crewed(folder, database, 2, hook, address) as crew:
            balancer.doors = [member.door for member in crew.members]
            yield crew, balancer
    finally:
        await runner.cleanup()


async def test_any_replica_takes_and_whoever_leads_handles(tmp_path: Path, postgres_url: URL) -> None:
    async with balanced(tmp_path, postgres_url) as (crew, balancer):
        crew.site.publish(*STORIES[0])
        crew.start()
        first = await crew.leader()
        card = await crew.card("望江西路")
        await crew.settled()
        pressing = (LIN, BAI, LIN, BAI)
        presses = [crew.press(card, "认领", by=who) for who in pressing]
        said = [(await crew.sandbox.answer_of(press)).text for press in presses]
        assert sum(text == "已认领，请核实" for text in said) == 1
        assert set(balancer.took) == set(balancer.doors), "both took some"

        await first.killed()
        # whose request came first through the balancer has it
        other = {LIN: BAI, BAI: LIN}[pressing[said.index("已认领，请核实")]]
        late = crew.press(card, "认领", by=other)
        await crew.wait(lambda: crew.rows("SELECT 1 FROM inbox WHERE state = 'new' LIMIT 1"), 10)
        assert not any([await member.leads() for member in crew.members]), "it is kept before anybody handles it"
        await crew.leader(15)
        assert "已由" in (await crew.sandbox.answer_of(late)).text
        await crew.true()


async def test_a_stranger_at_the_door(tmp_path: Path, postgres_url: URL) -> None:
    async with balanced(tmp_path, postgres_url) as (crew, _):
        crew.start()
        await crew.leader()
        async with aiohttp.ClientSession() as http:
            for member in crew.members:
                address = f"http://127.0.0.1:{member.door}/telegram/{'0' * 32}"
                async with http.post(address, json={"update_id": 1}) as said:
                    assert said.status == 404
        await asyncio.sleep(0)
        assert not await crew.rows("SELECT 1 FROM inbox")
