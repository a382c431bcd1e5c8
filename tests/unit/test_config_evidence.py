"""[evidence] of config.toml: how often pages are looked at again, and how long what was kept stays."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import ConfigError, load_config
from core.originals.settings import Keeping

BASE = '[organisation]\nname = "海棠县住建局"\n[telegram]\ntoken = "1:a"\n'


def loaded(folder: Path, lines: str) -> Keeping:
    path = folder / "config.toml"
    path.write_text(f"{BASE}[evidence]\n{lines}\n", "utf-8")
    return load_config(path, {}).figures.evidence


def test_nothing_said_is_the_default(tmp_path: Path) -> None:
    assert loaded(tmp_path, "") == Keeping()


def test_every_figure_is_a_setting(tmp_path: Path) -> None:
    lines = 'recheck_days = 3\nrecheck_every = "12h"\nkeep = "365d"\nkeep_pages = "30d"'
    days = {name: timedelta(days=count) for name, count in (("recheck", 3), ("evidence", 365), ("pages", 30))}
    assert loaded(tmp_path, lines) == Keeping(every=timedelta(hours=12), **days)
    assert loaded(tmp_path, "recheck_days = 0").recheck == timedelta()


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('recheck_every = "5m"', "evidence.recheck_every"),
        ('recheck_every = "often"', "evidence.recheck_every"),
        ('keep = "1h"', "evidence.keep"),
        ('keep_pages = "0d"', "evidence.keep_pages"),
        ('keep_posts = "7d"', "evidence.keep_posts"),
        ("recheck_days = -1", "evidence.recheck_days"),
        ("recheck_days = 9999", "evidence.recheck_days"),
        ("days = 7", "days"),
    ],
)
def test_a_mistake_names_its_key(tmp_path: Path, line: str, key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        loaded(tmp_path, line)
