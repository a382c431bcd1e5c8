"""Webhook delivery as the official server does it: one lane per chat or presser, retried until it is taken."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp

from sandbox.faults import Faults
from sandbox.model import Wire
from sandbox.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
#: seconds until the first retry, doubled each time up to the longest
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
#: a webhook that asks for more waits this long
LONGEST_ASKED = 3600.0
ANSWER_WITHIN = 60.0
#: expiry and the end of an outage come by the clock and wake nobody
LOOK_AGAIN = 1.0


@dataclass(slots=True, kw_only=True)
class Hook:
    """What setWebhook asked for, and the last thing that went wrong (UNIX seconds)."""

    url: str
    secret: str = ""
    connections: int = 40
    certificate: bool = False
    failed_at: float = 0.0
    failure: str = ""


class Courier:
    """Posts waiting updates while a webhook is set. Methods named in a webhook's answer are not carried out."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self._lanes: dict[object, asyncio.Task[None]] = {}
        self._hook: Hook | None = None
        self._http: aiohttp.ClientSession | None = None
        #: how it waits between two attempts
        self.pause: Callable[[float], Awaitable[Any]] = asyncio.sleep

    async def run(self) -> None:
        """Deliver until the sandbox closes."""
        try:
            while not self._world.pulse.closed:
                self._turn()
                await self._world.pulse.wait(LOOK_AGAIN if self._hook else None)
        finally:
            self._stop_lanes()
            if self._http is not None:
                await self._http.close()

    def _turn(self) -> None:
        hook = self._world.hook
        if hook is not self._hook:
            self._stop_lanes()
            self._hook = hook
        if hook is None or self._faults.outage:
            return
        for wire in self._world.updates.fresh():
            lane = _lane(wire)
            if lane not in self._lanes and len(self._lanes) < hook.connections:
                self._lanes[lane] = task = asyncio.create_task(self._deliver(hook, wire))
                task.add_done_callback(partial(self._leave, lane))

    def _leave(self, lane: object, task: "asyncio.Task[None]") -> None:
        if self._lanes.get(lane) is task:
            del self._lanes[lane]
        self._world.pulse.fire()

    def _stop_lanes(self) -> None:
        for task in self._lanes.values():
            task.cancel()
        self._lanes = {}

    async def _deliver(self, hook: Hook, wire: Wire) -> None:
        pause = FIRST_PAUSE
        while self._world.updates.waits(wire["update_id"]):
            if self._faults.outage:
                await self._world.pulse.wait(LOOK_AGAIN)
                continue
            asked = await self._post(hook, wire)
            if asked is None:
                self._world.updates.done(wire["update_id"])
                return
            await self.pause(min(asked, LONGEST_ASKED) or pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _post(self, hook: Hook, wire: Wire) -> float | None:
        """None when it was taken, else the seconds the webhook asks to wait, 0 for none."""
        self._http = self._http or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN))
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            # No authority certifies 127.0.0.1, so an https webhook there is taken as it is.
            asking = self._http.post(hook.url, json=wire, headers=headers, allow_redirects=False, ssl=False)
            async with asking as response:
                if 200 <= response.status < 300:
                    return None
                self._failed(hook, f"Wrong response from the webhook: {response.status} {response.reason}")
                return _seconds(response.headers.get("Retry-After", ""))
        except TimeoutError:
            self._failed(hook, "Read timeout expired")
        except aiohttp.ClientConnectorError:
            self._failed(hook, "Connection refused")
        except aiohttp.ClientError:
            self._failed(hook, "Connection closed by the webhook")
        return 0.0

    def _failed(self, hook: Hook, why: str) -> None:
        hook.failed_at, hook.failure = self._world.clock(), why
        self._world.pulse.fire()


def _lane(wire: Wire) -> object:
    body = next(value for name, value in wire.items() if name != "update_id")
    # tests queue broken updates as well; they share a lane
    who = [body.get(name) if isinstance(body, dict) else None for name in ("chat", "from")]
    return next(((place, one["id"]) for place, one in enumerate(who) if isinstance(one, dict) and "id" in one), None)


def _seconds(header: str) -> float:
    return float(header) if header.isascii() and header.isdigit() and len(header) < 10 else 0.0
