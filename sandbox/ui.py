"""The page's own server: static files, one stream of changes, and what a tap or a line of text does."""

import asyncio
import base64
import binascii
import json
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.calls import CallLog
from sandbox.faults import Faults
from sandbox.files import HARMLESS, LARGEST_DOWNLOAD, picture_type
from sandbox.model import SandboxError, Wire
from sandbox.people import People
from sandbox.trouble import Trouble
from sandbox.view import person_view

PAGE = Path(__file__).parent / "page"
#: how long a tapped button may spin
PATIENCE = 30.0
#: changes closer together than this are told as one
CALM = 0.05
#: nothing from elsewhere, no inline script: a hostile post stays text whatever happens
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class Ui:
    """Serves the chat page under / and its endpoints under /ui/."""

    def __init__(self, people: People, faults: Faults, log: CallLog) -> None:
        self._world = people.world
        self._people = people
        self._trouble = Trouble(people, faults, log)

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/", self._page)
        app.router.add_static("/page/", PAGE)
        app.router.add_get("/ui/state", self._state)
        app.router.add_get("/ui/events", self._events)
        app.router.add_get("/ui/file/{file_id}", self._file)
        app.router.add_post("/ui/say", _guarded(self._say))
        app.router.add_post("/ui/forward", _guarded(self._forward))
        app.router.add_post("/ui/press", _guarded(self._press))
        app.router.add_post("/ui/open", _guarded(self._open))
        app.router.add_post("/ui/trouble", _guarded(self._trouble.start))
        app.router.add_post("/ui/leap", _guarded(self._trouble.leap))

    async def _page(self, _request: web.Request) -> web.StreamResponse:
        html = (PAGE / "index.html").read_text(encoding="utf-8")
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
        return web.Response(text=html, content_type="text/html", headers=headers)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        viewer = int(request.query.get("as") or next(iter(self._world.users), 0))
        view = person_view(self._world, viewer) | {"trouble": self._trouble.view()}
        return web.json_response(view, dumps=_dumps)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        while not self._world.pulse.closed:
            await response.write(f"data: {self._world.pulse.count}\n\n".encode())
            await self._world.pulse.wait()
            await asyncio.sleep(CALM)
        return response

    async def _file(self, request: web.Request) -> web.StreamResponse:
        media = self._world.files.get(request.match_info["file_id"])
        if media is None:
            raise web.HTTPNotFound
        # Only pictures are shown in place, under their true type; all else is a download without one.
        inline = media.kind == "photo"
        seen = picture_type(media.data)
        mime = (seen if seen in HARMLESS else "image/png") if inline else "application/octet-stream"
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        headers["Content-Disposition"] = "inline" if inline else "attachment"
        return web.Response(body=media.data, content_type=mime, headers=headers)

    async def _say(self, body: Wire) -> Wire:
        text, files = str(body.get("text", ""))[:4096], [_file(given) for given in body.get("files", ())]
        if not text.strip() and not files:
            raise SandboxError("a message needs a text or a file")
        album = f"{body['user']}-{self._world.pulse.count}" if len(files) > 1 else ""
        place: Wire = {"reply_to": body.get("reply_to"), "thread": body.get("thread"), "media_group_id": album}
        said = [
            self._people.say(body["user"], body["chat"], "" if number else text, **place, **file)
            for number, file in enumerate(files or [{}])
        ]
        return {"message": said[0].message_id}

    async def _forward(self, body: Wire) -> Wire:
        """To the bot, as a person passes on what was read elsewhere."""
        message = self._people.forward(body["user"], body["user"], body["chat"], body["message"])
        return {"message": message.message_id}

    async def _press(self, body: Wire) -> Wire:
        chat = self._world.chat(body["chat"])
        button = chat.messages[body["message"]].rows[body["row"]][body["column"]]
        query = self._people.press_raw(body["user"], chat.id, body["message"], button.data)
        answer = await self._people.answer_of(query, PATIENCE)
        # as Telegram's clients do: what has words shows them and opens no link
        url = "" if answer.text else answer.url
        if url:
            self._people.open_link(body["user"], url)
        return {"text": answer.text, "alert": answer.alert, "url": url}

    async def _open(self, body: Wire) -> Wire:
        message = self._people.open_link(body["user"], str(body["url"]))
        return {"message": message.message_id}


def _file(given: Wire) -> Wire:
    """What `say` takes of {name, mime, data} with the bytes in base64."""
    try:
        data = base64.b64decode(str(given["data"]), validate=True)
    except binascii.Error:
        raise SandboxError("the file is no base64") from None
    if not 0 < len(data) <= LARGEST_DOWNLOAD:
        raise SandboxError(f"a file has 1 to {LARGEST_DOWNLOAD} bytes, this one {len(data)}")
    if given.get("photo") and picture_type(data):
        return {"photo": data}
    return {"document": (str(given["name"])[:200], data, str(given.get("mime") or "application/octet-stream")[:100])}


def _guarded(act: Any) -> Any:
    """JSON only, which no foreign site can post without asking first; what a client would not do becomes 409."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            return web.json_response(await act(await request.json()), dumps=_dumps)
        except (SandboxError, KeyError, IndexError, TypeError, ValueError) as wrong:
            return web.json_response({"error": str(wrong), "kind": type(wrong).__name__}, status=409, dumps=_dumps)

    return handle


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
