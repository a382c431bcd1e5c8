"""[reports] of config.toml: when digests and briefs come, and how pictures look."""

from pathlib import Path

from bot.config_values import Strict, moment
from core.digest.settings import Ground, Reports


class ReportsTable(Strict, frozen=True, kw_only=True):
    """[reports]"""

    digest: str = "08:30"
    brief: str = "17:00"
    pictures: Ground = "light"


def checked_reports(path: Path, table: ReportsTable) -> Reports:
    """ConfigError names the time of day that is none."""
    return Reports(
        digest_at=moment(path, "reports.digest", table.digest),
        brief_at=moment(path, "reports.brief", table.brief),
        pictures=table.pictures,
    )
