"""The one door for hearing: an update is stored, then acknowledged, then handled, then marked done.

    getUpdates (raw) → inbox → acknowledge by the next offset → lanes (serial per incident) → handlers → done

python-telegram-bot's own Updater acknowledges first and spins on an update that it cannot read; this one loses nothing
and puts aside what it cannot read.
"""

import asyncio
import contextlib
import logging
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.warnings import PTBUserWarning

from bot.patience import patience
from bot.updates import is_update, read, subject
from handlers.context import Desk
from handlers.errors import UNEXPECTED, given_up
from jobs.trace import doing
from storage import Store

#: seconds that Telegram may hold a poll open
POLL = 25
#: seconds between two looks at the line where Telegram comes to us
LOOK = 30.0
ALLOWED = ("message", "callback_query", "my_chat_member")
#: lanes work side by side; what belongs to one incident stays in one lane, in order
LANES = 64
TRIES = 3

log = logging.getLogger(__name__)


class Receiver:
    """Hears updates. `application`: python-telegram-bot's, initialised, without an Updater."""

    def __init__(self, application: Any, store: Store, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._application = application
        self._store = store
        self._desk = desk
        self._clock = clock
        self._lanes: list[asyncio.Queue[Mapping[str, Any]]] = [asyncio.Queue() for _ in range(LANES)]
        #: queued by `catch_up`, and not handled then
        self._taken: frozenset[int] = frozenset()

    async def catch_up(self) -> None:
        """Handle what is stored and not handled: a process ended, or another one took it in."""
        found = await self._store.unhandled()
        for raw in found:
            if raw["update_id"] not in self._taken:
                self._queue(raw)
        self._taken = frozenset(raw["update_id"] for raw in found)

    async def feed(self, raw: Mapping[str, Any]) -> None:
        """An update that Telegram brought by itself: stored on return, then handled like any other."""
        for fresh in await self._store.receive((raw,), self._clock()):
            self._queue(fresh)
        await self._store.heard(self._clock())

    async def watch(self) -> None:
        """Where Telegram comes to us, silence may be a quiet night or a broken line: ask now and then, for ever."""
        again = True
        while True:
            try:
                await self._application.bot.get_me()
                await self._store.heard(self._clock(), again=again)
                again = False
            except TelegramError as error:
                again = True
                log.warning("getMe: %s", type(error).__name__)
            except Exception:
                log.exception("it could not be noted that Telegram was heard")
            await asyncio.sleep(LOOK)

    async def listen(self) -> None:
        """Poll for ever. Trouble on the line is waited out; a second poller is named and waited out too."""
        await self.catch_up()
        # no offset at first: Telegram hands out what was never acknowledged, and the inbox knows what it has. A stored
        # offset would make the bot deaf after a quiet week, when Telegram begins to count anew, or with another token.
        offset: int | None = None
        trouble = 0
        again = True
        while True:
            try:
                updates = await self._poll(offset, wait=0 if again else POLL)
            except InvalidToken:
                raise
            except TelegramError as error:
                trouble, again = trouble + 1, True
                await asyncio.sleep(patience(error, trouble))
                continue
            try:
                await self._store.heard(self._clock(), again=again)
                fresh = await self._store.receive(updates, self._clock())
            except Exception:
                # not stored, so not acknowledged: they are asked for again
                log.exception("updates could not be stored")
                trouble += 1
                await asyncio.sleep(min(30.0, 2.0**trouble))
                continue
            trouble, again = 0, False
            for raw in fresh:
                self._queue(raw)
            # an empty poll has acknowledged everything before it; Telegram may count anew after a quiet week
            offset = max(raw["update_id"] for raw in updates) + 1 if updates else None

    async def _poll(self, offset: int | None, wait: int) -> list[dict[str, Any]]:
        # the first question after a silence is answered at once, so that the silence has an end
        wanted: dict[str, Any] = {"timeout": wait, "allowed_updates": list(ALLOWED), "limit": 100}
        if offset is not None:
            wanted["offset"] = offset
        with warnings.catch_warnings():
            # the library would rather parse for us; one unreadable update must not hide the others
            warnings.simplefilter("ignore", PTBUserWarning)
            answer = await self._application.bot.do_api_request("getUpdates", api_kwargs=wanted, read_timeout=POLL + 10)
        if not isinstance(answer, list) or not all(map(is_update, answer)):
            raise NetworkError("getUpdates: these are no updates")
        return answer

    def _queue(self, raw: Mapping[str, Any]) -> None:
        self._lanes[hash(subject(raw)) % LANES].put_nowait(raw)

    async def work(self, number: int) -> None:
        """One lane: handle what is queued, in order, for ever."""
        lane = self._lanes[number]
        while True:
            raw, wait = await lane.get(), 1.0
            while not await self._booked(raw, last=lane.empty()):
                await asyncio.sleep(wait)
                wait = min(30.0, wait * 2)
            lane.task_done()

    async def _booked(self, raw: Mapping[str, Any], *, last: bool) -> bool:
        """Handled, and if nothing waits behind it marked so; False where the database did not take it: try again."""
        try:
            with doing(f"update {raw['update_id']}"):
                await self._handle(raw)
            if last:
                await self._store.mark_handled()
        except Exception:
            log.exception("update %s could not be booked", raw.get("update_id"))
            return False
        return True

    async def idle(self) -> None:
        """Return when everything queued so far has been handled."""
        for lane in self._lanes:
            await lane.join()

    async def _handle(self, raw: Mapping[str, Any]) -> None:
        ident = raw["update_id"]
        try:
            update = read(raw, self._application.bot)
        except Exception as unreadable:
            log.exception("update %s cannot be read and is put aside", ident)
            await self._store.quarantine(ident, repr(unreadable))
            await self._stop_spinner(raw)
            return
        for attempt in range(1, TRIES + 1):
            await self._application.process_update(update)
            error = self._desk.failed.pop(ident, None)
            if error is None:
                self._store.handled(ident, self._clock())
                return
            if attempt < TRIES:
                # what broke the handler may break this too: the next try must come all the same
                with contextlib.suppress(Exception):
                    await self._store.not_handled(ident, repr(error), final=False)
                await asyncio.sleep(0.2 * attempt)
            else:
                await self._give_up(raw, update, error)

    async def _give_up(self, raw: Mapping[str, Any], update: Update, error: BaseException) -> None:
        """The last try failed: whoever pressed is told at once; whoever wrote, when it is certain to be over."""
        await self._stop_spinner(raw)
        await self._store.not_handled(raw["update_id"], repr(error), final=True)
        await given_up(update, self._desk)

    async def _stop_spinner(self, raw: Mapping[str, Any]) -> None:
        """A press that cannot be read or worked still has somebody who waits for an answer."""
        query = raw.get("callback_query")
        ident = query.get("id") if isinstance(query, dict) else None
        if not isinstance(ident, str):
            return
        try:
            await self._application.bot.answer_callback_query(ident, self._desk.texts(UNEXPECTED), show_alert=True)
        except TelegramError as error:
            log.warning("a failed press could not be answered: %s", type(error).__name__)
