"""`tingfeng evidence 127 -o bundle.zip | evidence verify bundle.zip`: everything about one incident, with hashes."""

import argparse
from pathlib import Path
from typing import Any

from bot.bundle_run import run_incident, run_verify
from bot.terminal import CALLED_WRONGLY, complain
from core.texts import N_, Message

_VERIFY = "verify"


def add(commands: Any) -> None:
    """Add the command."""
    evidence = commands.add_parser("evidence", help="everything about one incident as a ZIP, or the check of one")
    evidence.add_argument("what", metavar="127|verify", help="an incident's number, or: is a bundle what was packed?")
    evidence.add_argument("file", nargs="?", type=Path, metavar="bundle.zip", help="what to verify; needs no database")
    evidence.add_argument("-o", "--output", type=Path, metavar="bundle.zip", help="written whole or not at all")
    evidence.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    evidence.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 fine, 1 something is missing or was changed, 2 called wrongly."""
    if options.what == _VERIFY and options.file is not None and options.output is None:
        return run_verify(options)
    if options.what != _VERIFY and options.file is None and options.output is not None:
        options.number = options.what
        return run_incident(options)
    usage = "tingfeng evidence 127 -o bundle.zip | tingfeng evidence verify bundle.zip"
    return complain(Message(N_("请写成：{usage}"), {"usage": usage}), CALLED_WRONGLY)
