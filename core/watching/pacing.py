"""When to look at a source again. Pure: the clock and the luck are given in.

`luck` is a float in [0, 1). Times are zone-aware datetimes, spans are seconds.
"""

from datetime import datetime, timedelta
from math import isnan

#: how far a look may stray from its interval, so that sources do not march in step
JITTER = 0.1
#: nothing is looked at more often
SHORTEST_S = 60.0
#: the longest pause that our own backoff makes
LONGEST_BACKOFF_S = 6 * 3600.0
#: the longest pause that a far end may ask of us
LONGEST_RETRY_AFTER_S = 24 * 3600.0
#: no next look is further away than this: the longest interval there is, with its jitter
LONGEST_PAUSE = timedelta(seconds=24 * 3600.0 * (1 + 2 * JITTER))


def next_look(interval_s: float, *, now: datetime, luck: float) -> datetime:
    """The next look after a good one: the interval, ±10 %."""
    return now + timedelta(seconds=_jittered(interval_s, luck))


def hurried(interval_s: float, factor: float) -> float:
    """The shorter interval of a key period (重点时段); not below a minute, and nothing becomes slower by it."""
    return max(interval_s * factor, min(interval_s, SHORTEST_S))


def after_failure(
    interval_s: float, failures: int, *, now: datetime, luck: float, retry_after: float | None = None
) -> datetime:
    """The next look after `failures` failed ones in a row (1 = the first): doubling from the interval up to 6 h.

    `retry_after` (seconds, as the far end asked, up to 24 h) replaces the doubling, never faster than usual.
    """
    longest = max(LONGEST_BACKOFF_S, interval_s * (1 + JITTER))
    doubled = interval_s * 2.0 ** min(max(failures - 1, 0), 32)
    wait = min(_jittered(doubled, luck), longest)
    if retry_after is not None and not isnan(retry_after):
        # only later, never earlier than asked: many sources of one host must not all come back in the same second
        asked = min(max(retry_after, 0.0) * (1 + JITTER * luck), LONGEST_RETRY_AFTER_S)
        wait = max(asked, _jittered(interval_s, luck))
    return now + timedelta(seconds=wait)


def _jittered(seconds: float, luck: float) -> float:
    return seconds * (1 - JITTER + 2 * JITTER * luck)
