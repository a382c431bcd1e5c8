"""config.toml → a frozen Config. Every error names its key and how to mend it."""

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Struct

from bot.config_tables import File, MemberTable, OrganisationTable, SourceTable, StorageTable, TelegramTable
from core.errors import InputError
from core.people import Department, Member
from core.policy import Figures
from core.posts import Source
from core.texts import N_
from jobs.sources import KINDS

_SPAN = re.compile(r"(\d+(?:\.\d+)?)(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class ConfigError(InputError):
    """config.toml cannot be used."""


class Rules(Struct, frozen=True, kw_only=True):
    """Where the watch rules are; None = every post of an own-area or named kind must pass without them."""

    file: Path | None


class Config(Struct, frozen=True, kw_only=True):
    """What the file and the environment say, checked and converted."""

    path: Path
    organisation: OrganisationTable
    telegram: TelegramTable
    storage_url: str
    rules: Rules
    figures: Figures
    departments: tuple[Department, ...]
    members: tuple[Member, ...]
    sources: tuple[Source, ...]


def load_config(path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Read and check the file; `TINGFENG_TELEGRAM_TOKEN` and `TINGFENG_STORAGE_URL` win over it."""
    environment = os.environ if environment is None else environment
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(N_("{path} 不存在；请复制 config.example.toml 后修改"), path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(N_("{path} 读不出来（{error}）；请检查权限，并存为 UTF-8"), path=path, error=error) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(N_("{path} 不是有效的 TOML：{error}"), path=path, error=error) from None
    try:
        file = msgspec.convert(raw, File)
    except msgspec.ValidationError as error:
        raise ConfigError(N_("{path}：{error}"), path=path, error=error) from None
    return _checked(path, _with_environment(file, environment))


def _with_environment(file: File, environment: Mapping[str, str]) -> File:
    token = environment.get("TINGFENG_TELEGRAM_TOKEN", file.telegram.token)
    url = environment.get("TINGFENG_STORAGE_URL", file.storage.url)
    telegram = msgspec.structs.replace(file.telegram, token=token)
    return msgspec.structs.replace(file, telegram=telegram, storage=StorageTable(url=url))


def _checked(path: Path, file: File) -> Config:
    names = {d.name for d in file.departments}
    for person in file.members:
        if person.department and person.department not in names:
            text = N_("{path}：成员「{name}」的科室「{department}」没有在 [[departments]] 里列出")
            raise ConfigError(text, path=path, name=person.name, department=person.department)
    _plain_proxy(path, file.telegram.proxy)
    _unique(path, "departments", [d.name for d in file.departments])
    _unique(path, "members", [str(m.telegram_id) for m in file.members])
    _unique(path, "sources", [s.name for s in file.sources])
    return Config(
        path=path,
        organisation=file.organisation,
        telegram=file.telegram,
        storage_url=file.storage.url,
        rules=Rules(file=path.parent / file.rules.file if file.rules.file else None),
        figures=_figures(path, file),
        departments=tuple(Department(id=0, name=d.name, chat=d.chat) for d in file.departments),
        members=tuple(_member(m) for m in file.members),
        sources=tuple(_source(path, s) for s in file.sources),
    )


def _figures(path: Path, file: File) -> Figures:
    begin, end = (_time(path, "organisation.night", text) for text in file.organisation.night)
    return Figures(
        organisation=file.organisation.name,
        timezone=_zone(path, "organisation.timezone", file.organisation.timezone),
        lease=span(path, "policy.lease", file.policy.lease),
        undo_window=span(path, "policy.undo_window", file.policy.undo_window),
        confirm_window=span(path, "policy.confirm_window", file.policy.confirm_window),
        night=(begin, end),
    )


def _member(table: MemberTable) -> Member:
    return Member(
        id=table.telegram_id,
        name=table.name,
        roles=frozenset(table.roles),
        department=table.department,
        head=table.head,
    )


def _source(path: Path, table: SourceTable) -> Source:
    key = f"sources「{table.name}」"
    if table.kind not in KINDS:
        kinds = "、".join(KINDS)
        raise ConfigError(
            N_("{path}：{key}.kind = “{kind}” 不认识；现有：{kinds}"), path=path, key=key, kind=table.kind, kinds=kinds
        )
    interval = span(path, f"{key}.interval", table.interval).total_seconds()
    least = 1 if table.local else 60
    if not least <= interval <= 86400:
        text = N_("{path}：{key}.interval 应在 {least} 秒到 24 小时之间")
        raise ConfigError(text, path=path, key=key, least=least)
    _zone(path, f"{key}.timezone", table.timezone)
    plain: dict[str, Any] = msgspec.structs.asdict(table)
    return Source(**plain | {"interval": int(interval), "headers": tuple(table.headers.items())})


def span(path: Path, key: str, text: str) -> timedelta:
    """A length of time such as 90s, 5m, 4h, 1d."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ConfigError(
            N_("{path}：{key} = “{text}” 不是时长；请写成 90s、5m、4h 或 1d"), path=path, key=key, text=text
        )
    return timedelta(seconds=float(found[1]) * _SECONDS[found[2]])


def _time(path: Path, key: str, text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            N_("{path}：{key} = “{text}” 不是时刻；请写成 22:00"), path=path, key=key, text=text
        ) from None


def _zone(path: Path, key: str, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        text = N_("{path}：{key} = “{name}” 不是时区；请写成 Asia/Shanghai")
        raise ConfigError(text, path=path, key=key, name=name) from None


def _plain_proxy(path: Path, proxy: str) -> None:
    if proxy and not proxy.startswith(("http://", "https://")):
        raise ConfigError(N_("{path}：telegram.proxy 须以 http:// 或 https:// 开头，暂不支持 SOCKS 代理"), path=path)


def _unique(path: Path, key: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigError(N_("{path}：[[{key}]] 里「{name}」出现了两次"), path=path, key=key, name=twice[0])
