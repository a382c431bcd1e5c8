"""Seen from outside: /healthz and /metrics over HTTP, with numbers and nothing else (O6)."""

import asyncio
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy.engine import URL

from bot.config_values import ConfigError
from bot.config_web import Listen
from bot.metrics import exposition
from bot.status import seen_from_outside
from tests.chat.stage import Stage, staged
from tests.conftest import GROUP, LIN, NOON, PEOPLE

STATUS = ("[rules]", '[web]\nstatus = "127.0.0.1:0"\n[rules]')
SAMPLE = re.compile(r'(tingfeng_\w+)(?:\{(\w+)="((?:[^"\\]|\\.)*)"\})? (-?[\d.]+(?:e[+-]\d+)?)')


async def get(port: int, path: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await (answer.json() if "json" in answer.content_type else answer.text())


async def metrics(port: int) -> dict[str, float]:
    """Every sample; each line must be one, or a comment."""
    status, text = await get(port, "/metrics")
    assert status == 200
    found = {}
    for line in text.splitlines():
        if not line.startswith(("# HELP ", "# TYPE ")):
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            found[sample[1] + (f"/{sample[3]}" if sample[3] else "")] = float(sample[4])
    return found


async def test_who_looks_from_outside_sees_how_it_goes(tmp_path: Path, database_url: URL) -> None:
    async with staged(tmp_path, database_url, change=STATUS) as stage:
        port = stage.running.status
        status, health = await get(port, "/healthz")
        assert status == 200
        assert (health["alive"], health["ready"], health["leading"], health["database"]) == (True,) * 4
        before = await metrics(port)
        assert (before["tingfeng_incidents_open/general"], before["tingfeng_posts_total"]) == (0, 0)
        await stage.publish("工地塌方", "城东发生塌方，有人被埋，县住建局在哪里")
        card = await stage.expect_card("工地塌方")
        await card.press("我来认领", by=LIN)
        await stage.quiet()
        after = await metrics(port)
        # the clock of the tests has jumped: until the next poll it is silent
        async with asyncio.timeout(60):
            while (await get(port, "/healthz"))[1]["telegram_silent_seconds"] >= 60:  # noqa: ASYNC110 - it is told outside
                await asyncio.sleep(0.1)
        assert after["tingfeng_incidents_open/major"] == 1
        assert after["tingfeng_posts_total"] == 1
        assert after["tingfeng_sources/ok"] == 1
        assert after["tingfeng_update_seconds/1"] >= after["tingfeng_update_seconds/0.5"] >= 0
        assert after["tingfeng_database_writes_total"] > before["tingfeng_database_writes_total"]
        assert after["tingfeng_memory_bytes"] > 10**7
        assert after["tingfeng_open_files"] > 5
        assert after["tingfeng_ready"] == after["tingfeng_leading"] == 1


async def test_a_silence_and_a_queue_are_seen(tmp_path: Path, sqlite_url: URL) -> None:
    async with staged(tmp_path, sqlite_url, change=STATUS) as stage:
        stage.sandbox.faults.outage = True
        await stage.sandbox.wait_for(lambda: not stage.sandbox.world.updates.listening)
        await stage.publish("工地塌方", "城东发生塌方，有人被埋，县住建局在哪里")
        stage.clock.forward(minutes=10)
        seen = await metrics(stage.running.status)
        assert seen["tingfeng_telegram_silent_seconds"] >= 600
        assert seen["tingfeng_cards_waiting"] == 1
        status, _ = await get(stage.running.status, "/healthz")
        assert status == 200, "a restart would not help"
        stage.sandbox.faults.outage = False
        await stage.expect_card("工地塌方")


async def test_there_are_no_names_in_it(tmp_path: Path, sqlite_url: URL) -> None:
    async with staged(tmp_path, sqlite_url, change=STATUS) as stage:
        await stage.publish("工地塌方", "城东发生塌方，有人被埋，打 13812345678")
        await stage.expect_card("工地塌方")
        _, text = await get(stage.running.status, "/metrics")
        _, health = await get(stage.running.status, "/healthz")
        for word in (stage.sandbox.token, "海棠", "塌方", "138", str(GROUP), *(member.name for member in PEOPLE)):
            assert word not in text + str(health)
        assert (await get(stage.running.status, "/"))[0] == 404
        assert (await get(stage.running.status, "/intake"))[0] == 404


async def test_without_the_setting_nothing_listens(stage: Stage) -> None:
    assert stage.running.status == 0


async def test_before_the_start_is_over_and_after_the_stop_began_it_is_not_ready(stage: Stage) -> None:
    async with seen_from_outside(Listen(host="127.0.0.1"), lambda: NOON) as status:
        code, health = await get(status.port, "/healthz")
        assert code == 503
        assert (health["alive"], health["ready"], health["started"]) == (True, False, False)
        assert (await metrics(status.port))["tingfeng_ready"] == 0
        status.begins(stage.running.store)
        assert (await get(status.port, "/healthz"))[0] == 200
        status.ends()
        assert (await get(status.port, "/healthz"))[0] == 503


async def test_a_taken_port_is_said_in_words() -> None:
    async with seen_from_outside(Listen(host="127.0.0.1"), lambda: NOON) as status:
        with pytest.raises(ConfigError, match="请换一个"):
            async with seen_from_outside(Listen(host="127.0.0.1", port=status.port), lambda: NOON):
                pass


def test_any_label_is_escaped() -> None:
    text = exposition(iter([("x", "about", "name", {'a"b\\c\nd': 1.5})]))
    assert text.splitlines()[-1] == 'tingfeng_x{name="a\\"b\\\\c\\nd"} 1.5'
