"""Requests as they arrive: bounded in size, time and number before anybody looks into them."""

import asyncio
import hashlib
import hmac
import json
from typing import Any

from aiohttp import web

from core.errors import InputError
from core.texts import N_

#: bytes of a request, posts of one, seconds until its body must be here
LARGEST, MOST, BODY_WITHIN = 1024 * 1024, 500, 20.0
#: seconds until a line that says nothing whole is cut, and until a stop cuts one: longer than proxies keep theirs
KINDNESS: dict[str, Any] = {"keepalive_timeout": 90.0, "shutdown_timeout": 1.0}
#: what is no JSON at all
BROKEN = object()


def posts_of(raw: object) -> list[object]:
    """One post or a list of them. InputError says what, where and how to mend it."""
    posts = raw if isinstance(raw, list) else [raw]
    if raw is BROKEN or not isinstance(raw, dict | list):
        example = '[{"title": "…", "url": "https://…"}]'
        raise InputError(N_("内容不是 JSON 对象或数组（UTF-8）；请写成 {example}"), example=example)
    if len(posts) > MOST:
        raise InputError(N_("一次最多 {most} 条，收到 {count} 条；请分几次发"), most=MOST, count=len(posts))
    return posts


def parsed(body: bytes) -> object:
    """What the body says; `BROKEN` where it is no JSON, or nested without end."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return BROKEN


async def body_of(request: web.Request) -> bytes:
    """The whole body; 413 where it is too large, 408 where it does not come."""
    if (request.content_length or 0) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(max_size=LARGEST, actual_size=request.content_length or 0)
    try:
        async with asyncio.timeout(BODY_WITHIN):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


def same(given: str, wanted: str) -> bool:
    """Compares in a time that tells nothing, not even how long the right one is."""
    digests = (hashlib.sha256(one.encode("utf-8", "replace")).digest() for one in (given, wanted))
    return hmac.compare_digest(*digests)
