"""The sandbox's time: real time that may be let run ahead, so that nobody has to wait for Monday."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.model import SandboxError

#: the scene's time of day, and the page's
ZONE = ZoneInfo("Asia/Shanghai")
#: at once: what waits for a month may be seen, and a slip of the finger leads into no other year
LONGEST = 40 * 86400.0


class Clock:
    """UNIX seconds; `forward` lets time pass, and nothing brings it back."""

    def __init__(self, real: Callable[[], float] = time.time) -> None:
        self._real = real
        self._ahead = 0.0

    def __call__(self) -> float:
        """Now."""
        return self._real() + self._ahead

    def forward(self, seconds: float) -> None:
        """Let so much time pass at once; SandboxError for a step back, none or one that is too long."""
        if not 0 < seconds <= LONGEST:
            raise SandboxError(f"time goes forward by at most {LONGEST:.0f} s at once, not by {seconds} s")
        self._ahead += seconds

    def leap(self, name: str) -> None:
        """Go to one of LEAPS; SandboxError for a name that is not there."""
        if name not in LEAPS:
            raise SandboxError(f"no leap {name!r}, only {sorted(LEAPS)}")
        here = datetime.fromtimestamp(self(), ZONE)
        self.forward((LEAPS[name](here) - here).total_seconds())


def _hour(here: datetime) -> datetime:
    return here + timedelta(hours=1)


def _evening(here: datetime) -> datetime:
    """The next 17:00, tomorrow's where today's is over or just now."""
    today = here.replace(hour=17, minute=0, second=0, microsecond=0)
    return today if today > here else today + timedelta(days=1)


def _monday(here: datetime) -> datetime:
    """08:30 on the Monday of the week after this one: this week is then over and can be told of."""
    morning = here.replace(hour=8, minute=30, second=0, microsecond=0)
    return morning + timedelta(days=7 - here.weekday())


#: the page's buttons, in this order
LEAPS: Mapping[str, Callable[[datetime], datetime]] = {"hour": _hour, "evening": _evening, "monday": _monday}
