"""A restore: everything is checked before anything is touched; the database comes last, whole or not at all.

archive or folder → tables to a place beside, files under their own hash → checked → empty database filled
"""

import hashlib
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from bot.manifest import CHUNK, FILES, LARGEST, NAME, ROWS, Manifest, digest_of, read_manifest
from core.errors import InputError
from core.texts import N_
from jobs.keeping import kept, kept_file
from storage.dump import Progress
from storage.engine import Address
from storage.refill import is_empty, refill

#: bytes of one kept file: Telegram hands out no larger ones
_LARGEST_FILE = 64 * 1024 * 1024


class _Entry(Protocol):
    """A file of the backup."""

    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    def open(self) -> IO[bytes]: ...


@dataclass(slots=True)
class Restored:
    """What came of it."""

    manifest: Manifest
    #: hashes of files that the rows name and that are not there now
    missing: list[str] = field(default_factory=list)


def restore(source: Path, url: Address, files: Path, scratch: Path, told: Progress) -> Restored:
    """Into an empty database; `scratch` is an empty folder for the tables."""
    if not is_empty(url):
        raise InputError(N_("这里已经有数据库，不会覆盖；请先把它移走，或在 [storage] url 换一个空的库"))
    with _entries(source) as entries:
        manifest = _unpacked(source, entries, files, scratch, told)
    for name, part in manifest.tables.items():
        path = scratch / f"{name}.jsonl"
        if not path.exists() or path.stat().st_size != part.size or digest_of(path) != part.sha256:
            raise InputError(N_("{path} 已损坏（{part}），没有恢复；请换一份备份"), path=source, part=name)
    refill(url, scratch, manifest.revision, manifest.numbers, told)
    there = (digest for digest in manifest.files if kept_file(files, digest) is not None)
    return Restored(manifest, sorted({*manifest.files, *manifest.missing} - {*there}))


def _unpacked(source: Path, entries: Iterator["_Entry"], files: Path, scratch: Path, told: Progress) -> Manifest:
    """Only what the manifest names is taken, and no more bytes of it than it says."""
    first = next(entries, None)
    if first is None or first.name != NAME or first.size > LARGEST:
        raise InputError(N_("{path} 不是听风的备份，或已损坏"), path=source)
    with first.open() as opened:
        manifest, done = read_manifest(opened.read(), source), 0
    try:
        for entry in entries:
            kind, _, name = entry.name.partition("/")
            table = manifest.tables.get(name.removesuffix(".jsonl")) if kind == ROWS else None
            if table and entry.size == table.size:
                _copied(entry, scratch / name)
            elif kind == FILES and entry.size == manifest.files.get(name) and entry.size <= _LARGEST_FILE:
                _kept(entry, name, files)
                told(FILES, done := done + 1)
    except (tarfile.TarError, EOFError, zlib.error):
        # cut off or damaged: whether it matters is seen by what is there
        pass
    return manifest


def _copied(entry: _Entry, path: Path) -> None:
    with entry.open() as opened, path.open("wb") as file:
        shutil.copyfileobj(opened, file, CHUNK)


def _kept(entry: _Entry, digest: str, files: Path) -> None:
    with entry.open() as opened:
        content = opened.read()
    # under its own hash: what was damaged or changed does not take another's place
    if hashlib.sha256(content).hexdigest() == digest:
        kept(files, content)


@dataclass(frozen=True, slots=True)
class _Packed:
    archive: tarfile.TarFile
    about: tarfile.TarInfo

    @property
    def name(self) -> str:
        return self.about.name

    @property
    def size(self) -> int:
        return self.about.size

    def open(self) -> IO[bytes]:
        found = self.archive.extractfile(self.about)
        if found is None:
            raise tarfile.ReadError(self.name)
        return found


@dataclass(frozen=True, slots=True)
class _Loose:
    root: Path
    name: str

    @property
    def size(self) -> int:
        return (self.root / self.name).stat().st_size

    def open(self) -> IO[bytes]:
        return (self.root / self.name).open("rb")


@contextmanager
def _entries(source: Path) -> Iterator[Iterator[_Entry]]:
    """The manifest first."""
    try:
        if source.is_dir():
            yield (_Loose(source, path.relative_to(source).as_posix()) for path in _files(source))
            return
        with tarfile.open(source, "r|gz") as archive:
            yield (_Packed(archive, about) for about in archive if about.isreg())
    except (tarfile.TarError, EOFError, zlib.error):
        raise InputError(N_("{path} 不是听风的备份，或已损坏"), path=source) from None
    except OSError as error:
        text = N_("{path} 读不出来或写不进去（{error}）；请检查权限和磁盘空间")
        raise InputError(text, path=error.filename or source, error=error.strerror or error) from None


def _files(folder: Path) -> list[Path]:
    manifest = folder / NAME
    others = [path for path in sorted(folder.rglob("*")) if path.is_file() and path != manifest]
    return [manifest, *others] if manifest.is_file() else others
