"""Logs on stderr, as JSON or as text, one line each; with what is being worked on, and with no token in them."""

import json
import logging
import re
import sys
import traceback
from collections import Counter
from collections.abc import Mapping
from typing import Literal

from jobs.trace import DOING

#: a bot token, wherever it turns up
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{6,}")
#: libraries that talk at INFO about each request, each statement, each part of the queue
_NOISY = (
    "aiohttp.access",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "httpcore",
    "httpx",
    "procrastinate",
    "telegram",
)
#: lines logged in this process, by level
_COUNTS: Counter[str] = Counter()

Format = Literal["json", "text"]


class _Lines(logging.Formatter):
    """One line a record; every string passes the redaction, tracebacks too."""

    def __init__(self, secrets: tuple[str, ...], form: Format) -> None:
        super().__init__()
        self._secrets = tuple(s for s in secrets if s)
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        _COUNTS[record.levelname.lower()] += 1
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "from": record.name,
            **({"doing": DOING.get()} if DOING.get() else {}),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = "".join(traceback.format_exception(*record.exc_info))
        return self._redacted(self._said(line))

    def _said(self, line: Mapping[str, str]) -> str:
        if self._form == "json":
            return json.dumps(line, ensure_ascii=False)
        doing = f" [{line['doing']}]" if "doing" in line else ""
        text = f"{line['at']} {line['level']:<7} {line['from']}{doing} {line['message']}"
        # one record is one line for whoever counts lines, but a traceback is read by people
        return text.replace("\n", "\\n") + (f"\n{line['error']}" if "error" in line else "")

    def _redacted(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _TOKEN.sub("***", text)


def set_up(*secrets: str, level: int = logging.INFO, form: Format = "json") -> None:
    """Send everything to stderr; noisy libraries are kept to warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(secrets, form))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in _NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)


def counted() -> Mapping[str, int]:
    """Lines so far, by level; a count of none is told too."""
    return {level: _COUNTS[level] for level in ("info", "warning", "error")}
