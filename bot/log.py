"""Structured logs on stderr, one JSON object a line, with no token in them."""

import json
import logging
import re
import sys
import traceback

#: a bot token, wherever it turns up
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{6,}")


class _Lines(logging.Formatter):
    """JSON lines; every string passes the redaction, tracebacks too."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = tuple(s for s in secrets if s)

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "from": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = "".join(traceback.format_exception(*record.exc_info))
        return self._redacted(json.dumps(line, ensure_ascii=False))

    def _redacted(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _TOKEN.sub("***", text)


def set_up(*secrets: str, level: int = logging.INFO) -> None:
    """Send everything to stderr; libraries that talk at INFO about each request are kept to warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "apscheduler", "aiohttp.access", "telegram", "alembic", "aiosqlite"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
