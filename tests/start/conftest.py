"""A sandbox with a group, and addresses where nothing listens."""

import socket
from collections.abc import AsyncIterator

import pytest

from sandbox import Sandbox
from tests.conftest import GROUP, LIN

TOKEN = "123456789:AAE-a_token_of_the_sandbox"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    made = Sandbox(token=TOKEN)
    made.add_user(LIN, "林晓")
    made.add_group(GROUP, "舆情处置群", members=[LIN])
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def nowhere() -> str:
    """Host and port where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"
