"""The line between the processes and the database: it can be slow, and it can be cut."""

import asyncio
from contextlib import closing, suppress
from pathlib import Path


class Wire:
    """Takes connections on a port and carries them to PostgreSQL's socket in `folder`."""

    def __init__(self, folder: str) -> None:
        self._socket = str(next(Path(folder).glob(".s.PGSQL.*[0-9]")))
        self._open: set[asyncio.StreamWriter] = set()
        #: seconds that each piece takes on its way to the database
        self.delay = 0.0
        #: cleared: nothing gets through, and nobody is told
        self._whole = asyncio.Event()
        self._whole.set()

    async def open(self) -> int:
        """The port."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_unix_connection(self._socket)
        ends = {writer, ours}
        self._open |= ends
        await asyncio.gather(self._carry(reader, ours, slow=True), self._carry(theirs, writer, slow=False))
        self._open -= ends
        for end in ends:
            with suppress(OSError):
                await end.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, slow: bool) -> None:
        # a killed process may end its connection with a reset: the other end is to hear of that too
        with closing(writer), suppress(OSError):
            while piece := await reader.read(65536):
                if slow and self.delay:
                    await asyncio.sleep(self.delay)
                await self._whole.wait()
                writer.write(piece)
                await writer.drain()

    def cut(self) -> None:
        """Every connection ends, and new ones are possible at once."""
        for writer in self._open:
            writer.close()

    def hold(self, *, still: bool) -> None:
        """Nothing gets through, without a word to either end; or again everything, what was held back first."""
        if still:
            self._whole.clear()
        else:
            self._whole.set()

    async def close(self) -> None:
        """Nothing is carried any more."""
        self._whole.set()
        self.cut()
        self._server.close()
        await self._server.wait_closed()
