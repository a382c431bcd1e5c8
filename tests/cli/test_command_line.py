"""The command line finds its commands, and loads no more than the one that was asked for."""

import subprocess
import sys

import pytest

from bot.__main__ import COMMANDS, main

LOADED = (
    "import sys; from bot.__main__ import main\ntry: main([{word!r}, '--help'])\nexcept SystemExit: print(*sys.modules)"
)


@pytest.mark.parametrize("word", COMMANDS)
def test_every_word_has_its_file(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([word, "--help"])
    assert ended.value.code == 0
    assert f"tingfeng {word}" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["nonsense"], []])
def test_without_a_word_it_knows_them_all(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == (0 if arguments == ["--help"] else 2)
    said = "".join(capsys.readouterr())
    assert all(word in said for word in COMMANDS) is (arguments != [])


@pytest.mark.parametrize(
    ("word", "spared"),
    [("run", {"alembic", "sandbox", "rich", "bot.commands.sandbox"}), ("audit", {"telegram", "jieba"})],
)
def test_only_what_a_command_needs_is_loaded(word: str, spared: set[str]) -> None:
    """O1: a start is quick because of what it leaves out."""
    ran = subprocess.run([sys.executable, "-c", LOADED.format(word=word)], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert f"bot.commands.{word}" in loaded
    assert not spared & loaded
