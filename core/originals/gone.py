"""A post of an incident that is not there any more (原帖已删)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """`at`: when the first of the two looks found it gone. `first`: it is the post that opened the incident."""

    post: int
    platform: str
    at: datetime
    first: bool = False
