"""A shell for the commands."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from bot.commands import detect, learn, rules
from bot.terminal import complain
from core.errors import TingfengError


class Shell:
    """Runs a command; lines of stdout and stderr are kept."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.out: list[str] = []
        self.err: list[str] = []

    def file(self, name: str, content: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def posts(self, *posts: object) -> str:
        return self.file("posts.jsonl", "\n".join(p if isinstance(p, str) else json.dumps(p) for p in posts))

    def run(self, *arguments: str) -> int:
        parser = argparse.ArgumentParser()
        commands = parser.add_subparsers(required=True)
        detect.add(commands)
        rules.add(commands)
        learn.add(commands)
        try:
            options = parser.parse_args(arguments)
            code = int(options.run(options))
        except TingfengError as error:
            code = complain(error)
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        captured = self._capsys.readouterr()
        self.out, self.err = captured.out.splitlines(), captured.err.splitlines()
        return code

    def decisions(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out]


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)
