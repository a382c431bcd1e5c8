"""One SQLite file, one bot: whoever comes second is told so, and touches nothing. A server has a lease instead."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL

from core.errors import StoreError
from core.texts import N_


@contextmanager
def alone(url: URL) -> Iterator[None]:
    """Nobody else may run the bot on this file, or change its schema, meanwhile; the system ends it with the process.

    A file beside the database is locked: to close the database's own would end the locks that SQLite holds on it.
    """
    file = Path(url.database or "")
    if url.get_backend_name() != "sqlite" or not file.parent.is_dir():
        yield
        return
    try:
        held = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(file, error) from None
    try:
        _taken(held, file)
        yield
    finally:
        os.close(held)


def _taken(held: int, file: Path) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        text = N_("数据库 {where} 正由另一个听风使用（进程 {number}）；请先停掉它，或改 [storage] url")
        raise StoreError(text, where=file, number=os.pread(held, 20, 0).decode("ascii", "replace") or "?") from None
    except OSError as error:
        # a network drive without locks, perhaps
        raise _unusable(file, error) from None
    os.ftruncate(held, 0)
    os.pwrite(held, str(os.getpid()).encode(), 0)


def _unusable(file: Path, error: OSError) -> StoreError:
    text = N_("数据库 {where} 用不了（{words}）；请检查文件和文件夹的读写权限、磁盘空间，或改 [storage] url")
    return StoreError(text, where=file, words=error.strerror or str(error))
