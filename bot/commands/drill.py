"""`tingfeng drill FILE`: a scenario is checked and printed; `--start` plays it into the group of the running bot."""

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.config import load_config
from bot.scenario_files import SHIPPED, read_scenario
from bot.stored import store_of, stored
from bot.terminal import FINE, FOUND_A_PROBLEM, complain, say
from core.changes import Entry, Origin
from core.drill.scenario import FASTEST, Scenario, printed
from core.people import SYSTEM, Actor, Role
from core.texts import N_
from core.workflow import Outcome
from storage import Store
from storage.commands import Command


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("drill", help="check and print a scenario, or play it")
    names = ", ".join(sorted(path.stem for path in SHIPPED.glob("*.toml")))
    command.add_argument("file", type=Path, metavar="FILE", help=f"a scenario file, or one that comes along: {names}")
    command.add_argument("--start", action="store_true", help="play it now; the bot must be running")
    command.add_argument("--pace", type=float, help="how many times faster than real time")
    command.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 it can be played (or is), 1 it cannot."""
    shipped = SHIPPED / f"{options.file}.toml"
    path = shipped if not options.file.exists() and shipped.exists() else options.file
    if not options.start:
        for line in printed(read_scenario(path)):
            say(line.text, **line.params)
        return FINE
    config = load_config(options.config)
    scenario = read_scenario(path, config.organisation)
    pace = min(max(options.pace or scenario.pace, 1.0), FASTEST)
    outcome = asyncio.run(_started(store_of(options.config), scenario, pace))
    if outcome.refused:
        return complain(outcome.answer, FOUND_A_PROBLEM)
    say(outcome.answer.text, **outcome.answer.params)
    say(N_("正在运行的听风几秒内开始放出；中止请在群里发 /drill stop"))
    return FINE


async def _started(store: Store, scenario: Scenario, pace: float) -> Outcome:
    """Whoever may read the configuration may start one."""
    now = datetime.now(UTC)  # noqa: TID251 - a command has no other clock
    operator = Actor(id=SYSTEM.id, name=SYSTEM.name, roles=frozenset({Role.SYSTEM, Role.LEAD}))
    command = Command(key=f"drill:{now.isoformat()}", actor=operator, origin=Origin(entry=Entry.COMMAND), now=now)
    async with stored(store):
        return await store.start_drill(scenario, pace, command)
