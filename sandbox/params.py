"""The parameters of one call, however they came: query string, form, multipart or JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.model import Media
from sandbox.refusals import CHAT_EMPTY, bad


@dataclass(frozen=True, slots=True)
class Params:
    """Reads a value as the type a method wants; forms carry numbers, truth values and objects as text."""

    values: Mapping[str, Any]
    files: Mapping[str, Media] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text, "" if it is missing."""
        value = str(self.values.get(name, ""))
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad("Bad Request: strings must be encoded in UTF-8") from None
        return value

    def integer(self, name: str, default: int = 0) -> int:
        """The number; `default` if it is missing or none."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """The truth value; missing is False."""
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes", "t")

    def json(self, name: str) -> Any:
        """The object or list, None if it is missing; 400 if it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except (ValueError, RecursionError):
            raise bad(f"Bad Request: can't parse {name.replace('_', ' ')} JSON object") from None

    def record(self, name: str) -> dict[str, Any]:
        """The JSON object, {} if it is missing; 400 if it is something else."""
        value = self.json(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad(f"Bad Request: can't parse {name.replace('_', ' ')}: object expected")
        return value

    def chat(self) -> int | str:
        """`chat_id` as a number, or as "@name"."""
        value = self.text("chat_id")
        if not value:
            raise bad(CHAT_EMPTY)
        return value if value.startswith("@") else self.integer("chat_id")
