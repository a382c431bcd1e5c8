"""Our own few tables as TOML that `bot.config.load_config` reads back: strings, numbers, switches, lists, pairs."""

import json
from collections.abc import Mapping, Sequence

from core.showing import clean


def table(name: str, values: Mapping[str, object]) -> str:
    """One entry of an array of tables, such as [[members]], with an empty line after it."""
    lines = [f"[[{name}]]", *(f"{key} = {value(one)}" for key, one in values.items())]
    return "\n".join(lines) + "\n\n"


def value(one: object) -> str:
    """A value; TypeError for what our tables do not hold."""
    if isinstance(one, bool):
        return "true" if one else "false"
    if isinstance(one, int):
        return str(one)
    if isinstance(one, str):
        return _string(one)
    if isinstance(one, Mapping):
        return "{ " + ", ".join(f"{_string(str(key))} = {value(item)}" for key, item in one.items()) + " }"
    if isinstance(one, Sequence):
        return "[" + ", ".join(value(item) for item in one) + "]"
    raise TypeError(f"not in our tables: {type(one).__name__}")


def comment(text: str) -> str:
    """A line for people; TOML allows no control characters in it."""
    return f"# {clean(text)}\n"


def _string(text: str) -> str:
    # half a surrogate pair has no place in a file; JSON's escapes are TOML's, but for one sign that JSON leaves bare
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
