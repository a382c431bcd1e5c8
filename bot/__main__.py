"""The command line, thin: every command is a file in `bot/commands` and a line here."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from bot.terminal import FINE, complain
from core.errors import TingfengError

#: word → file. Only that of the word is loaded: together they draw in all there is
COMMANDS = {
    "try": "sandbox",
    "init": "init",
    "doctor": "doctor",
    "run": "run",
    "bind-code": "bind_code",
    "detect": "detect",
    "learn": "learn",
    "rules": "rules",
    "parse": "parse",
    "due": "due",
    "import": "import_posts",
    "members": "members",
    "sources": "sources",
    "export": "export",
    "evidence": "evidence",
    "drill": "drill",
    "audit": "audit",
    "backup": "backup",
    "restore": "restore",
    "db": "database",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 fine, 1 found a problem, 2 called wrongly."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = argparse.Namespace()
    try:
        options = _parser(arguments).parse_args(arguments)
        return int(options.run(options))
    except TingfengError as error:
        return complain(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # the reader had enough (`| head`); without this the interpreter would complain once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except Exception as error:
        told = _told(options, error)
        if told is None:
            raise
        return complain(told)


def _told(options: argparse.Namespace, error: Exception) -> TingfengError | None:
    """What a driver says of the database in the midst of a command, as a sentence; None where it is something else."""
    if "storage.engine" not in sys.modules or "config" not in options:
        return None
    from bot.config import load_config  # noqa: PLC0415 - commands that use no database load neither
    from storage.engine import database_url, trouble  # noqa: PLC0415 - the same

    config = load_config(options.config)
    return trouble(database_url(config.storage_url, config.path.parent), error)


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tingfeng", description="Tingfeng 听风: public-opinion response in a Telegram group"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    word = arguments[0] if arguments else ""
    # all that is loaded stays; to look for garbage in it again and again would take a fifth of the time
    gc.disable()
    for name in [COMMANDS[word]] if word in COMMANDS else COMMANDS.values():
        import_module(f"bot.commands.{name}").add(commands)
    gc.enable()
    return parser


if __name__ == "__main__":
    sys.exit(main())
