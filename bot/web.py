"""What calls us: other monitors bring posts (POST /intake), Telegram brings updates. Stored first, then acknowledged.

Everything that arrives here is hostile until its token says otherwise; it is answered in JSON that tells nothing about
our insides.
"""

import hashlib
import hmac
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from aiohttp import web

from bot.config_values import ConfigError
from bot.config_web import WebSettings
from bot.updates import is_update
from bot.web_bodies import KINDNESS, LARGEST, body_of, parsed, posts_of, same
from core.arrivals import Arrival, arrival_key, read_post, source_of
from core.changes import Entry
from core.errors import InputError
from core.texts import N_, Message, Texts
from jobs.trace import doing
from storage import Store

#: requests of one token in this span
RATE, SPAN = 60, timedelta(minutes=1)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
INTAKE, TELEGRAM = "/intake", "/telegram/"

log = logging.getLogger(__name__)


def telegram_path(token: str) -> str:
    """Where Telegram brings updates: nobody guesses it who does not know the bot's token."""
    return TELEGRAM + _derived("path", token)[:32]


def telegram_secret(token: str) -> str:
    """What Telegram says in its header, so that we know it."""
    return _derived("secret", token)


def _derived(what: str, token: str) -> str:
    return hmac.new(token.encode(), what.encode(), hashlib.sha256).hexdigest()


@dataclass(slots=True, kw_only=True)
class Door:
    """The web server's handlers. `feed` takes one of Telegram's updates and returns when it is stored."""

    store: Store
    texts: Texts
    clock: Callable[[], datetime]
    settings: WebSettings
    #: the bot's token
    token: str
    feed: Callable[[Mapping[str, Any]], Awaitable[None]]
    _asked: deque[datetime] = field(default_factory=deque)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[int]:
        """Listen; gives the port. Nothing listens where nobody may call, then the port is 0."""
        if not self.settings.host:
            yield 0
            return
        # bodies stay as they were sent: a compressed megabyte may be a gigabyte
        runner = web.AppRunner(self.application(), access_log=None, auto_decompress=False, **KINDNESS)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self.settings.host, self.settings.port)
            try:
                await site.start()
            except OSError as error:
                text = N_("{host}:{port} 不能监听（{error}）；请换一个 [web] listen")
                where = {"host": self.settings.host, "port": self.settings.port}
                raise ConfigError(text, **where, error=error.strerror or error) from None
            port = int(runner.addresses[0][1])
            log.info("listening on port %d", port)
            yield port
        finally:
            await runner.cleanup()

    def application(self) -> web.Application:
        """The routes; anything else is 404."""
        app = web.Application(client_max_size=LARGEST, middlewares=[self._guarded])
        if self.settings.token:
            app.router.add_post(INTAKE, self.intake)
        if self.settings.webhook_url:
            app.router.add_post(telegram_path(self.token), self.telegram)
        return app

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Callable[..., Awaitable[Any]]) -> web.StreamResponse:
        """No trace of our insides goes out, and no token goes into the log."""
        with doing(f"request {token_hex(4)}"):
            return await self._served(request, handler)

    async def _served(self, request: web.Request, handler: Callable[..., Awaitable[Any]]) -> web.StreamResponse:
        try:
            response: web.StreamResponse = await handler(request)
        except web.HTTPException as error:
            response = self._error(error.status, Message(_WORDS.get(error.status, N_("不能处理这个请求"))))
        except Exception:
            log.exception("a request could not be served")
            response = self._error(500, Message(N_("内部错误，没有收下；请稍后原样重发")))
        path = request.path if request.path == INTAKE else TELEGRAM if request.path.startswith(TELEGRAM) else "?"
        log.info("%s %s %d", request.method if request.method.isalpha() else "?", path, response.status)
        response.headers["Server"] = "tingfeng"
        return response

    async def telegram(self, request: web.Request) -> web.Response:
        """An update: in the inbox before it is acknowledged."""
        given = request.headers.get(SECRET_HEADER, "")
        if not same(given, telegram_secret(self.token)):
            return self._error(403, Message(N_("口令不对")))
        raw = parsed(await body_of(request))
        if not is_update(raw):
            return self._error(400, Message(N_("不是 Telegram 的更新")))
        await self.feed(raw)
        return web.json_response({})

    async def intake(self, request: web.Request) -> web.Response:
        """Posts of another monitor."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not same(given.strip(), self.settings.token):
            words = Message(N_("口令不对；请在 Authorization: Bearer 后填写 [web] intake_token"))
            return self._error(401, words, headers={"WWW-Authenticate": "Bearer"})
        now = self.clock()
        if wait := self._wait(now):
            words = Message(N_("请求太多，每分钟最多 {rate} 次；请 {wait} 秒后再发"), {"rate": RATE, "wait": wait})
            return self._error(429, words, headers={"Retry-After": str(wait)})
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return self._error(415, Message(N_("不收压缩的内容；请不要带 Content-Encoding")))
        try:
            posts = posts_of(parsed(await body_of(request)))
        except InputError as error:
            return self._error(400, error.message)
        found, refused = self._read(posts, now)
        if refused and not found:
            return self._error(400, Message(N_("没有一条可用；原因见 refused")), refused=refused)
        again = request.headers.get("Idempotency-Key", "")
        key = f"web:{hashlib.sha256(again.encode('utf-8', 'replace')).hexdigest()}" if again else ""
        answer = await self.store.receive_arrivals(found, now, key=key, refused=refused)
        return self._answer(202, answer)

    def _wait(self, now: datetime) -> int:
        """Seconds until one more request is welcome, 0 = it is."""
        while self._asked and abs(now - self._asked[0]) >= SPAN:
            self._asked.popleft()
        if len(self._asked) < RATE:
            self._asked.append(now)
            return 0
        return max(1, int((self._asked[0] + SPAN - now).total_seconds()) + 1)

    def _read(self, posts: Sequence[object], now: datetime) -> tuple[list[Arrival], list[dict[str, Any]]]:
        found: list[Arrival] = []
        refused: list[dict[str, Any]] = []
        for index, raw in enumerate(posts):
            try:
                post, name, platform = read_post(raw, now)
                source = source_of(name, platform, self.settings.sources)
            except InputError as error:
                refused.append({"index": index, "reason": error.say(self.texts)})
            else:
                found.append(Arrival(key=arrival_key(source, post), source=source, post=post, entry=Entry.WEBHOOK))
        return found, refused

    def _error(
        self,
        status: int,
        words: Message,
        *,
        headers: Mapping[str, str] | None = None,
        refused: Sequence[Mapping[str, Any]] = (),
    ) -> web.Response:
        body: dict[str, Any] = {"error": self.texts.say(words)}
        return self._answer(status, body | ({"refused": list(refused)} if refused else {}), headers)

    def _answer(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> web.Response:
        text = json.dumps(body, ensure_ascii=False)
        return web.Response(status=status, text=text, content_type="application/json", headers=headers)


_WORDS = {
    404: N_("没有这个地址"),
    405: N_("只收 POST 请求"),
    408: N_("内容迟迟没有发完；请重发"),
    413: N_("内容超过 1 MiB；请分几次发"),
}
