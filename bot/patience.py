"""How long to wait after a poll that failed."""

import logging

from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError

log = logging.getLogger(__name__)


def patience(error: TelegramError, trouble: int) -> float:
    """Seconds to wait before the next poll."""
    if isinstance(error, RetryAfter):
        log.warning("getUpdates: flood control")
        seconds = error.retry_after
        return float(seconds if isinstance(seconds, int) else seconds.total_seconds()) + 0.5
    if isinstance(error, Conflict):
        log.error("another process polls with this token (409): stop one of them")
        return 5.0
    level = logging.WARNING if isinstance(error, NetworkError) else logging.ERROR
    log.log(level, "getUpdates: %s (%d in a row)", type(error).__name__, trouble)
    return min(30.0, 0.5 * 2.0 ** min(trouble, 6))
