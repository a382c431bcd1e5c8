"""The list of what is inside a bundle: path, size and SHA-256 of every file, and what should be there and is not."""

from dataclasses import dataclass
from datetime import datetime

#: its own name in the bundle; it cannot hold its own hash
MANIFEST = "manifest.json"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """One file; `size` in bytes, `sha256` in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """Evidence that the database knows and the bundle lacks; `why`: waiting, failed, missing (on disk) or changed."""

    name: str
    sha256: str
    why: str


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
