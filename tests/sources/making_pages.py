"""Pages and sources for tests of the kinds that are read by fields."""

import json
from datetime import UTC, datetime

from core.posts import Cursor, Source
from jobs.sources.answers import Page

#: 12:00 in China
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
ADDRESS = "https://board.example/list/index.html"


def source(kind: str, **more: object) -> Source:
    """A source of this kind at ADDRESS; `fields` may be a mapping."""
    fields = more.pop("fields", {})
    assert isinstance(fields, dict)
    return Source(**{"name": "留言板", "kind": kind, "url": ADDRESS, "fields": tuple(fields.items())} | more)  # type: ignore[arg-type]


def page(body: object, content_type: str = "", *, at: datetime | None = NOON, url: str = ADDRESS) -> Page:
    """A page with this body: bytes and text as they are, anything else as JSON."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    raw = text if isinstance(text, bytes) else text.encode()
    return Page(status=200, url=url, body=raw, content_type=content_type, cursor=Cursor(), at=at)
