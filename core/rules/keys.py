"""Reads the values of `:KEY VALUE` lines."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time

from core.normalise import fold, tidy
from core.severity import Severity
from core.texts import N_

LEVELS = {level.label: level for level in Severity}
CATEGORIES = {"咨询诉求": "inquiry", "炒作": "hype", "不实信息": "fabrication", "建设性意见": "suggestion"}
_QUIET = re.compile(r"([0-2]?\d):([0-5]\d)\s*[-—–~至到]\s*([0-2]?\d):([0-5]\d)")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def plain_name(name: str) -> str:
    """A source's or platform's name as it is compared."""
    return fold(tidy(name))


def _level(value: str) -> Severity:
    return LEVELS[value]


def _category(value: str) -> str:
    return CATEGORIES[value]


def _subject(value: str) -> bool:
    return {"是": True}[value]


def _names(value: str) -> frozenset[str]:
    names = [plain_name(name) for name in value.split("|")]
    if not all(names):
        raise ValueError(value)
    return frozenset(names)


def _limit(value: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", value):
        raise ValueError(value)
    return int(value)


def _quiet(value: str) -> tuple[time, time]:
    if not (parts := _QUIET.fullmatch(value)):
        raise ValueError(value)
    begin, end = time(int(parts[1]), int(parts[2])), time(int(parts[3]), int(parts[4]))
    if begin == end:
        raise ValueError(value)
    return begin, end


def _until(value: str) -> date:
    if not (parts := _DAY.fullmatch(value)):
        raise ValueError(value)
    return date(int(parts[1]), int(parts[2]), int(parts[3]))


def _text(value: str) -> str:
    if not value:
        raise ValueError(value)
    return value


#: key as written → name in `Settings`, reader (raises ValueError or KeyError), what is expected
KEYS: Mapping[str, tuple[str, Callable[[str], object], str]] = {
    "级别": ("level", _level, N_("应为 一般、较大、重大 或 特别重大")),
    "部门": ("department", _text, N_("应为部门名称")),
    "分类": ("category", _category, N_("应为 咨询诉求、炒作、不实信息 或 建设性意见")),
    "主体": ("subject", _subject, N_("应为 是")),
    "来源": ("only", _names, N_("应为监测源或平台的名称，多个用 | 分开")),
    "排除来源": ("never", _names, N_("应为监测源或平台的名称，多个用 | 分开")),
    "上限": ("limit", _limit, N_("应为每天最多几张卡片，1 到 9999 的整数")),
    "静默": ("quiet", _quiet, N_("应为起止时间，例如 23:00-07:00")),
    "到期": ("until", _until, N_("应为日期，例如 2026-12-31")),
    "说明": ("note", _text, N_("应为一句说明")),
}
EXPECTED = N_("应为 级别、部门、分类、主体、来源、排除来源、上限、静默、到期 或 说明")
