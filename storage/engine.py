"""The engine: one schema on SQLite (WAL, BEGIN IMMEDIATE) and PostgreSQL (psycopg 3)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from sqlalchemy import event, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from core.errors import StoreError
from core.texts import N_
from storage.meter import Meter
from storage.tables import leases

#: where a database is
Address = URL

#: one appender of the audit chain at a time, cluster-wide; any constant will do
WRITER_LOCK = 0x7F6E_6766
_MY_TURN = text("SELECT pg_advisory_xact_lock(:lock), set_config('idle_in_transaction_session_timeout', :stuck, true)")
_EPOCH = select(leases.c.epoch).where(leases.c.name == "leader")
#: connections that read at once; one more writes
_READERS = 7
#: until PostgreSQL's silence is taken for the end of the line, in seconds and for what was sent in milliseconds
_SILENCE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
#: seconds until the driver gives up on a lock, or on a host that does not answer
_PATIENCE = {"sqlite": {"timeout": 30}, "postgresql": {"connect_timeout": 10, **_SILENCE}}
#: the one given back last is taken first: where little goes on, one connection's caches do; an error goes into the
#: log, and the values that it was about are names and posts
_POOL: dict[str, Any] = {"pool_size": _READERS + 1, "max_overflow": 0, "pool_use_lifo": True, "hide_parameters": True}
#: who stops in the middle of a write loses it after so long: others wait for their turn
_STUCK = "10s"


def database_url(url: str, folder: Path) -> URL:
    """The async form of `sqlite:///relative.db` (relative to `folder`) or `postgresql://…`."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(N_("[storage] url 不是数据库地址；请写成 sqlite:///tingfeng.db 或 postgresql://…")) from None
    if parsed.get_backend_name() == "sqlite":
        path = parsed.database or "tingfeng.db"
        file = path if path == ":memory:" else str(folder / path)
        return parsed.set(drivername="sqlite+aiosqlite", database=file)
    if parsed.get_backend_name() == "postgresql":
        try:
            import_module("psycopg")
        except ImportError:
            raise StoreError(N_("缺少 PostgreSQL 的驱动；请安装 psycopg[binary]，或改用 sqlite")) from None
        return parsed.set(drivername="postgresql+psycopg")
    raise StoreError(N_("不支持数据库 {kind}；请用 sqlite 或 postgresql"), kind=parsed.get_backend_name())


def unusable(url: URL, error: DBAPIError) -> StoreError:
    """What is wrong with the database, where it is, and how to mend it; the password is not said."""
    # what a driver says may be many lines, the first of which tells it
    words = (str(error.orig).strip().splitlines() or [""])[0]
    if url.get_backend_name() != "sqlite":
        text = N_("数据库 {where} 用不了（{words}）；请检查 PostgreSQL 是否在运行，[storage] url 的地址、账号和密码")
        return StoreError(text, where=place(url), words=words)
    file = Path(place(url))
    if not file.parent.is_dir():
        return StoreError(N_("数据库 {where} 打不开：没有这个文件夹；请先建好，或改 [storage] url"), where=file)
    if "not a database" in words:
        return StoreError(N_("{where} 不是数据库文件；请把它移走，或改 [storage] url"), where=file)
    if "malformed" in words:
        text = N_("数据库 {where} 已损坏；请停用并移走，再用 tingfeng restore 恢复最近的备份")
    elif "locked" in words:
        text = N_("数据库 {where} 正被别的程序占用；请关闭打开它的程序后再试")
    else:
        text = N_("数据库 {where} 用不了（{words}）；请检查文件和文件夹的读写权限、磁盘空间，或改 [storage] url")
    return StoreError(text, where=file, words=words)


def place(url: URL) -> str:
    """Where a database is: its file, or its server and name; the password is not said."""
    is_file = url.get_backend_name() == "sqlite"
    return (url.database or "") if is_file else url.set(query={}).render_as_string().partition("://")[2]


#: what PostgreSQL says to who may look and not make tables, and to who may not look
_NO_RIGHTS = "42501"


def trouble(url: URL, error: BaseException) -> StoreError | None:
    """The same where the error is the database's and not a mistake of ours."""
    # exactly these: what is derived from DatabaseError are mostly statements that are wrong
    if type(error) in (OperationalError, InterfaceError, DatabaseError) or no_rights(error):
        return unusable(url, cast("DBAPIError", error))
    return None


def no_rights(error: BaseException) -> bool:
    """Did PostgreSQL refuse it to this account?"""
    return getattr(getattr(error, "orig", None), "sqlstate", None) == _NO_RIGHTS


class SupersededError(Exception):
    """Another process leads by now: what this one wanted to write is not written."""


class Database:
    """Connections. `read()` sees a snapshot; `write()` is one transaction at a time, for the whole database.

    `name`: what the server calls our connections; `epoch`: nothing is written any more once the lease has another one.
    """

    def __init__(self, url: URL, *, name: str = "tingfeng", epoch: int | None = None) -> None:
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.engine: AsyncEngine = _sqlite(url) if self.is_sqlite else _engine(url, application_name=name)
        self.epoch = epoch
        # SQLite's own lock is not fair: without this queue a busy writer starves the others until they time out
        self._turn = asyncio.Lock()
        self.meter = Meter()
        # nor does the pool wait for ever: a thousand looks at once ask for it, and each is answered in its turn
        self._readers = asyncio.Semaphore(_READERS)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A write transaction: commits at the end, rolls back on any exception."""
        async with self._my_turn(), self.engine.connect() as connection:
            if self.is_sqlite:
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                await connection.execute(_MY_TURN, {"lock": WRITER_LOCK, "stuck": _STUCK})
            if self.epoch is not None and self.epoch != await connection.scalar(_EPOCH):
                raise SupersededError
            yield connection
            await connection.commit()

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        self.meter.waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self.meter.waiting -= 1
        try:
            with self.meter.writing():
                yield
        finally:
            self._turn.release()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A read transaction; who waits for one waits in line. Never inside another: all places might so be taken."""
        async with self._readers, self.engine.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Give back every connection."""
        await self.engine.dispose()


def patience(url: URL) -> dict[str, Any]:
    """What the driver is told beside the address; what the address says itself goes before."""
    return {name: value for name, value in _PATIENCE[url.get_backend_name()].items() if name not in url.query}


def _engine(url: URL, **told: str) -> AsyncEngine:
    # a server that was started anew has forgotten our connections: each is tried before it is used
    ping = url.get_backend_name() != "sqlite"
    return create_async_engine(url, **_POOL, pool_pre_ping=ping, connect_args=patience(url) | told)


def _sqlite(url: URL) -> AsyncEngine:
    engine = _engine(url)

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: object, _record: ConnectionPoolEntry) -> None:
        # the driver's own transactions begin late and lose writes: we begin ourselves
        connection.isolation_level = None  # type: ignore[attr-defined]
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine
