"""Values of config.toml that are more than text: lengths of time, zones; and the error that names their key."""

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import InputError
from core.texts import N_

_SPAN = re.compile(r"(\d+(?:\.\d+)?)(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class ConfigError(InputError):
    """config.toml cannot be used."""


def span(path: Path, key: str, text: str) -> timedelta:
    """A length of time such as 90s, 5m, 4h, 1d."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ConfigError(
            N_("{path}：{key} = “{text}” 不是时长；请写成 90s、5m、4h 或 1d"), path=path, key=key, text=text
        )
    return timedelta(seconds=float(found[1]) * _SECONDS[found[2]])


def zone(path: Path, key: str, name: str) -> ZoneInfo:
    """An IANA name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        text = N_("{path}：{key} = “{name}” 不是时区；请写成 Asia/Shanghai")
        raise ConfigError(text, path=path, key=key, name=name) from None
