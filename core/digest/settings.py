"""When the lead is told (汇总), and how its pictures look."""

from dataclasses import dataclass
from datetime import time
from typing import Literal

#: light | dark
Ground = Literal["light", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Times of day on the organisation's wall clock."""

    #: 周报 on Mondays, 月报 on the first of a month, 年报 on 1 January
    digest_at: time = time(8, 30)
    #: 每日简报
    brief_at: time = time(17)
    #: the ground of every picture
    pictures: Ground = "light"
