"""Sources are looked at by workers, wherever they are; whoever leads takes in what they found."""

import asyncio
import signal
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.many.crew import Crew, crewed
from tests.many.test_takeover import STORIES

pytestmark = pytest.mark.postgres


def role(crew: Crew, number: int, name: str) -> None:
    """What a process is for."""
    config = crew.members[number].config
    config.write_text(f'{config.read_text("utf-8")}\n[cluster]\nrole = "{name}"\n', "utf-8")


async def workers(crew: Crew) -> int:
    """How many of them say that they live."""
    (schema,) = [row[0] for row in await crew.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tingfeng_q%'")]
    return int((await crew.rows(f"SELECT count(*) FROM {schema}.procrastinate_workers"))[0][0])


async def test_a_worker_looks_and_when_it_dies_another_one_does(tmp_path: Path, postgres_url: URL) -> None:
    async with crewed(tmp_path, postgres_url, 3) as crew:
        bot, worker, other = crew.members
        for number, name in enumerate(("bot", "worker", "worker")):
            role(crew, number, name)
        crew.start(bot, worker)
        assert await crew.leader() is bot
        await crew.wait(lambda: workers(crew))
        crew.site.publish(*STORIES[0])
        await crew.card("望江西路")
        assert (await worker.health()).items() >= {"ready": True, "leading": False}.items()

        worker.send(signal.SIGKILL)
        crew.start(other)
        crew.site.publish(*STORIES[1])
        await crew.card("锦绣家园", 40)
        await crew.true()
        assert not await crew.rows("SELECT 1 FROM events WHERE type = 'detect' OFFSET 2")


async def test_nobody_works_so_the_leader_does(tmp_path: Path, postgres_url: URL) -> None:
    async with crewed(tmp_path, postgres_url, 1) as crew:
        role(crew, 0, "bot")
        crew.start()
        await crew.leader()
        crew.site.publish(*STORIES[0])
        await crew.card("望江西路")
        assert not await workers(crew)
        await crew.true()


async def test_a_worker_never_leads(tmp_path: Path, postgres_url: URL) -> None:
    async with crewed(tmp_path, postgres_url, 1) as crew:
        role(crew, 0, "worker")
        crew.start()
        await crew.wait(crew.members[0].health)
        await asyncio.sleep(3)
        assert not await crew.members[0].leads()
        assert not await crew.rows("SELECT 1 FROM leases")
