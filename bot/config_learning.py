"""[learning] of config.toml: whether the bot learns from the team's marks."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from bot.config_values import Strict, span
from core.models.settings import Learning


class LearningTable(Strict, frozen=True, kw_only=True):
    """[learning]"""

    enabled: bool = True
    least: Annotated[int, Meta(ge=20, le=100_000)] = 30
    every: str = "6h"


def checked_learning(path: Path, table: LearningTable) -> Learning:
    """ConfigError names the span that is none."""
    return Learning(enabled=table.enabled, least=table.least, every=span(path, "learning.every", table.every))
