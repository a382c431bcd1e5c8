"""What every test of sources may ask for."""

from collections.abc import AsyncIterator

import pytest
from small_site import Clock, Names, Site


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    one = Site()
    async with one.server:
        yield one


@pytest.fixture
async def other_site() -> AsyncIterator[Site]:
    another = Site()
    async with another.server:
        yield another


@pytest.fixture
def names() -> type[Names]:
    return Names


@pytest.fixture
def clock() -> Clock:
    return Clock()
