"""`tingfeng parse FILE|URL --kind rss`: what the bot reads from a source, to see why it reads nothing."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.config import load_config
from core.errors import InputError, SourceError
from core.posts import Cursor, Fetched, Post, Source
from core.texts import N_, Message, Texts, several
from jobs.sources import KINDS, check
from jobs.sources.answers import Page
from jobs.sources.dates import zone_of
from jobs.sources.looking import look
from jobs.sources.web import Limits, Web

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Subparsers = Any

FINE, FOUND_A_PROBLEM, CALLED_WRONGLY = range(3)
_SENTENCE = N_("tingfeng parse：{what}（{where}）。{how}")
_ZONE = "Asia/Shanghai"


def add(commands: Subparsers) -> None:
    """Add the sub-command; its `run` returns the exit code."""
    command = commands.add_parser("parse", help="items of a source as JSON Lines, to debug it")
    command.add_argument("where", metavar="FILE|URL", nargs="?", help="a saved page, or an http(s) address")
    command.add_argument("--kind", choices=sorted(KINDS), help="how the source is read")
    command.add_argument(
        "--field", action="append", default=[], metavar="NAME=WHERE", help="json and html: an entry of [sources.fields]"
    )
    command.add_argument("--source", metavar="NAME", help="take kind, address and fields from config.toml")
    command.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    command.add_argument("--timezone", help=f"for dates without a zone (default: {_ZONE})")
    command.add_argument("--local", action="store_true", help="let this one host be private or loopback")
    command.set_defaults(run=run, refuse=command.error)


def run(args: argparse.Namespace) -> int:
    """Posts on stdout, one JSON object a line. 0 fine, 1 the source cannot be read, 2 called wrongly.

    Items that say nothing are named on stderr, one JSON object a line; the rest goes on, and the exit code is 1.
    """
    if not args.source and not (args.kind and args.where):
        args.refuse("what is to be read? FILE|URL with --kind, or --source NAME")
    try:
        source = _source(args)
        zone_of(source.timezone)
    except (InputError, SourceError) as error:
        where = "--timezone" if isinstance(error, SourceError) else args.where or args.source or "--kind"
        return _fail(error.message, where, N_("请改正后重试"), CALLED_WRONGLY)
    from_web = not args.where or _is_url(args.where)
    where = _place(args.where or source.url) if from_web else args.where
    try:
        fetched = asyncio.run(_from_web(source)) if from_web else _from_file(source, Path(args.where))
    except SourceError as error:
        how = N_("请核对地址，或稍后重试") if from_web else N_("请核对文件内容和 --kind")
        return _fail(error.message, where, how, FOUND_A_PROBLEM)
    except OSError:
        how = N_("请核对路径；网址须以 http:// 或 https:// 开头")
        return _fail(Message(N_("打不开文件")), where, how, CALLED_WRONGLY)
    return _print(fetched)


def _source(args: argparse.Namespace) -> Source:
    """The source that the options describe. Raises InputError."""
    if args.source:
        source = _configured(args)
    else:
        source = Source(name="parse", kind=args.kind, url="", timezone=args.timezone or _ZONE, local=args.local)
    if args.where and _is_url(args.where):
        # the address is whole: no term is to be put into it
        source = replace(source, url=args.where, terms=())
    elif args.where:
        source = replace(source, terms=(), url=source.url if not source.terms else "")
    if args.field:
        source = replace(source, fields=tuple({**dict(source.fields), **_fields(args.field)}.items()))
    check(source)
    return source


def _configured(args: argparse.Namespace) -> Source:
    config = load_config(args.config)
    known = {source.name: config.services.full(source) for source in config.sources}
    if args.source not in known:
        text = N_("{path} 里没有名为「{name}」的监测源；现有：{known}")
        raise InputError(text, path=args.config, name=args.source, known=several(known))
    source = known[args.source]
    given = {"kind": args.kind, "timezone": args.timezone, "local": args.local or source.local}
    return replace(source, **{name: value for name, value in given.items() if value is not None})


def _fields(options: Iterable[str]) -> Mapping[str, str]:
    pairs = [option.partition("=") for option in options]
    for name, sign, _ in pairs:
        if not sign:
            raise InputError(N_("--field {name} 缺少等号；例如 --field items=data.list"), name=name)
    return {name.strip(): value for name, _, value in pairs}


def _is_url(where: str) -> bool:
    return where.startswith(("http://", "https://"))


async def _from_web(source: Source) -> Fetched:
    now = datetime.now(UTC)  # noqa: TID251 - a command of its own; nothing of the bot runs
    async with Web() as web:
        return await look(web, source, Cursor(), now)


def _from_file(source: Source, path: Path) -> Fetched:
    # a saved page is as old as its file: 3分钟前 counts from there
    saved = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return asyncio.run(look(_File(path), source, Cursor(), saved))


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


def _print(fetched: Fetched) -> int:
    for post in fetched.posts or ():
        sys.stdout.write(_json(_record(post)))
    for number in fetched.skipped:
        sys.stderr.write(_json({"item": number, "error": Texts()(N_("这一条没有标题也没有正文，没有读取"))}))
    if fetched.missed is not None:
        sys.stderr.write(_json({"error": Texts().say(fetched.missed)}))
    return FOUND_A_PROBLEM if fetched.skipped or fetched.missed else FINE


def _record(post: Post) -> dict[str, object]:
    published = post.published_at.isoformat() if post.published_at else None
    names = ("key", "url", "title", "text", "author", "published_at", "reposts", "comments", "likes")
    record = {name: getattr(post, name) for name in names} | {"published_at": published}
    return record if post.rank is None else record | {"rank": post.rank}


def _json(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _place(url: str) -> str:
    """The address up to its query, which may carry a key."""
    return url.partition("?")[0].rpartition("@")[2]


def _fail(what: Message, where: str, how: str, code: int) -> int:
    line = Texts()(_SENTENCE, what=what, where=where, how=Message(how))
    sys.stderr.write(" ".join(line.split()) + "\n")
    return code
