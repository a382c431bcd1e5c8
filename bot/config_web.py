"""[web] of config.toml, checked: where we listen, who may bring posts, which sources they count under."""

import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from bot.config_tables import TelegramTable, WebTable
from bot.config_values import ConfigError
from core.arrivals import KIND
from core.posts import Source
from core.texts import N_

#: characters of a token that nobody guesses
LEAST_TOKEN = 16
_LISTEN = re.compile(r"(?P<host>[\w.-]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})")


class Listen(Struct, frozen=True, kw_only=True):
    """An address to listen at; `host` "" = nowhere, port 0 = any free one."""

    host: str = ""
    port: int = 0


class WebSettings(Struct, frozen=True, kw_only=True):
    """What the web server does. `host` "" = there is none; port 0 = any free one; `token` "" = nobody brings posts."""

    host: str = ""
    port: int = 0
    token: str = ""
    #: the names allowed, with platform and tier; empty = any name
    sources: dict[str, Source] = {}
    #: how Telegram reaches us, "" = we ask Telegram
    webhook_url: str = ""
    #: where health and metrics are told
    status: Listen = Listen()


def checked_web(path: Path, web: WebTable, telegram: TelegramTable) -> WebSettings:
    """ConfigError names what cannot work. Where nobody would call, nothing listens."""
    _check_token(path, web.intake_token)
    _check_webhook(path, telegram.webhook_url)
    listen, status = _listen(path, "web.listen", web.listen), _listen(path, "web.status", web.status)
    wanted = bool(web.intake_token or telegram.webhook_url)
    if telegram.webhook_url and not listen.host:
        raise ConfigError(N_("{path}：用了 telegram.webhook_url，就须填写 web.listen"), path=path)
    names = [one.name for one in web.sources]
    if len(set(names)) < len(names):
        raise ConfigError(N_("{path}：web.sources 里有重名"), path=path)
    return WebSettings(
        host=listen.host if wanted else "",
        port=listen.port,
        token=web.intake_token,
        sources={
            one.name: Source(name=one.name, kind=KIND, url="", platform=one.platform, tier=one.tier, region=one.region)
            for one in web.sources
        },
        webhook_url=telegram.webhook_url.rstrip("/"),
        status=status,
    )


def _listen(path: Path, key: str, text: str) -> Listen:
    found = _LISTEN.fullmatch(text)
    if text and (found is None or int(found["port"]) > 65535):
        said = N_("{path}：{key} = “{text}” 不是监听地址；请写成 127.0.0.1:8318")
        raise ConfigError(said, path=path, key=key, text=text)
    return Listen(host=found["host"].strip("[]"), port=int(found["port"])) if found else Listen()


def _check_token(path: Path, token: str) -> None:
    if token and (len(token) < LEAST_TOKEN or not token.isascii() or not token.isprintable() or " " in token):
        text = N_("{path}：web.intake_token 须为至少 {least} 个不含空格的英文字符；可用 openssl rand -hex 24 生成")
        raise ConfigError(text, path=path, least=LEAST_TOKEN)


def _check_webhook(path: Path, url: str) -> None:
    if not url:
        return
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if not host or parts.query or parts.fragment or not (parts.scheme == "https" or _is_ours(parts.scheme, host)):
        text = N_("{path}：telegram.webhook_url 须是外网可达的 https:// 地址，例如 https://bot.example.org")
        raise ConfigError(text, path=path)


def _is_ours(scheme: str, host: str) -> bool:
    """Plain http reaches this very machine only: for the sandbox, and for a Bot API server beside us."""
    try:
        return scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False
