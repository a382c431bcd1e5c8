"""[assistant] of config.toml: a model that may propose texts; off while `base_url` is empty."""

import re
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct, field
from yarl import URL

from bot.config_values import ConfigError, Strict, span
from core.assistant_settings import DEAREST, Ceiling
from core.errors import SourceError
from core.texts import N_
from jobs.sources import guard

_BASE = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?")
_LONGEST = 600


class AssistantTable(Strict, frozen=True, kw_only=True):
    """[assistant]"""

    base_url: str = ""
    model: Annotated[str, Meta(max_length=100)] = ""
    key: str = ""
    local: bool = False
    timeout: str = "60s"
    daily_requests: Annotated[int, Meta(ge=1, le=10_000)] = 50
    daily_tokens: Annotated[int, Meta(ge=DEAREST, le=1_000_000_000)] = 500_000


class AssistantAddress(Struct, frozen=True, kw_only=True):
    """Where the model is asked, "" = nowhere."""

    base: str = ""
    #: shown nowhere
    key: str = field(default="")
    #: it may stand in our own network
    local: bool = False

    def __repr__(self) -> str:
        return f"AssistantAddress({self.base!r})"


def checked_ceiling(path: Path, table: AssistantTable) -> Ceiling:
    """ConfigError names what cannot be."""
    seconds = span(path, "assistant.timeout", table.timeout).total_seconds()
    if not 1 <= seconds <= _LONGEST:
        text = N_("{path}：assistant.timeout = “{text}” 须在 1s 到 10m 之间")
        raise ConfigError(text, path=path, text=table.timeout)
    if not table.base_url:
        return Ceiling()
    if not table.model.strip():
        raise ConfigError(N_("{path}：填了 assistant.base_url，就须填写 assistant.model"), path=path)
    return Ceiling(
        model=table.model.strip(), seconds=int(seconds), uses=table.daily_requests, tokens=table.daily_tokens
    )


def checked_address(path: Path, table: AssistantTable) -> AssistantAddress:
    """ConfigError names what cannot be reached so: outside of our own network only encrypted, and only public hosts."""
    base = table.base_url.rstrip("/")
    if not base:
        return AssistantAddress()
    if not _BASE.fullmatch(base) or not _is_url(base):
        text = N_("{path}：assistant.base_url 不是网址；请写成 https://llm.example/v1，不要带用户名")
        raise ConfigError(text, path=path)
    if not table.local:
        _check_public(path, base)
    if not table.key.isascii() or not table.key.isprintable() or " " in table.key:
        raise ConfigError(N_("{path}：assistant.key 只能是不含空格的英文字符"), path=path)
    return AssistantAddress(base=base, key=table.key, local=table.local)


def _is_url(base: str) -> bool:
    try:
        return bool(URL(base).host)
    except ValueError:
        return False


def _check_public(path: Path, base: str) -> None:
    try:
        guard.check_proxied(URL(base))
        plain = not base.startswith("https://")
    except SourceError:
        plain = True
    if plain:
        text = N_("{path}：assistant.base_url 须是外网的 https:// 地址；确在内网的，请另设 assistant.local = true")
        raise ConfigError(text, path=path)
