"""config.toml → a frozen Config. Every error names its key and how to mend it."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from bot.config_assistant import AssistantAddress, checked_address
from bot.config_cluster import Part, checked_part, with_role
from bot.config_duty import checked_roster
from bot.config_figures import checked_figures
from bot.config_sources import checked_services, checked_source
from bot.config_tables import File, MemberTable, OrganisationTable, TelegramTable
from bot.config_values import ConfigError
from bot.config_web import WebSettings, checked_web
from bot.log import Format
from bot.proxy import Proxy
from core.duty import Roster
from core.people import Department, Member
from core.policy import Figures
from core.posts import Source
from core.templating import TemplateEntry
from core.texts import N_
from jobs.sources.services import Services

#: keys that stand elsewhere now, each with its table
_MOVED = {("policy", "lease"): "[clocks] lease"}


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
    #: our own RSSHub and newsnow
    services: Services
    #: None = the file has none
    roster: Roster | None = None
    templates: tuple[TemplateEntry, ...] = ()
    #: the organisation's own public channel, 0 for none
    channel: int = 0
    log: Format = "json"
    assistant: AssistantAddress = AssistantAddress()
    part: Part = Part.BOTH


def load_config(path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Read and check the file; `TINGFENG_TELEGRAM_TOKEN` and other variables win over it."""
    environment = os.environ if environment is None else environment
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(N_("{path} 不存在；请先运行 tingfeng init"), path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(N_("{path} 读不出来（{error}）；请检查权限，并存为 UTF-8"), path=path, error=error) from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(N_("{path} 不是有效的 TOML：{error}"), path=path, error=error) from None
    _not_moved(path, raw)
    try:
        file = msgspec.convert(raw, File)
    except msgspec.ValidationError as error:
        raise ConfigError(N_("{path}：{error}"), path=path, error=error) from None
    return _checked(path, _with_environment(file, environment))


def _not_moved(path: Path, raw: Mapping[str, Any]) -> None:
    for (table, key), place in _MOVED.items():
        if isinstance(raw.get(table), dict) and key in raw[table]:
            text = N_("{path}：[{table}] {key} 已移到 {place}；请把这一行移过去")
            raise ConfigError(text, path=path, table=table, key=key, place=place)


def _with_environment(file: File, environment: Mapping[str, str]) -> File:
    token = environment.get("TINGFENG_TELEGRAM_TOKEN", file.telegram.token)
    url = environment.get("TINGFENG_STORAGE_URL", file.storage.url)
    telegram = msgspec.structs.replace(file.telegram, token=token)
    storage = msgspec.structs.replace(file.storage, url=url)
    intake = environment.get("TINGFENG_WEB_INTAKE_TOKEN", file.web.intake_token)
    status = environment.get("TINGFENG_WEB_STATUS", file.web.status)
    web = msgspec.structs.replace(file.web, intake_token=intake, status=status)
    key = environment.get("TINGFENG_ASSISTANT_KEY", file.assistant.key)
    assistant = msgspec.structs.replace(file.assistant, key=key)
    cluster = with_role(file.cluster, environment.get("TINGFENG_CLUSTER_ROLE", ""))
    return msgspec.structs.replace(
        file, telegram=telegram, storage=storage, web=web, cluster=cluster, assistant=assistant
    )


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
    _usable_proxy(path, file.telegram.proxy)
    _own_channel(path, file)
    _unique(path, "departments", [d.name for d in file.departments])
    _unique(path, "members", [str(m.telegram_id) for m in file.members])
    _unique(path, "sources", [s.name for s in file.sources])
    people, services = tuple(_member(m) for m in file.members), checked_services(path, file.services)
    figures = checked_figures(path, file, people)
    return Config(
        path=path,
        organisation=file.organisation,
        telegram=file.telegram,
        storage_url=file.storage.url,
        files=_beside(path, file) / file.storage.files,
        web=checked_web(path, file.web, file.telegram),
        rules=Rules(file=path.parent / file.rules.file if file.rules.file else None),
        figures=figures,
        departments=tuple(Department(id=0, name=d.name, chat=d.chat) for d in file.departments),
        members=people,
        sources=tuple(checked_source(path, s, services) for s in file.sources),
        services=services,
        roster=checked_roster(path, file.roster, people),
        templates=figures.templates,
        channel=file.telegram.channel,
        log=file.log.format,
        assistant=checked_address(path, file.assistant),
        part=checked_part(path, file.cluster, file.storage.url),
    )


def _member(table: MemberTable) -> Member:
    return Member(
        id=table.telegram_id,
        name=table.name,
        roles=frozenset(table.roles),
        department=table.department,
        head=table.head,
    )


def _usable_proxy(path: Path, proxy: str) -> None:
    try:
        _ = proxy and Proxy.read(proxy)
    except ValueError:
        text = N_("{path}：telegram.proxy 写得不对；请写成 http://地址:端口 或 socks5://用户:密码@地址:端口")
        raise ConfigError(text, path=path) from None


def _own_channel(path: Path, file: File) -> None:
    """Where the public reads, nobody works."""
    if file.telegram.channel and file.telegram.channel in (file.telegram.group, *(d.chat for d in file.departments)):
        text = N_("{path}：telegram.channel 是对外发布的频道，不能与工作群或部门群相同")
        raise ConfigError(text, path=path)


def _unique(path: Path, key: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigError(N_("{path}：[[{key}]] 里「{name}」出现了两次"), path=path, key=key, name=twice[0])
