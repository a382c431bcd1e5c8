"""A stand-in for an OpenAI-compatible address. No model: canned sentences around what it was sent, and it says so.

It shows how the assistant is used, what is sent and how an answer looks; nothing of how well a model writes.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import web

BASE = "/assistant/v1"
MODEL = "stand-in"
#: seconds that it takes, so that one sees the waiting
THINKS = 1.5
#: posts that it repeats, and characters of each
POSTS, CLAUSE = 5, 40
HONEST = "（沙盒替身：照发来的材料拼成，不是模型写的）"
_SECTION = re.compile(r"⟦(.+)⟧")
_FORWARDED = re.compile(r"(?://[^:：]{1,20}[:：]\s*)+")
_POST = re.compile(r"\d+\. （(?P<platform>[^，]*)，(?P<at>[^，]*)，相同 (?P<count>\d+) 帖）(?P<text>.*)")


class Scribe:
    """Answers as such a server does: a list of models, and a completion that is not streamed."""

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(f"{BASE}/models", self._models)
        app.router.add_post(f"{BASE}/chat/completions", self._completion)

    async def _models(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response({"object": "list", "data": [{"id": MODEL, "object": "model"}]})

    async def _completion(self, request: web.Request) -> web.StreamResponse:
        try:
            asked = await request.json()
            system, user = (_content(asked, role) for role in ("system", "user"))
        except (ValueError, LookupError, TypeError):
            error = {"message": "messages with a system and a user text are wanted", "type": "invalid_request_error"}
            return web.json_response({"error": error}, status=400)
        await asyncio.sleep(THINKS)
        text = written(system, user)
        message = {"role": "assistant", "content": text}
        usage = {"prompt_tokens": len(system) + len(user), "completion_tokens": len(text)}
        return web.json_response(
            {
                "object": "chat.completion",
                "model": MODEL,
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                "usage": usage | {"total_tokens": sum(usage.values())},
            }
        )


def written(system: str, user: str) -> str:
    """What is asked for in the last line of the rules, of what stands in the file."""
    parts = _parts(user)
    if "模板" in parts:
        return "\n".join((HONEST, *parts["模板"]))
    posts = [found for line in parts.get("帖文", ()) if (found := _POST.fullmatch(line))]
    lines = _views(posts) if "观点" in system.splitlines()[-1] else _summary(parts.get("资料", []), posts)
    return "\n".join((HONEST, *lines))


def _summary(file: list[str], posts: list[re.Match[str]]) -> Iterator[str]:
    known: Mapping[str, str] = dict(line.split("：", 1) for line in file if "：" in line)
    yield f"事由：{known.get('事由', '材料未写')}。"
    if "帖文" in known:
        yield f"传播：{known.get('首次发现', '')} 起见于{known.get('平台', '')}，共 {known['帖文']}。"
    if posts:
        yield f"诉求：网民称“{_clause(posts[0]['text'])}”。"
    if "进展" in known:
        yield f"进展：{known['进展']}；核实结论：{known.get('核实结论', '材料未写')}。"
    yield f"尚待弄清：{known.get('核实依据') or '材料里没有核实依据，请补充'}。"


def _views(posts: list[re.Match[str]]) -> Iterator[str]:
    if not posts:
        yield "材料里没有帖文。"
    most = sorted(posts, key=lambda post: -int(post["count"]))
    for place, post in enumerate(most[:POSTS], 1):
        yield f"{place}. “{_clause(post['text'])}”，{post['platform']}，约 {post['count']} 帖。"


def _clause(text: str) -> str:
    first = re.split(r"[。！？!?]", _FORWARDED.sub("", text.strip()), maxsplit=1)[0]
    return first if len(first) <= CLAUSE else f"{first[:CLAUSE]}…"


def _parts(user: str) -> dict[str, list[str]]:
    """Its sections by name."""
    parts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in user.splitlines():
        if title := _SECTION.fullmatch(line):
            lines = parts.setdefault(title[1], [])
        else:
            lines.append(line)
    return parts


def _content(asked: Any, role: str) -> str:
    (text,) = (str(one["content"]) for one in asked["messages"] if one["role"] == role)
    return text
