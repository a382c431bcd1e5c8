"""A story's line, read back from the audit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of an incident's story, read back from the audit."""

    at: datetime
    type: str
    name: str
    reason: str = ""
    #: the new values of fields that the story names, and numbers from its notes
    new: Mapping[str, object] = field(default_factory=dict)
