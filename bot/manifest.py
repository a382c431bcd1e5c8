"""What a backup holds, with hashes: its first entry, `manifest.json`."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from core.errors import InputError
from core.texts import N_
from storage.audit import Head
from storage.dump import Snapshot

NAME, ROWS, FILES = "manifest.json", "rows", "files"
FORMAT = 1
#: bytes; that of a million files is smaller
LARGEST = 256 * 1024 * 1024
CHUNK = 1024 * 1024


class Part(Struct, frozen=True, kw_only=True):
    """A table's file."""

    rows: int
    size: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """Everything that a restore checks."""

    format: int
    made_at: str
    revision: str
    #: the newest event of the log
    seq: int
    hash: str
    #: table → its file
    tables: dict[str, Part]
    #: table → the highest number given out
    numbers: dict[str, int]
    #: hash → size of every kept file
    files: dict[str, int]
    #: hashes of files that rows name and that were not there when the backup was made
    missing: tuple[str, ...] = ()

    @property
    def head(self) -> Head:
        """The newest event of the log."""
        return Head(self.seq, self.hash)


def manifest_of(
    snapshot: Snapshot, folder: Path, made_at: str, files: Mapping[str, int], missing: tuple[str, ...]
) -> Manifest:
    """Of a dump that lies in this folder."""
    return Manifest(
        format=FORMAT,
        made_at=made_at,
        revision=snapshot.revision,
        seq=snapshot.head.seq,
        hash=snapshot.head.hash,
        tables={name: _part(folder / f"{name}.jsonl", rows) for name, rows in snapshot.rows.items()},
        numbers=snapshot.numbers,
        files=dict(files),
        missing=missing,
    )


def _part(path: Path, rows: int) -> Part:
    return Part(rows=rows, size=path.stat().st_size, sha256=digest_of(path))


def read_manifest(data: bytes, source: Path) -> Manifest:
    """InputError where this is no backup of ours."""
    try:
        found = msgspec.json.decode(data, type=Manifest)
    except msgspec.MsgspecError:
        raise InputError(N_("{path} 不是听风的备份，或已损坏"), path=source) from None
    if found.format != FORMAT:
        raise InputError(N_("{path} 是较新版本的听风做的备份；请先升级听风"), path=source)
    return found


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
