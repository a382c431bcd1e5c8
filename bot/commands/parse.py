"""`tingfeng parse FILE|URL --kind rss`: what the bot reads from a source, to see why it reads nothing."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import SourceError
from core.posts import Cursor, Fetched, Post, Source
from core.texts import N_, Message, Texts
from jobs.sources import KINDS
from jobs.sources.answers import Page
from jobs.sources.dates import zone_of
from jobs.sources.web import Limits, Web

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Subparsers = Any

FINE, FOUND_A_PROBLEM, CALLED_WRONGLY = range(3)
_SENTENCE = N_("tingfeng parse：{what}（{where}）。{how}")


def add(commands: Subparsers) -> None:
    """Add the sub-command; its `run` returns the exit code."""
    command = commands.add_parser("parse", help="items of a source as JSON Lines, to debug it")
    command.add_argument("where", metavar="FILE|URL", help="a saved feed, or an http(s) address")
    command.add_argument("--kind", choices=sorted(KINDS), required=True, help="how the source is read")
    command.add_argument("--timezone", default="Asia/Shanghai", help="for dates without a zone (default: %(default)s)")
    command.add_argument("--local", action="store_true", help="let this one host be private or loopback")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Posts on stdout, one JSON object a line. 0 fine, 1 the source cannot be read, 2 called wrongly."""
    is_url = args.where.startswith(("http://", "https://"))
    url = args.where if is_url else ""
    source = Source(name="parse", kind=args.kind, url=url, timezone=args.timezone, local=args.local)
    try:
        zone_of(source.timezone)
    except SourceError as error:
        return _fail(error.message, "--timezone", N_("请改正后重试"), CALLED_WRONGLY)
    try:
        fetched = asyncio.run(_from_web(source) if is_url else _from_file(source, Path(args.where)))
    except SourceError as error:
        how = N_("请核对地址，或稍后重试") if is_url else N_("请核对文件内容和 --kind")
        return _fail(error.message, _place(args.where) if is_url else args.where, how, FOUND_A_PROBLEM)
    except OSError:
        how = N_("请核对路径；网址须以 http:// 或 https:// 开头")
        return _fail(Message(N_("打不开文件")), args.where, how, CALLED_WRONGLY)
    _print(fetched.posts or ())
    return FINE


async def _from_web(source: Source) -> Fetched:
    async with Web() as web:
        return await KINDS[source.kind](web, source, Cursor())


async def _from_file(source: Source, path: Path) -> Fetched:
    return await KINDS[source.kind](_File(path), source, Cursor())


class _File:
    """A file in the place of the web."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def get(self, source: Source, cursor: Cursor) -> Page:
        limit = Limits().body_bytes
        with self._path.open("rb") as file:
            body = file.read(limit + 1)
        if len(body) > limit:
            raise SourceError(N_("文件超过 {mib} MiB"), mib=limit // (1024 * 1024))
        return Page(status=200, url=source.url, body=body, cursor=cursor)


def _print(posts: Iterable[Post]) -> None:
    for post in posts:
        published = post.published_at.isoformat() if post.published_at else None
        line = {
            "key": post.key,
            "url": post.url,
            "title": post.title,
            "text": post.text,
            "author": post.author,
            "published_at": published,
            "reposts": post.reposts,
            "comments": post.comments,
            "likes": post.likes,
        }
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def _place(url: str) -> str:
    """The address up to its query, which may carry a key."""
    return url.partition("?")[0].rpartition("@")[2]


def _fail(what: Message, where: str, how: str, code: int) -> int:
    line = Texts()(_SENTENCE, what=what, where=where, how=Message(how))
    sys.stderr.write(" ".join(line.split()) + "\n")
    return code
