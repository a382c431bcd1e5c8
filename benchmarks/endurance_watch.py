"""What is watched in the bot of the long day: its memory, its handles, its loop, and everything that goes unheard."""

import asyncio
import gc
import logging
import sys
import threading
import time
import warnings
from array import array
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.pulse import memory, open_files

#: seconds between two beats of the loop
BEAT = 0.005
#: more of them are not counted
BEATS = 400_000
#: kinds of objects that are told of a sample
KINDS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One moment of the process, after a look for garbage."""

    at: float
    memory: int
    files: int
    tasks: int
    threads: int
    #: blocks of Python's own allocator, and objects that its collector knows, by kind
    blocks: int
    kinds: Counter[str]
    handles: Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the process tells in the end."""

    #: seconds that each beat came late, and that the loop itself worked meanwhile
    late: tuple[float, ...]
    work: tuple[float, ...]
    #: what the loop's exception handler was called with, warnings of open resources, errors in the log
    unhandled: tuple[str, ...]
    resources: tuple[str, ...]
    errors: tuple[str, ...]


class _Errors(logging.Handler):
    """Keeps what is logged as an error. What tests have for it would bring all of their libraries along."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        why = f" {record.exc_info[1]!r}" if record.exc_info else ""
        self.lines.append(f"{record.name}: {record.getMessage()}{why}")


class Watch:
    """Hears everything that would go unheard."""

    def __init__(self) -> None:
        #: written once in full, so that measuring takes no more and more memory
        self.late, self.work = (array("f", bytes(4 * BEATS)) for _ in range(2))
        self.beats = 0
        self.errors = _Errors()
        self.unhandled: list[str] = []
        self.resources: list[str] = []
        #: a sample holds the loop, which is no fault of the bot
        self._blind = False

    def listen(self) -> None:
        """From now on, in the thread of the loop."""
        logging.getLogger().addHandler(self.errors)
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self.unhandled.append(repr(context)))
        sys.unraisablehook = lambda what: self.unhandled.append(f"{what.exc_value!r} in {what.object!r}")
        threading.excepthook = lambda what: self.unhandled.append(f"{what.exc_value!r} in {what.thread!r}")
        warnings.simplefilter("always", ResourceWarning)
        warnings.showwarning = self._warned

    def _warned(self, message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        if issubclass(category, ResourceWarning):
            self.resources.append(str(message))

    async def beat(self) -> None:
        """For ever."""
        while True:
            began, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(BEAT)
            if not self._blind and self.beats < BEATS:
                self.late[self.beats] = max(0.0, time.perf_counter() - began - BEAT)
                self.work[self.beats] = time.thread_time() - worked
                self.beats += 1
            self._blind = False

    def sample(self, at: float) -> Sample:
        """Look for garbage, then count what is left."""
        self._blind = True
        gc.collect()
        # another thread must not go on with a tuple that it is building while we hold all objects: it could not
        switching = sys.getswitchinterval()
        sys.setswitchinterval(60)
        kinds = Counter(dict(Counter(map(_kind, gc.get_objects())).most_common(KINDS)))
        sys.setswitchinterval(switching)
        return Sample(
            at=at,
            memory=memory(),
            files=open_files(),
            tasks=len(asyncio.all_tasks()),
            threads=threading.active_count(),
            blocks=sys.getallocatedblocks(),
            kinds=kinds,
            handles=Counter(_handles()),
        )

    def account(self) -> Account:
        """All of it."""
        return Account(
            late=tuple(self.late[: self.beats]),
            work=tuple(self.work[: self.beats]),
            unhandled=tuple(self.unhandled),
            resources=tuple(self.resources),
            errors=tuple(self.errors.lines),
        )


def _kind(one: object) -> str:
    return f"{type(one).__module__}.{type(one).__qualname__}"


def _handles() -> list[str]:
    found = []
    with suppress(OSError):
        for one in Path("/proc/self/fd").iterdir():
            with suppress(OSError):
                found.append(str(one.readlink()).partition(":[")[0])
    return found
