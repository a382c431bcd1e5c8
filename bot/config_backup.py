"""[backup] of config.toml: whether the bot backs itself up, where to, how often, and how many stay."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from bot.config_values import ConfigError, Strict, span
from core.backup_settings import Backups
from core.texts import N_

_LEAST = timedelta(hours=1)


class BackupTable(Strict, frozen=True, kw_only=True):
    """[backup]"""

    folder: str = ""
    keep: Annotated[int, Meta(ge=1, le=1000)] = 14
    every: str = "24h"


def checked_backups(path: Path, table: BackupTable) -> Backups:
    """ConfigError names the span that is too short. The folder is relative to the file."""
    every = span(path, "backup.every", table.every)
    if every < _LEAST:
        raise ConfigError(N_("{path}：backup.every = “{text}” 太短；至少 1h"), path=path, text=table.every)
    folder = str((path.parent / table.folder).absolute()) if table.folder else ""
    return Backups(folder=folder, keep=table.keep, every=every)
