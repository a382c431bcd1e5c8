"""A ZIP that is written piece by piece and remembers what is in it: every file with its size and its SHA-256."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from core.bundle.manifest import MANIFEST, Inside, Manifest

#: readable for everybody, a plain file
_MODE = 0o100644 << 16
#: the format knows no earlier year
_EARLIEST = (1980, 1, 1, 0, 0, 0)


class Zip:
    """One bundle while it is being written. Not for several threads at once."""

    def __init__(self, path: Path, made_at: datetime) -> None:
        self._archive = ZipFile(path, "w", ZIP_DEFLATED)
        self._made = max(made_at.timetuple()[:6], _EARLIEST)
        self.files: list[Inside] = []

    def put(self, path: str, pieces: Iterable[bytes]) -> None:
        """One more file, of as many pieces as it takes."""
        growing = self.grown(path)
        try:
            for piece in pieces:
                growing.add(piece)
        finally:
            growing.done()

    def grown(self, path: str) -> "Growing":
        """One more file whose pieces come later; nothing else may be put in before it is done."""
        return Growing(self, path)

    def copied(
        self, path: str, source: Path, sha256: str, *, address: str = "", fetched_at: datetime | None = None
    ) -> str:
        """A kept file as it was kept, and where it came from; else why not: missing or changed."""
        try:
            content = source.read_bytes()
        except OSError:
            return "missing"
        if hashlib.sha256(content).hexdigest() != sha256:
            return "changed"
        self.put(path, [content])
        self.files[-1] = replace(self.files[-1], source=address, fetched_at=fetched_at)
        return ""

    def sealed(self, manifest: Manifest) -> str:
        """Put the list in last; returns its hash, for whoever wants to remember it."""
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, default=_instant)
        self.put(MANIFEST, [text.encode()])
        self._archive.close()
        return self.files.pop().sha256

    def given_up(self) -> None:
        """Let go of the file; what it holds is of no use."""
        self._archive.close()

    def info(self, path: str) -> ZipInfo:
        """The same for every file, so that the same content makes the same bundle."""
        made = ZipInfo(path, self._made)
        made.compress_type, made.external_attr = ZIP_DEFLATED, _MODE
        return made

    @property
    def archive(self) -> ZipFile:
        """For what grows in it."""
        return self._archive


class Growing:
    """A file of the bundle that is being written."""

    def __init__(self, whole: Zip, path: str) -> None:
        self._whole, self._path = whole, path
        self._size, self._hash = 0, hashlib.sha256()
        self._file = whole.archive.open(whole.info(path), "w")

    def add(self, piece: bytes) -> None:
        """Some more bytes."""
        self._file.write(piece)
        self._size += len(piece)
        self._hash.update(piece)

    def done(self) -> None:
        """It is whole."""
        self._file.close()
        self._whole.files.append(Inside(path=self._path, size=self._size, sha256=self._hash.hexdigest()))


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"not for a manifest: {type(value).__name__}")
