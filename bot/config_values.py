"""Values of config.toml that are more than text: lengths of time, zones; and the error that names their key."""

import re
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import InputError
from core.texts import N_, Message

_SPAN = re.compile(r"(\d+(?:\.\d+)?)(s|m|h|d)")
#: no span is a hundred years: added to an instant, a longer one has no date
LONGEST = 100 * 365 * 86400.0
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


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
