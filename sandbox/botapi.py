"""The Bot API over HTTP: POST or GET /bot<token>/<method> with JSON, form or multipart bodies.

request → token → method → scripted faults → flood limit → the method → log → answer
"""

import asyncio
import inspect
import json
from email.utils import formatdate
from typing import Any

from aiohttp import BodyPartReader, web

from sandbox import refusals
from sandbox.calls import CallLog
from sandbox.faults import Faults
from sandbox.files import LARGEST_DOWNLOAD, file_path
from sandbox.limits import Limits
from sandbox.methods import COUNTED, METHODS
from sandbox.model import Media
from sandbox.params import Params
from sandbox.refusals import Refusal
from sandbox.world import World

#: a spreadsheet or an evidence bundle may be large
LARGEST_BODY = 50 * 1024 * 1024


class BotApi:
    """Answers one bot's calls; `log` has every one of them."""

    def __init__(self, world: World, faults: Faults, limits: Limits) -> None:
        self.log = CallLog(clock=world.clock)
        self._world = world
        self._faults = faults
        self._limits = limits

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            params = await _read(request)
        except Refusal as refusal:
            return self._refuse(method, {}, refusal)
        if self._faults.outage:
            self._log(method, params.values, 0)
            return _cut(request)
        try:
            self._check(request.match_info["token"], method, params)
            result = METHODS[method.lower()](self._world, params)
            result = await result if inspect.isawaitable(result) else result
            answer = self._answer(method, params, result)
        except Refusal as refusal:
            answer = self._refuse(method, params.values, refusal)
        if answer is not None:
            # Telegram's clock; here it is the sandbox's, which may have been moved
            answer.headers["Date"] = formatdate(self._world.clock(), usegmt=True)
        # The wait comes after the work: a client that gives up early has still sent its message, as in life.
        await asyncio.sleep(self._faults.latency)
        return answer or _cut(request)

    def _check(self, token: str, method: str, params: Params) -> None:
        if token != self._world.token:
            raise Refusal(401, refusals.UNAUTHORIZED)
        if method.lower() not in METHODS:
            raise Refusal(404, refusals.METHOD_NOT_FOUND)
        weight = COUNTED.get(method.lower())
        chat_id = params.integer("chat_id") if weight and params.text("chat_id") else None
        self._faults.before(method, chat_id)
        if weight and chat_id is not None:
            for _ in range(weight(params)):
                self._limits.charge(chat_id)

    def _answer(self, method: str, params: Params, result: Any) -> web.StreamResponse | None:
        # An outage that began during a long poll cuts it too; what it would have carried is served later.
        lost = self._faults.loses(method, counted=method.lower() in COUNTED) or self._faults.outage
        self._log(method, params.values, 200, result=result, lost=lost)
        return None if lost else web.json_response({"ok": True, "result": result})

    def _refuse(self, method: str, params: Any, refusal: Refusal) -> web.Response:
        self._log(method, params, refusal.status, error=refusal.description)
        body = {"ok": False, "error_code": refusal.status, "description": refusal.description}
        if refusal.parameters:
            body["parameters"] = refusal.parameters
        return web.json_response(body, status=refusal.status)

    def _log(self, method: str, params: Any, status: int, **rest: Any) -> None:
        self.log.add(method, params, status, **rest)
        self._world.pulse.fire()

    async def _download(self, request: web.Request) -> web.StreamResponse:
        wanted = request.match_info["path"]
        media = next((file for file in self._world.files.values() if file_path(file) == wanted), None)
        if request.match_info["token"] != self._world.token or media is None or len(media.data) > LARGEST_DOWNLOAD:
            raise web.HTTPNotFound
        # as Telegram hands them out: no type that a browser would run
        return web.Response(
            body=media.data, content_type="application/octet-stream", headers={"X-Content-Type-Options": "nosniff"}
        )


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)


async def _read(request: web.Request) -> Params:
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Media] = {}
    if request.content_type == "application/json":
        values |= await _json(request)
    elif request.content_type == "multipart/form-data":
        await _multipart(request, values, files)
    else:
        values |= dict(await request.post())
    return Params(values, files)


async def _multipart(request: web.Request, values: dict[str, Any], files: dict[str, Media]) -> None:
    left = LARGEST_BODY
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader):
                left -= await _read_part(part, values, files, left)
    except (ValueError, RuntimeError):
        raise refusals.bad("Bad Request: can't parse multipart body") from None


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except (ValueError, RecursionError):
        raise refusals.bad("Bad Request: can't parse request body JSON object") from None
    if not isinstance(body, dict):
        raise refusals.bad("Bad Request: request body must be a JSON object")
    return {name: value for name, value in body.items() if value is not None}


async def _read_part(part: BodyPartReader, values: dict[str, Any], files: dict[str, Media], most: int) -> int:
    name, taken = part.name or "", bytearray()
    while chunk := await part.read_chunk():
        taken += chunk
        if len(taken) > most:
            raise Refusal(413, "Request Entity Too Large")
    data = bytes(part.decode(bytes(taken)))
    if part.filename is None:
        values[name] = data.decode("utf-8", "replace")
        return len(data)
    mime = part.headers.get("Content-Type", "application/octet-stream")
    files[name] = Media(kind="", file_id="", name=part.filename, mime=mime, data=data)
    return len(data)
