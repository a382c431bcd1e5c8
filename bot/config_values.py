"""Values of config.toml that are more than text: lengths of time, zones; and the error that names their key."""

import re
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from core.errors import InputError
from core.texts import N_, Message

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(s|m|h|d)")
#: no span is a hundred years: added to an instant, a longer one has no date
LONGEST = 100 * 365 * 86400.0
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table whose misspelt keys are errors, not silence."""


class ConfigError(InputError):
    """config.toml cannot be used, or a /source add that says the same: then the sentence is stored and said in chat."""

    def __init__(self, text: str, /, **params: object) -> None:
        plain = {name: one if isinstance(one, int | Message) else str(one) for name, one in params.items()}
        super().__init__(text, **plain)


def span(path: Path, key: str, text: str) -> timedelta:
    """A length of time such as 90s, 5m, 4h, 1d."""
    found = _SPAN.fullmatch(text.strip())
    seconds = float(found[1]) * _SECONDS[found[2]] if found else LONGEST
    if seconds >= LONGEST:
        raise ConfigError(
            N_("{path}：{key} = “{text}” 不是时长；请写成 90s、5m、4h 或 1d"), path=path, key=key, text=text
        )
    return timedelta(seconds=seconds)


def zone(path: Path, key: str, name: str) -> ZoneInfo:
    """An IANA name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones
        text = N_("{path}：{key} = “{name}” 不是时区；请写成 Asia/Shanghai")
        raise ConfigError(text, path=path, key=key, name=name) from None


def moment(path: Path, key: str, text: str) -> time:
    """A time of day such as 08:30."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ConfigError(N_("{path}：{key} = “{text}” 不是时刻；请写成 22:00"), path=path, key=key, text=text)
    return time(int(found[1]), int(found[2]))
