"""How the bot backs itself up."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """[backup]: where the bot puts its own backups, "" = it makes none; how many stay, and how often one is made."""

    folder: str = ""
    keep: int = 14
    every: timedelta = timedelta(hours=24)
