"""JSON from anywhere to values, within bounds."""

import json

from core.errors import SourceError
from core.texts import N_
from jobs.sources.charset import decode

#: objects and lists; beyond, it is no list of posts but an attempt on our memory
_MOST_CONTAINERS = 300_000


def loaded(body: bytes, content_type: str) -> object:
    """The value of a JSON document; SourceError for anything else."""
    text = decode(body, content_type).lstrip("\ufeff\u200b \t\r\n\0")
    if not text:
        raise SourceError(N_("内容是空的"))
    if text.startswith("<"):
        raise SourceError(N_("内容是网页，不是 JSON；请核对地址"))
    if text.count("{") + text.count("[") > _MOST_CONTAINERS:
        raise SourceError(N_("内容结构过于复杂，没有解析"))
    try:
        found: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise SourceError(N_("内容不是完整的 JSON")) from None
    return found


def plain(value: object) -> str:
    """A scalar as text, a list of scalars line by line; "" for anything else. No control characters are judged here."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return "\n".join(filter(None, (plain(one) for one in value[:100] if not isinstance(one, list))))
    return ""
