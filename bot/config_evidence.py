"""How pages of posts are looked at again and how long evidence is kept, from [evidence] of config.toml."""

from datetime import timedelta
from pathlib import Path

from bot.config_tables import EvidenceTable
from bot.config_values import ConfigError, span
from core.originals.settings import Keeping
from core.texts import N_

#: oftener would be no courtesy to the sites
_LEAST = timedelta(hours=1)
#: posts join an incident, and digests quote them, for about so many days
_MONTH = 32


def checked_keeping(path: Path, table: EvidenceTable) -> Keeping:
    """ConfigError names what cannot be."""
    every = span(path, "evidence.recheck_every", table.recheck_every)
    if every < _LEAST:
        text = N_("{path}：evidence.recheck_every = “{text}” 太短；至少 1h")
        raise ConfigError(text, path=path, text=table.recheck_every)
    return Keeping(
        recheck=timedelta(days=table.recheck_days),
        every=every,
        evidence=_kept(path, "evidence.keep", table.keep),
        pages=_kept(path, "evidence.keep_pages", table.keep_pages),
        posts=_kept(path, "evidence.keep_posts", table.keep_posts, days=_MONTH),
    )


def _kept(path: Path, key: str, text: str, *, days: int = 1) -> timedelta:
    """What would go before the day is over is no evidence."""
    kept = span(path, key, text)
    if kept < timedelta(days=days):
        said = N_("{path}：{key} = “{text}” 太短；至少 {least}")
        raise ConfigError(said, path=path, key=key, text=text, least=f"{days}d")
    return kept
