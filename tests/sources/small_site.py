"""A small web site on 127.0.0.1 that answers as a test tells it, and remembers who asked."""

import socket
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer

from core.posts import Source

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>海棠论坛</title>
<item><title>北门桥积水</title><link>http://forum.example/t/1</link><guid>t1</guid></item></channel></rss>"""


class Site:
    """`site.says["/feed"] = answer`; everything asked is kept in `asked`."""

    def __init__(self) -> None:
        self.says: dict[str, Answer] = {}
        self.asked: list[web.Request] = []
        self.server = TestServer(self._app(), host="127.0.0.1")

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        return await self.says[request.path](request)

    @property
    def port(self) -> int:
        assert self.server.port
        return self.server.port

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def source(self, path: str = "/feed", **more: object) -> Source:
        """A source at this site, allowed to be local."""
        return Source(**{"name": "海棠论坛", "kind": "rss", "url": self.url(path), "local": True} | more)  # type: ignore[arg-type]

    def gives(self, path: str, body: bytes | str = FEED, status: int = 200, **headers: str) -> None:
        """A fixed answer; header names are written with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body.encode() if isinstance(body, str) else body

        async def answer(_: web.Request) -> web.Response:
            return web.Response(body=content, status=status, headers={"Content-Type": "application/xml"} | named)

        self.says[path] = answer

    def redirects(self, path: str, to: str, status: int = 302) -> None:
        self.gives(path, b"", status, Location=to)


class Names(AbstractResolver):
    """A resolver with a list of answers per name: the last one stays."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): list(lists) for name, lists in answers.items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        lists = self.answers.get(host)
        if not lists:
            raise OSError(None, "no such name")
        addresses = lists.pop(0) if len(lists) > 1 else lists[0]
        return [_result(host, address, port) for address in addresses]

    async def close(self) -> None:
        pass


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.time += seconds
