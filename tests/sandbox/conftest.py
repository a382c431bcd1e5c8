from collections.abc import AsyncIterator

import aiohttp
import pytest
from sandbox_api import GROUP, Api

from sandbox import Sandbox


class Clock:
    """UNIX seconds that move only when told."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    box = Sandbox(clock=clock)
    box.add_user(11, "张三", username="zhangsan")
    box.add_user(12, "李四", username="lisi")
    box.add_user(13, "王五")
    box.add_user(99, "外人")
    box.add_group(GROUP, "工作群", members=[11, 12], admins=[12], anonymous=[13])
    await box.start()
    yield box
    await box.stop()


@pytest.fixture
async def api(sandbox: Sandbox) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as http:
        yield Api(http, sandbox.url, sandbox.token)
