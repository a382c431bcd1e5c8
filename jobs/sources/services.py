"""Addresses written in short: `rsshub:/baidu/search/{keyword}` and `newsnow:weibo`, with our own servers before them.

What a source says stays short, so that its posts keep their keys where a server moves. The server is named in the file
alone: whoever writes `rsshub:` in chat reaches that one host, which may stand in our own network.
"""

import re
from dataclasses import dataclass, replace
from typing import Self

from yarl import URL

from core.errors import InputError, SourceError
from core.posts import Source
from core.texts import N_, Message
from jobs.sources.guard import check_proxied

#: the service, the kind of source that reads it, and what may stand after the colon
_SHORT = {"rsshub": ("rss", r"/[!-~]+"), "newsnow": ("hotlist", r"[a-z0-9][a-z0-9-]{0,39}")}
_PATHS = {"rsshub": "{rest}", "newsnow": "/api/s?id={rest}&latest"}
_BASE = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Where our servers are, "" where there is none."""

    rsshub: str = ""
    newsnow: str = ""

    @classmethod
    def at(cls, **bases: str) -> Self:
        """From addresses as written. InputError names the one that cannot be used."""
        for name, base in bases.items():
            if base and not _BASE.fullmatch(base):
                raise InputError(N_("services.{name} 不是网址；请写成 https://{name}.example"), name=name)
        return cls(**{name: base.rstrip("/") for name, base in bases.items()})

    def check(self, source: Source) -> None:
        """Can a short address be read so? InputError says what is missing, and how to mend it."""
        name, rest = _split(source.url)
        if not name:
            return
        kind, form = _SHORT[name]
        if source.kind != kind:
            raise InputError(N_("{name}: 开头的网址要用 kind = “{kind}”"), name=name, kind=kind)
        if not re.fullmatch(form, rest):
            example = {"rsshub": "rsshub:/douban/group/123", "newsnow": "newsnow:weibo"}[name]
            raise InputError(N_("“{url}” 写得不对；请写成 {example}"), url=source.url, example=example)
        if missing := self.missing(source.url):
            raise InputError(missing.text, **missing.params)

    def missing(self, url: str) -> Message | None:
        """What must be set before a short address can be read; None where nothing."""
        name, _ = _split(url)
        return Message(_MISSING, {"name": name}) if name and not self._base(name) else None

    def full(self, source: Source) -> Source:
        """The source at its whole address. Raises SourceError where its server is not known any more."""
        name, rest = _split(source.url)
        if not name:
            return source
        if not (base := self._base(name)):
            raise SourceError(_MISSING, name=name)
        return replace(source, url=base + _PATHS[name].format(rest=rest), local=source.local or _is_inner(base))

    def _base(self, name: str) -> str:
        return str(getattr(self, name))


def _is_inner(base: str) -> bool:
    """By its name or number alone: what stands outside is looked at as politely and carefully as any other."""
    try:
        check_proxied(URL(base))
    except SourceError:
        return True
    return False


#: no server of our own
NO_SERVICES = Services()
_MISSING = N_('没有设置 {name} 服务的地址；请在 config.toml 的 [services] 里写 {name} = "https://…"')


def service_of(url: str) -> str:
    """The service that a short address names, "" for a whole one."""
    return _split(url)[0]


def _split(url: str) -> tuple[str, str]:
    name, colon, rest = url.partition(":")
    return (name, rest) if colon and name in _SHORT else ("", "")
