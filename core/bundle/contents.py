"""What stands in the files of a bundle, and what the files are called. Personal numbers are masked."""

import re
import unicodedata
from collections.abc import Mapping

from core.showing import clip, mask

#: values under these names are addresses or hashes: masked they would lead nowhere, and prove nothing
_AS_IT_IS = frozenset({"url", "link", "links", "sha256", "hash", "prev", "body", "key"})
#: what any system takes in the name of a file
_ODD = re.compile(r"[^\w.\-（）()【】]+")
_NAME, _SUFFIX = 60, 10
#: characters of a hash in a name
_HASH = 12


def masked(value: object) -> object:
    """The same value with personal numbers hidden in all its texts."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {name: one if name in _AS_IT_IS else masked(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [masked(one) for one in value]
    return value


def safe_name(name: str) -> str:
    """A file's name as somebody sent it, without folders, signs or blanks that could lead elsewhere."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFKC", mask(name)))[-1]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    stem, dot, suffix = visible.rpartition(".")
    if not dot or len(suffix) > _SUFFIX:
        stem, suffix = visible, ""
    kept = clip(_ODD.sub("_", stem), _NAME).strip("._ …") or "file"
    ending = _ODD.sub("", suffix)
    return f"{kept}.{ending}" if ending else kept


def kept_path(folder: str, number: int, sha256: str, name: str) -> str:
    """Where a kept file lies in the bundle: the name is unique by number, and its hash can be compared at a glance."""
    return f"{folder}/{number:03d}-{sha256[:_HASH]}-{safe_name(name)}"


def text_path(statement: int, version: int) -> str:
    """Where one text of a statement lies."""
    return f"statements/s{statement}-v{version}.txt"
