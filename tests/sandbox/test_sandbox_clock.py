"""The time that the page lets pass: to where, how far, never back, and not where a test holds the clock."""

import math
from datetime import datetime

import aiohttp
import pytest
from sandbox_api import GROUP

from sandbox import Clock, Sandbox, SandboxError
from sandbox.clock import LONGEST, ZONE


def at(month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> float:
    return datetime(2026, month, day, hour, minute, second, tzinfo=ZONE).timestamp()


def test_time_passes_by_itself_and_goes_forward_when_told():
    now = [1_000.0]
    clock = Clock(lambda: now[0])
    assert clock() == 1_000
    clock.forward(30)
    clock.forward(12)
    now[0] += 5
    assert clock() == 1_047


@pytest.mark.parametrize("step", [0, -1, -LONGEST, LONGEST + 1, math.inf, -math.inf, math.nan])
def test_no_step_back_nowhere_or_too_far(step):
    clock = Clock(lambda: 1_000.0)
    with pytest.raises(SandboxError, match="forward by at most"):
        clock.forward(step)
    assert clock() == 1_000


def test_the_longest_step_is_taken():
    clock = Clock(lambda: 1_000.0)
    clock.forward(LONGEST)
    assert clock() == 1_000 + 40 * 24 * 3600


@pytest.mark.parametrize(
    ("begin", "leap", "end"),
    [
        # 2026-11-20 is a Friday
        (at(11, 20, 9, 12, 30), "hour", at(11, 20, 10, 12, 30)),
        (at(12, 31, 23, 30), "hour", datetime(2027, 1, 1, 0, 30, tzinfo=ZONE).timestamp()),
        (at(11, 20, 9, 12, 30), "evening", at(11, 20, 17)),
        (at(11, 20, 17), "evening", at(11, 21, 17)),
        (at(11, 30, 20), "evening", at(12, 1, 17)),
        (at(11, 20, 9, 12, 30), "monday", at(11, 23, 8, 30)),
        (at(11, 22, 23, 59), "monday", at(11, 23, 8, 30)),
        # nothing was watched in the week before, so this morning's would bring no digest
        (at(11, 23, 7), "monday", at(11, 30, 8, 30)),
        (at(11, 23, 8, 30), "monday", at(11, 30, 8, 30)),
    ],
)
def test_where_a_leap_leads(begin, leap, end):
    clock = Clock(lambda: begin)
    clock.leap(leap)
    assert clock() == end


async def post(url, body):
    async with aiohttp.ClientSession() as http, http.post(f"{url}/ui/leap", json=body) as response:
        return response.status, await response.json()


async def shown(url):
    async with aiohttp.ClientSession() as http, http.get(f"{url}/ui/state") as response:
        return await response.json()


@pytest.fixture
async def box():
    sandbox = Sandbox(clock=Clock(lambda: at(11, 20, 9)))
    sandbox.add_user(11, "张三")
    sandbox.add_group(GROUP, "工作群", members=[11])
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


async def test_the_page_is_told_the_time_and_lets_it_pass(box):
    assert (await shown(box.url))["trouble"]["time"] == {"now": at(11, 20, 9), "leaps": ["hour", "evening", "monday"]}
    before = box.world.pulse.count
    assert await post(box.url, {"leap": "monday"}) == (200, {})
    assert box.world.pulse.count > before
    state = await shown(box.url)
    assert state["trouble"]["time"]["now"] == at(11, 23, 8, 30)
    assert box.say(11, GROUP, "早").date == at(11, 23, 8, 30)


async def test_trouble_is_over_when_its_time_has_passed(box):
    box.faults.outage_for(600)
    assert [one.kind for one in box.faults.active()] == ["outage"]
    await post(box.url, {"leap": "hour"})
    assert box.faults.active() == []


@pytest.mark.parametrize("body", [{"leap": "yesterday"}, {"leap": None}, {}, {"seconds": -5}, []])
async def test_what_leads_nowhere_is_refused(box, body):
    status, _ = await post(box.url, body)
    assert (status, box.clock()) == (409, at(11, 20, 9))


async def test_a_test_keeps_its_clock_to_itself(api, sandbox, clock):
    before = clock()
    status, said = await post(api.url, {"leap": "hour"})
    assert (status, said["kind"], clock()) == (409, "SandboxError", before)
    assert (await shown(api.url))["trouble"]["time"] is None
