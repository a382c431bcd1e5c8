"""When the bot learns from marks (学习)."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """[learning]: whether at all, from how many marks on, and how often at most."""

    enabled: bool = True
    least: int = 30
    every: timedelta = timedelta(hours=6)
