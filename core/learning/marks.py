"""A mark (标记): what somebody decided about a post."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """`label`: True where the post was a matter, False where the alarm was false; `at`: when, None where not known."""

    id: str
    text: str
    label: bool
    at: datetime | None = None
