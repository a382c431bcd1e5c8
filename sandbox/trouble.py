"""The page's panel of troubles: what goes on, the time, what the bot's requests came to, and the buttons behind it."""

import math
from typing import Any

from sandbox.calls import CallLog
from sandbox.clock import LEAPS, Clock
from sandbox.faults import Faults
from sandbox.model import Chat, SandboxError, Wire
from sandbox.people import People

#: an hour is long enough to watch
LONGEST = 3600.0
#: how late an answer comes when answers are slow
DELAY = 5.0


class Trouble:
    """Starts troubles by name, for one chat or for all, and tells what goes on."""

    def __init__(self, people: People, faults: Faults, log: CallLog) -> None:
        self._people = people
        self._faults = faults
        self._log = log

    def view(self) -> Wire:
        """`active` troubles with the seconds left, and per method how often it was answered and refused."""
        counts = sorted(self._log.counts.items())
        return {
            "active": [
                {"kind": one.kind, "chat": one.chat, "left": one.left, "amount": one.amount}
                for one in self._faults.active()
            ],
            "counts": [{"method": name, "answered": n.answered, "refused": n.refused} for name, n in counts],
            "webhook": self._people.world.hook is not None,
            "time": self._time(),
        }

    def _time(self) -> Wire | None:
        """Now, and where one may go; None where a test moves the clock itself."""
        clock = self._people.world.clock
        return {"now": clock(), "leaps": list(LEAPS)} if isinstance(clock, Clock) else None

    async def leap(self, body: Wire) -> Wire:
        """{leap}: let time pass until then; SandboxError for one that is not known, or a clock that is not ours."""
        clock = self._people.world.clock
        if not isinstance(clock, Clock):
            raise SandboxError("this clock is moved by its owner only")
        clock.leap(str(body["leap"]))
        # troubles are over, presses too old: whoever waits looks again
        self._people.world.pulse.fire()
        return {}

    async def start(self, body: Wire) -> Wire:
        """{kind, seconds, chat, user}: start it; SandboxError for a kind that is not known."""
        kind, seconds = str(body["kind"]), _seconds(body.get("seconds", 30))
        timed = {
            "everywhere": lambda: self._faults.flood_everywhere(for_seconds=seconds),
            "outage": lambda: self._faults.outage_for(seconds),
            "lost": lambda: self._faults.lose_answers(for_seconds=seconds),
            "slow": lambda: self._faults.slow(DELAY, for_seconds=seconds),
            "conflict": lambda: self._faults.conflict(for_seconds=seconds),
            "clear": self._faults.clear,
        }
        if kind in timed:
            timed[kind]()
        else:
            self._in_chat(kind, seconds, self._people.world.chat(body["chat"]))
        return {}

    def _in_chat(self, kind: str, seconds: float, chat: Chat) -> None:
        placed: dict[str, Any] = {
            "flood": lambda: self._faults.flood(chat.id, for_seconds=seconds),
            "kick": lambda: self._people.kick_bot(chat.id),
            "let_in": lambda: self._people.let_bot_in(chat.id),
            "migrate": lambda: self._people.migrate(chat.id, self._free_id()),
            "block": lambda: self._people.block(_private(chat).id),
            "unblock": lambda: self._people.unblock(_private(chat).id),
        }
        if kind not in placed:
            raise SandboxError(f"no trouble {kind!r}, only {sorted(placed)}")
        placed[kind]()

    def _free_id(self) -> int:
        return min(-1_001_000_000_000, *self._people.world.chats) - 1


def _private(chat: Chat) -> Chat:
    if not chat.is_private:
        raise SandboxError(f"chat {chat.id} is no private chat")
    return chat


def _seconds(given: Any) -> float:
    seconds = float(given)
    if not math.isfinite(seconds):
        raise ValueError("seconds must be a number")
    return min(max(seconds, 1.0), LONGEST)
