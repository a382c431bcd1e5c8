"""config.toml → a frozen Config. Every error names its key and how to mend it."""

import os
import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path

import msgspec
from msgspec import Struct

from bot.config_sources import checked_source
from bot.config_tables import File, MemberTable, OrganisationTable, TelegramTable
from bot.config_values import ConfigError, span, zone
from bot.config_web import WebSettings, checked_web
from core.people import Department, Member
from core.policy import Figures
from core.posts import Source
from core.texts import N_


class Rules(Struct, frozen=True, kw_only=True):
    """Where the watch rules are; None = every post of an own-area or named kind must pass without them."""

    file: Path | None


class Config(Struct, frozen=True, kw_only=True):
    """What the file and the environment say, checked and converted."""

    path: Path
    organisation: OrganisationTable
    telegram: TelegramTable
    storage_url: str
    #: where the files are kept that people send
    files: Path
    web: WebSettings
    rules: Rules
    figures: Figures
    departments: tuple[Department, ...]
    members: tuple[Member, ...]
    sources: tuple[Source, ...]


def load_config(path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Read and check the file; `TINGFENG_TELEGRAM_TOKEN` and other variables win over it."""
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
    storage = msgspec.structs.replace(file.storage, url=url)
    intake = environment.get("TINGFENG_WEB_INTAKE_TOKEN", file.web.intake_token)
    web = msgspec.structs.replace(file.web, intake_token=intake)
    return msgspec.structs.replace(file, telegram=telegram, storage=storage, web=web)


def _beside(path: Path, file: File) -> Path:
    """The folder of the database file; of the configuration where the database is a server."""
    url = file.storage.url
    return (path.parent / url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else path.parent


def _checked(path: Path, file: File) -> Config:
    names = {d.name for d in file.departments}
    for person in file.members:
        if person.department and person.department not in names:
            text = N_("{path}：成员「{name}」的部门「{department}」没有在 [[departments]] 里列出")
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
        files=_beside(path, file) / file.storage.files,
        web=checked_web(path, file.web, file.telegram),
        rules=Rules(file=path.parent / file.rules.file if file.rules.file else None),
        figures=_figures(path, file),
        departments=tuple(Department(id=0, name=d.name, chat=d.chat) for d in file.departments),
        members=tuple(_member(m) for m in file.members),
        sources=tuple(checked_source(path, s) for s in file.sources),
    )


def _figures(path: Path, file: File) -> Figures:
    begin, end = (_time(path, "organisation.night", text) for text in file.organisation.night)
    return Figures(
        organisation=file.organisation.name,
        timezone=zone(path, "organisation.timezone", file.organisation.timezone),
        lease=span(path, "policy.lease", file.policy.lease),
        undo_window=span(path, "policy.undo_window", file.policy.undo_window),
        confirm_window=span(path, "policy.confirm_window", file.policy.confirm_window),
        report_to=file.policy.report_to,
        quiet=span(path, "policy.quiet", file.policy.quiet),
        calm=span(path, "policy.calm", file.policy.calm),
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


def _time(path: Path, key: str, text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            N_("{path}：{key} = “{text}” 不是时刻；请写成 22:00"), path=path, key=key, text=text
        ) from None


def _plain_proxy(path: Path, proxy: str) -> None:
    if proxy and not proxy.startswith(("http://", "https://")):
        raise ConfigError(N_("{path}：telegram.proxy 须以 http:// 或 https:// 开头，暂不支持 SOCKS 代理"), path=path)


def _unique(path: Path, key: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigError(N_("{path}：[[{key}]] 里「{name}」出现了两次"), path=path, key=key, name=twice[0])
