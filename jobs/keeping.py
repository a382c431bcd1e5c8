"""Bytes that we keep: a file named by its hash, written whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path


def kept(folder: Path, content: bytes) -> str:
    """Write the bytes under their own hash, SHA-256 in hex; a file that stands there already is that very file."""
    digest = hashlib.sha256(content).hexdigest()
    path = folder / digest[:2] / digest
    if path.is_file() and path.stat().st_size == len(content):
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
