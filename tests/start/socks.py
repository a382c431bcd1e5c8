"""A SOCKS 5 server of a few lines, with what can be wrong about one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

GRANTED, NOT_ALLOWED = 0, 2
_NONE, _PASSWORD, _NEITHER = 0, 2, 0xFF


@dataclass(slots=True)
class Socks:
    """Who may use it ("" = everybody), what it answers, and what it was asked for."""

    user: str = ""
    password: str = ""
    answer: int = GRANTED
    #: takes connections and never says a word
    silent: bool = False
    #: names that it knows, whatever the rest of the world says
    hosts: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client."""
        try:
            if self.silent:
                await reader.read()
            elif await self._admitted(reader, writer):
                await self._connected(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _admitted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        _, count = await reader.readexactly(2)
        wanted = _PASSWORD if self.user else _NONE
        offered = await reader.readexactly(count)
        writer.write(bytes([5, wanted if wanted in offered else _NEITHER]))
        if wanted not in offered:
            return False
        if not self.user:
            return True
        await reader.readexactly(1)
        said = [(await reader.readexactly((await reader.readexactly(1))[0])).decode() for _ in range(2)]
        good = said == [self.user, self.password]
        writer.write(bytes([1, 0 if good else 1]))
        return good

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        *_, kind = await reader.readexactly(4)
        if kind == 3:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        else:
            host = ".".join(map(str, await reader.readexactly(4)))
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append((host, port))
        writer.write(bytes([5, self.answer, 0, 1, 0, 0, 0, 0, 0, 0]))
        if self.answer != GRANTED:
            return
        there = await asyncio.open_connection(self.hosts.get(host, host), port)
        await asyncio.gather(_pipe(reader, there[1]), _pipe(there[0], writer))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def serving(socks: Socks) -> AsyncIterator[Socks]:
    """Listening while the block lasts."""
    server = await asyncio.start_server(socks.serve, "127.0.0.1", 0)
    socks.port = server.sockets[0].getsockname()[1]
    try:
        yield socks
    finally:
        server.close()
        await server.wait_closed()
