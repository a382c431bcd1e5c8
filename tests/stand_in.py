"""A stand-in for the assistant's model on 127.0.0.1: answers as a test tells it, and keeps what it was asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

KEY, MODEL = "sk-stand-in-0123456789", "tiny"


def completion(text: object, **more: Any) -> dict[str, Any]:
    """What a good model sends back."""
    return {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]} | more


class StandIn:
    """`says` is the next answers' road; everything asked is kept."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.let_go = asyncio.Event()
        self.writes("网民称小区没有暖气，物业正在核实。")
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/elsewhere", self._elsewhere)
        self.server = TestServer(app, host="127.0.0.1")
        self.strayed = 0

    @property
    def base(self) -> str:
        """As config.toml has it."""
        return f"http://127.0.0.1:{self.server.port}/v1"

    @property
    def prompt(self) -> str:
        """Everything of the newest question that left the machine."""
        return json.dumps(self.asked[-1], ensure_ascii=False)

    def writes(self, text: object, **more: Any) -> None:
        """A good answer with these words."""
        self.gives(json.dumps(completion(text, **more), ensure_ascii=False))

    def gives(self, body: str | bytes, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        """Any answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body.encode() if isinstance(body, str) else body

        async def answer(_request: web.Request) -> web.Response:
            return web.Response(body=content, status=status, headers={"Content-Type": kind} | named)

        self.says: Answer = answer

    def hangs(self) -> None:
        """Never a word until `let_go`."""

        async def answer(_request: web.Request) -> web.Response:
            await self.let_go.wait()
            return web.json_response(completion("到底写完了。"))

        self.says = answer

    def drips(self) -> None:
        """A byte now and then, so that every read succeeds and the whole never ends."""

        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "application/json"})
            await response.prepare(request)
            while not self.let_go.is_set():
                await response.write(b" ")
                await asyncio.sleep(0.05)
            return response

        self.says = answer

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization", ""))
        return await self.says(request)

    async def _models(self, request: web.Request) -> web.StreamResponse:
        self.keys.append(request.headers.get("Authorization", ""))
        return await self.says(request)

    async def _elsewhere(self, _request: web.Request) -> web.Response:
        self.strayed += 1
        return web.json_response(completion("不该到这里来"))


@asynccontextmanager
async def standing_in() -> AsyncIterator[StandIn]:
    """Up; at the end nothing hangs any more."""
    stand = StandIn()
    await stand.server.start_server()
    try:
        yield stand
    finally:
        stand.let_go.set()
        await stand.server.close()
