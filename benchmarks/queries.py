"""What people ask for, on a full database: how long each answer takes, and how long the loop is held meanwhile."""

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import URL

from benchmarks.filled import filled, opened_store
from benchmarks.office import NOW
from benchmarks.table import ROUNDS, Table
from bot.texts import texts_in
from core.departments.listing import department_view, departments_list
from core.digest.asking import Wanted, read_period
from core.digest.leafing import answer
from core.digest.summary import summarise
from core.lists.finding import found_list
from core.lists.incidents import my_list, open_list
from core.lists.keys import MINE, OPEN, Asked
from core.people import Actor
from core.policy import Policy
from core.severity import Severity
from core.team.listing import team_list
from core.texts import Texts
from core.watching.listing import source_list
from storage import Store

INCIDENTS, POSTS, DAYS = 10_000, 1_000_000, 365
#: an owner, a department
OWNER, UNIT = 12, 3
Case = Callable[[], Awaitable[object]]


def measure() -> Table:
    """Medians of interleaved rounds."""
    with TemporaryDirectory() as folder:
        url = filled(Path(folder), INCIDENTS, POSTS, DAYS)
        found = asyncio.run(_measured(url))
    return Table(
        title="Queries",
        note=f"SQLite with {INCIDENTS:,} incidents and {POSTS:,} posts of {DAYS} days; from the question to the text of"
        f" the answer, without Telegram; {ROUNDS} interleaved rounds after one that is not counted. Held = the longest"
        " that a task which wants to run every millisecond had to wait.",
        head=("what", "median", "slowest", "loop held", "aim"),
        rows=tuple(
            (name, f"{half * 1e3:.0f} ms", f"{most * 1e3:.0f} ms", f"{held * 1e3:.0f} ms", "1,000 ms")
            for name, (half, most, held) in found.items()
        ),
    )


async def _measured(url: URL) -> dict[str, tuple[float, float, float]]:
    # as `tingfeng run` does
    gc.freeze()
    store = opened_store(url)
    cases = await _cases(store)
    times: dict[str, list[float]] = {name: [] for name in cases}
    holds: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(ROUNDS + 1):
        for name, run in cases.items():
            taken, held = await timed(run)
            if number:
                times[name].append(taken)
                holds[name].append(held)
    await store.close()
    return {name: (statistics.median(spans), max(spans), max(holds[name])) for name, spans in times.items()}


async def timed(run: Case) -> tuple[float, float]:
    """Seconds that it took, and the longest that the loop was held meanwhile."""
    waits = [0.0]
    beat = asyncio.ensure_future(_beat(waits))
    began = time.perf_counter()
    await run()
    taken = time.perf_counter() - began
    # the last wait ends after what held the loop
    await asyncio.sleep(0.002)
    beat.cancel()
    return taken, max(waits)


async def _beat(waits: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        waits.append(time.perf_counter() - began - 0.001)


async def _cases(store: Store) -> Mapping[str, Case]:
    policy, texts = await store.policy(), texts_in("zh_CN")
    levels = {texts(level.label): level for level in Severity}

    async def listed(words: str) -> object:
        asked = Asked(what=OPEN, filter=words)
        return open_list(await store.open_page(asked, levels), asked, policy, texts, NOW)

    async def mine() -> object:
        found = await store.my_incidents(Actor.of(policy.members[OWNER]))
        return my_list(found, Asked(what=MINE, filter=str(OWNER)), policy, texts, NOW)

    async def who() -> object:
        return team_list(await store.load_per_person(NOW), policy, texts, NOW)

    async def departments() -> object:
        return departments_list(await store.standings(NOW), 0, texts)

    async def department() -> object:
        found = await store.department_page(UNIT, 0, NOW)
        assert found is not None
        return department_view(found, policy, texts, NOW)

    async def sources() -> object:
        return source_list(await store.source_states(NOW), 0, policy, texts, NOW, keys=True)

    async def find(words: str) -> object:
        return found_list(await store.found_page(words, 0), words, policy, texts)

    return {
        "/open": lambda: listed(""),
        "/open 第3科": lambda: listed("第3科"),
        "/my": mine,
        "/who": who,
        "/dept": departments,
        "/dept 第3科": department,
        "/sources": sources,
        "/week": lambda: week(store, "", policy, texts),
        "/week 上周": lambda: week(store, "上周", policy, texts),
        "/find 工程": lambda: find("工程"),
    }


async def week(store: Store, words: str, policy: Policy, texts: Texts) -> object:
    """As /week answers where nothing was kept: counted anew."""
    today = policy.local(NOW).date()
    wanted = Wanted(period=read_period(words, today))
    began = await store.began()
    assert began is not None
    summary = await asyncio.to_thread(summarise, await store.activity(wanted.period.cut(today)), policy)
    return answer(wanted, summary, None, policy, texts, began=policy.local(began).date(), today=today)
