"""The list of what is inside a bundle: path, size and SHA-256 of every file, and what should be there and is not."""

from dataclasses import dataclass
from datetime import datetime

#: its own name in the bundle; it cannot hold its own hash
MANIFEST = "manifest.json"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """One file; `size` in bytes, `sha256` in hex. Of what was fetched: from where and when."""

    path: str
    size: int
    sha256: str
    source: str = ""
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """Evidence that the database knows and the bundle lacks.

    `why`: waiting, failed, unsaved (a page that could not be had), pruned (by age), missing (on disk) or changed.
    """

    name: str
    sha256: str
    why: str
    source: str = ""
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything about one bundle. The audit's head says which state of the log it goes with."""

    version: int
    incident: int
    organisation: str
    made_at: datetime
    audit_seq: int
    audit_hash: str
    files: tuple[Inside, ...]
    absent: tuple[Absent, ...] = ()
    #: which version of Tingfeng made it
    made_by: str = ""
