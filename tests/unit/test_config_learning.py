"""[learning] of config.toml: its defaults, what it changes, and what is refused in plain words."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import ConfigError, load_config
from core.models.settings import Learning

LEAST = '[organisation]\nname = "海棠县住建局"\n'


def read(folder: Path, text: str) -> Learning:
    path = folder / "config.toml"
    path.write_text(LEAST + text, "utf-8")
    return load_config(path, {}).figures.learning


def test_it_learns_without_being_told(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Learning() == Learning(enabled=True, least=30, every=timedelta(hours=6))


def test_every_line_is_read(tmp_path: Path) -> None:
    text = '[learning]\nenabled = false\nleast = 50\nevery = "1d"\n'
    assert read(tmp_path, text) == Learning(enabled=False, least=50, every=timedelta(days=1))


@pytest.mark.parametrize("line", ['every = "often"', "least = 3", 'enabled = "yes"', "most = 5"])
def test_what_cannot_be_is_refused_by_its_key(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=line.split(" ", maxsplit=1)[0]):
        read(tmp_path, f"[learning]\n{line}\n")
