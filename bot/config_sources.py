"""A watched source as the file or /source add writes it, checked before anything looks at it."""

import re
import shlex
from pathlib import Path
from typing import Any

import msgspec

from bot.config_tables import OrganisationTable, ServicesTable, SourceTable
from bot.config_values import ConfigError, span, zone
from core.arrivals import BY_HAND, UNNAMED
from core.detect import Organisation
from core.errors import InputError
from core.lists.keys import spaced
from core.posts import TIER_LABELS, Source, Tier
from core.showing import clean, clip, utf16
from core.texts import N_, Message, several
from core.voice import Account
from jobs.sources import KINDS
from jobs.sources import check as check_source
from jobs.sources.services import NO_SERVICES, Services, service_of


def whose(table: OrganisationTable) -> Organisation:
    """Whose affairs the detector looks for, and what of it we write ourselves."""
    accounts = frozenset(Account.read(one) for one in table.accounts)
    return Organisation(name=table.name, aliases=table.aliases, accounts=accounts)


def checked_services(path: Path, table: ServicesTable) -> Services:
    """Our own RSSHub and newsnow; ConfigError names the address that cannot be used."""
    try:
        return Services.at(rsshub=table.rsshub, newsnow=table.newsnow)
    except InputError as error:
        raise ConfigError(N_("{path}：{error}"), path=path, error=error.message) from None


def checked_source(path: Path, table: SourceTable, services: Services = NO_SERVICES) -> Source:
    """The source of one table; ConfigError names the key and the way to mend it."""
    key = f"sources「{table.name}」"
    if table.kind not in KINDS:
        kinds = several(KINDS)
        raise ConfigError(
            N_("{path}：{key}.kind = “{kind}” 不认识；现有：{kinds}"), path=path, key=key, kind=table.kind, kinds=kinds
        )
    interval = span(path, f"{key}.interval", table.interval).total_seconds()
    least = 1 if table.local else 60
    if not least <= interval <= 86400:
        text = N_("{path}：{key}.interval 应在 {least} 秒到 24 小时之间")
        raise ConfigError(text, path=path, key=key, least=least)
    zone(path, f"{key}.timezone", table.timezone)
    plain: dict[str, Any] = msgspec.structs.asdict(table)
    pairs = {"headers": tuple(table.headers.items()), "fields": tuple(table.fields.items())}
    source = Source(**plain | {"interval": int(interval)} | pairs)
    try:
        check_source(source)
        services.check(source)
    except InputError as error:
        raise ConfigError(N_("{path}：{key}：{error}"), path=path, key=key, error=error.message) from None
    return source


#: what /source add understands beside the keys of [[sources]]
_CHINESE = {
    "平台": "platform",
    "层级": "tier",
    "地区": "region",
    "间隔": "interval",
    "时区": "timezone",
    "本地源": "own_area",
    "重点源": "watched",
    "官方账号": "own",
    "监测词": "terms",
    "编码": "keyword_encoding",
}
#: only the file may send our own headers, use a proxy or open an inner host
_FROM_CHAT = frozenset({*_CHINESE.values()})
_TRUTHS = {"是": True, "否": False, "true": True, "false": False}
#: what a telephone's keyboard makes of quotes and signs
_PLAIN = str.maketrans("“”＝　", '""= ')
#: characters of a name, a short word, an address
_NAME, _WORD, _URL = 40, 40, 1000


def read_source(line: str, services: Services = NO_SERVICES) -> Source:
    """The source in `/source add KIND NAME URL [key=value …]`; other keys are fields. Raises InputError."""
    kind, name, url, *rest = _words(line)
    raw: dict[str, Any] = {
        "kind": _bounded(N_("读取方式"), clean(kind), _WORD),
        "name": _bounded(N_("名称"), spaced(name), _NAME),
        "url": _bounded(N_("网址"), url, _URL),
        "fields": {},
    }
    if raw["name"] in (BY_HAND, UNNAMED):
        raise InputError(N_("「{name}」是系统自己用的名称，请换一个"), name=raw["name"])
    if not (service_of(url) or re.fullmatch(r"https?://[^\s/]\S*", url)) or clean(url) != url:
        raise InputError(N_("「{url}」不是网址；请以 http:// 或 https:// 开头"), url=clip(clean(url), 60))
    for word in rest:
        key, equals, value = word.partition("=")
        written, key = key, _CHINESE.get(key, key)
        if not equals or not key:
            raise InputError(N_("「{word}」不是 名称=内容 的写法"), word=clip(clean(word), 60))
        if key in _FROM_CHAT:
            raw[key] = _value(key, value, written)
        else:
            raw["fields"][key] = value
    return checked_source(Path("/source add"), msgspec.convert(raw, SourceTable), services)


def _words(line: str) -> list[str]:
    try:
        words = shlex.split(line.translate(_PLAIN))[2:]
    except ValueError:
        raise InputError(N_("引号没有成对；含空格的内容请放在一对英文引号里")) from None
    if len(words) < 3:
        raise InputError(N_("请依次写：读取方式 名称 网址，例如：/source add rss 海棠论坛 https://forum.example/rss"))
    return words


def _value(key: str, value: str, written: str) -> object:
    """What stands for one key, as the file would hold it; `written` is what the person calls it."""
    if key in ("own_area", "watched", "own"):
        if value not in _TRUTHS:
            raise InputError(N_("{key} 只能写 是 或 否"), key=written)
        return _TRUTHS[value]
    if key == "tier":
        tiers = {label: tier for tier, label in TIER_LABELS.items()} | {tier.value: tier for tier in Tier}
        if value not in tiers:
            raise InputError(N_("层级「{value}」不认识；可用：{known}"), value=clip(value, 30), known=several(tiers))
        return tiers[value]
    if key == "terms":
        return tuple(term.strip() for term in value.replace("，", ",").replace("、", ",").split(",") if term.strip())
    return _bounded(written, clean(value), _WORD)


def _bounded(key: str, value: str, most: int) -> str:
    if not 0 < utf16(value) <= most:
        raise InputError(N_("{key} 应为 1 到 {most} 个字符"), key=Message(key), most=most)
    return value
