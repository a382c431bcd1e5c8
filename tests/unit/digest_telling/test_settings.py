"""[reports] of config.toml."""

from datetime import time
from pathlib import Path

import pytest

from bot.config import load_config
from bot.config_values import ConfigError
from core.digest.settings import Reports

LEAST = '[organisation]\nname = "海棠县住建局"\n'


def reports(folder: Path, table: str = "") -> Reports:
    path = folder / "config.toml"
    path.write_text(f"{LEAST}{table}", "utf-8")
    return load_config(path, {}).figures.reports


def test_what_holds_where_nothing_is_said(tmp_path: Path) -> None:
    assert reports(tmp_path) == Reports(digest_at=time(8, 30), brief_at=time(17), pictures="light")


def test_what_is_said_holds(tmp_path: Path) -> None:
    table = '[reports]\ndigest = "9:00"\nbrief = "18:15"\npictures = "dark"\n'
    assert reports(tmp_path, table) == Reports(digest_at=time(9), brief_at=time(18, 15), pictures="dark")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('digest = "25:00"', "reports.digest"),
        ('brief = "五点"', "reports.brief"),
        ('pictures = "red"', "pictures"),
        ('weekly = "08:30"', "weekly"),
    ],
)
def test_a_mistake_is_named_with_its_key(tmp_path: Path, line: str, named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        reports(tmp_path, f"[reports]\n{line}\n")
