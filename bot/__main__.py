"""The command line, thin: every command is a file in `bot/commands` and a line here."""

import argparse
import os
import sys
from collections.abc import Sequence

from bot.commands import audit, bind_code, database, detect, import_posts, members, parse, rules, run, sandbox, sources
from bot.terminal import FINE, complain
from core.errors import TingfengError

COMMANDS = (sandbox, run, bind_code, detect, rules, parse, import_posts, members, sources, audit, database)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 fine, 1 found a problem, 2 called wrongly."""
    parser = argparse.ArgumentParser(
        prog="tingfeng", description="Tingfeng 听风: public-opinion response in a Telegram group"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except TingfengError as error:
        return complain(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # the reader had enough (`| head`); without this the interpreter would complain once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


if __name__ == "__main__":
    sys.exit(main())
