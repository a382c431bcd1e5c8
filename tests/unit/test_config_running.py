"""[backup], [web] status and [log] of config.toml."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Config, ConfigError, load_config
from bot.config_web import Listen

BASE = '[organisation]\nname = "海棠县住建局"\n[telegram]\ntoken = "1:a"\n'


def loaded(folder: Path, lines: str, **environment: str) -> Config:
    path = folder / "config.toml"
    path.write_text(f"{BASE}{lines}\n", "utf-8")
    return load_config(path, environment)


def test_nothing_said_is_no_backup_and_no_listener(tmp_path: Path) -> None:
    config = loaded(tmp_path, "")
    assert config.figures.backups.folder == ""
    assert config.web.status == Listen()
    assert config.log == "json"


def test_every_word_is_a_setting(tmp_path: Path) -> None:
    lines = '[backup]\nfolder = "night"\nkeep = 3\nevery = "6h"\n[web]\nstatus = "[::1]:8319"\n[log]\nformat = "text"'
    config = loaded(tmp_path, lines)
    backups = config.figures.backups
    assert (backups.folder, backups.keep, backups.every) == (str(tmp_path / "night"), 3, timedelta(hours=6))
    assert config.web.status == Listen(host="::1", port=8319)
    assert config.web.host == "", "nobody brings posts"
    assert config.log == "text"


def test_the_environment_wins(tmp_path: Path) -> None:
    config = loaded(tmp_path, '[web]\nstatus = "127.0.0.1:1"', TINGFENG_WEB_STATUS="0.0.0.0:8319")
    assert config.web.status == Listen(host="0.0.0.0", port=8319)


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ('[backup]\nevery = "5m"', "backup.every"),
        ('[backup]\nevery = "often"', "backup.every"),
        ("[backup]\nkeep = 0", "keep"),
        ('[backup]\nnight = "03:00"', "night"),
        ('[web]\nstatus = "8319"', "web.status"),
        ('[web]\nstatus = "127.0.0.1:99999"', "web.status"),
        ('[log]\nformat = "xml"', "format"),
    ],
)
def test_a_mistake_names_its_key(tmp_path: Path, lines: str, key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        loaded(tmp_path, lines)
