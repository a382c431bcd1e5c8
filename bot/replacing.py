"""A file that is whole or not there at all: written beside its place under another name, then moved over it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import InputError
from core.texts import N_


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write to the path that this gives; without an exception it takes the place of `path` at the end."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    except OSError as error:
        raise _unwritable(path, error) from None
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        # mkstemp lets only us read it; whoever may write into the folder decides that with umask
        umask = os.umask(0)
        os.umask(umask)
        draft.chmod(0o666 & ~umask)
        draft.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        draft.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> InputError:
    why = error.strerror or str(error)
    return InputError(N_("{path} 写不进去（{error}）；请检查文件夹、权限和磁盘空间"), path=path, error=why)
