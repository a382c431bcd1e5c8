"""`tingfeng db upgrade | downgrade`: the schema, both ways."""

import argparse
from pathlib import Path
from typing import Any

from bot.config import load_config
from bot.terminal import FINE, say
from core.texts import N_
from storage import migrate
from storage.alone import alone
from storage.engine import database_url


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("db", help="the database's schema")
    steps = command.add_subparsers(required=True, metavar="STEP")
    for name, text, default in (("upgrade", "bring it forward", "head"), ("downgrade", "take it back", None)):
        step = steps.add_parser(name, help=text)
        step.add_argument("revision", nargs="?" if default else 1, default=default)
        step.add_argument("-c", "--config", type=Path, default=Path("config.toml"))
        step.set_defaults(run=run, step=name)


def run(options: argparse.Namespace) -> int:
    """Migrate, and say where the schema stands now."""
    config = load_config(options.config)
    url = database_url(config.storage_url, config.path.parent)
    with alone(url):
        if options.step == "upgrade":
            migrate.upgrade(url, options.revision)
        else:
            migrate.downgrade(url, options.revision[0])
    now, newest = migrate.present(url)
    say(N_("数据库结构版本 {now}，最新 {newest}"), now=now or "—", newest=newest)
    return FINE
