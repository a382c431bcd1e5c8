"""`tingfeng run`: the bot in the foreground, until SIGTERM or SIGINT."""

import argparse
import asyncio
import gc
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot import log
from bot.config import Config, load_config
from bot.config_cluster import Part
from bot.config_values import ConfigError
from bot.progress import bring_up
from bot.seeding import load_rules
from bot.serving import serve
from bot.stopping import until_stopped
from bot.terminal import FINE
from core.texts import N_
from storage.alone import alone
from storage.engine import database_url


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("run", help="run the bot in the foreground")
    command.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    command.add_argument("--role", choices=[one.value for one in Part], help="wins over [cluster] role")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check everything that can be checked before anything starts, then serve."""
    config = load_config(options.config, environment(options.role))
    with alone(database_url(config.storage_url, config.path.parent)):
        ready(config)
        log.set_up(config.telegram.token, config.web.token, config.assistant.key, form=config.log)
        # what is loaded stays for good: to look through it for garbage would hold everybody's presses for 40 ms
        gc.freeze()
        asyncio.run(until_stopped(serve(config)))
    logging.getLogger(__name__).info("stopped")
    return FINE


def environment(role: str | None) -> Mapping[str, str]:
    """As it is, with the role that was asked for."""
    return {**os.environ, "TINGFENG_CLUSTER_ROLE": role} if role else os.environ


def ready(config: Config) -> None:
    """Refuse what cannot work, with words; bring the database's schema up to date."""
    if not config.telegram.token:
        text = N_("{path}：缺少 [telegram] token；请填入 @BotFather 给的令牌，或设 TINGFENG_TELEGRAM_TOKEN")
        raise ConfigError(text, path=config.path)
    load_rules(config)
    bring_up(database_url(config.storage_url, config.path.parent))
