"""[cluster] of config.toml: what this process does where several share one database."""

from enum import StrEnum
from pathlib import Path

from bot.config_values import ConfigError, Strict
from core.texts import N_


class Part(StrEnum):
    """What a process does."""

    #: leads, or stands by to lead
    BOT = "bot"
    #: looks at sources
    WORKER = "worker"
    #: both
    BOTH = "both"


class ClusterTable(Strict, frozen=True, kw_only=True):
    """[cluster]"""

    role: Part = Part.BOTH


def with_role(table: ClusterTable, role: str) -> ClusterTable:
    """The role that the environment names wins, if it names one."""
    if role and role not in tuple(Part):
        text = N_("TINGFENG_CLUSTER_ROLE = “{role}” 不对；可用 bot、worker、both")
        raise ConfigError(text, role=role)
    return ClusterTable(role=Part(role)) if role else table


def checked_part(path: Path, table: ClusterTable, url: str) -> Part:
    """ConfigError where a file is to be shared."""
    if table.role is not Part.BOTH and not url.startswith("postgresql"):
        text = N_("{path}：cluster.role = “{role}” 须用 PostgreSQL；请改 [storage] url，或删去 cluster.role")
        raise ConfigError(text, path=path, role=table.role.value)
    return table.role
