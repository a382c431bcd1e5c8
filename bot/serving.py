"""What this process is for: alone on SQLite, as one of several processes on PostgreSQL."""

from bot.app import started
from bot.config import Config
from storage.engine import database_url


async def serve(config: Config) -> None:
    """Serve until cancelled; raises what makes that impossible, ConfigError where it is the configuration."""
    if database_url(config.storage_url, config.path.parent).get_backend_name() == "sqlite":
        async with started(config) as running:
            await running.failed()
    else:
        from bot.replica import replicate  # noqa: PLC0415 - procrastinate, which one process alone does not need

        await replicate(config)
