"""`tingfeng bind-code`: a one-time code with which a group or a department's chat is bound."""

import argparse
import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import clock
from bot.stored import store_of, stored
from bot.terminal import FINE, say
from core.texts import N_
from storage import Store


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("bind-code", help="a one-time code for /bind, valid for a quarter of an hour")
    command.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a code and how to use it; the codes before are void."""
    code = asyncio.run(_new(store_of(options.config), clock()))
    say(N_("绑定码 {code}，15 分钟内有效，只能用一次。"), code=code)
    say(N_("绑定工作群：把机器人拉进群，在群里发送 /bind {code}，发送者成为带班领导。"), code=code)
    say(N_("绑定部门群：在部门自己的群里发送 /bind {code} 部门名。"), code=code)
    return FINE


async def _new(store: Store, now: datetime) -> str:
    async with stored(store):
        return await store.new_code(now)
