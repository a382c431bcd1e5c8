"""[risk] of config.toml: which lists of risk words an office uses, and its own words."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from bot.config_values import ConfigError, Strict
from core.detect.riskwords import FieldOfWork, RiskWords, plain
from core.texts import N_

_Words = tuple[Annotated[str, Meta(max_length=30)], ...]


class RiskTable(Strict, frozen=True, kw_only=True):
    """[risk]"""

    fields: tuple[FieldOfWork, ...] = ()
    class_a: _Words = ()
    class_b: _Words = ()
    without: _Words = ()
    negative: Annotated[float, Meta(ge=0.5, le=0.99)] = 0.7


def checked_risk(path: Path, table: RiskTable) -> RiskWords:
    """ConfigError names a word that would be found everywhere, and one that is in two lists."""
    for key in ("class_a", "class_b", "without"):
        for word in getattr(table, key):
            if len(plain(word)) < 2:
                text = N_("{path}：risk.{key} 里的「{word}」太短；至少两个字")
                raise ConfigError(text, path=path, key=key, word=word)
    both = {plain(word) for word in table.class_a} & {plain(word) for word in table.class_b}
    if both:
        text = N_("{path}：「{word}」同时写在 risk.class_a 和 risk.class_b 里；请只留一处")
        raise ConfigError(text, path=path, word=min(both))
    return RiskWords.of(
        table.fields,
        class_a=table.class_a,
        class_b=table.class_b,
        without=table.without,
        negative=table.negative,
    )
