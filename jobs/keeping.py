"""Bytes that we keep: a file named by its hash, written whole or not at all, and read only where it is still that."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def kept(folder: Path, content: bytes) -> str:
    """Write the bytes under their own hash, SHA-256 in hex; a file that stands there and is damaged is replaced."""
    digest = hashlib.sha256(content).hexdigest()
    path = _place(folder, digest)
    if kept_file(folder, digest) is not None:
        return digest
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as draft:
        try:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
            Path(draft.name).replace(path)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    return digest


def kept_file(folder: Path, digest: str) -> bytes | None:
    """The bytes of this hash; None where they are not on the disk, or not what they were."""
    try:
        content = _place(folder, digest).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def dropped(folder: Path, digests: Iterable[str]) -> None:
    """Remove these files; one that is not there is no mistake."""
    for digest in digests:
        _place(folder, digest).unlink(missing_ok=True)


def _place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest
