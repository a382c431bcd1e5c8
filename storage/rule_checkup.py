"""规则体检, once a week: that it was done stands in a row beside what was said, so that neither is doubled."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.outgoing import Notice
from storage.engine import Database
from storage.outbox import enqueue
from storage.roster_rows import put_binding
from storage.tables import bindings

#: the binding that holds the newest week looked at
_DONE = "rule_checkup"


class RuleCheckups:
    """Remembers the newest week whose rules were looked at."""

    db: Database

    async def rules_looked_at(self) -> str:
        """The newest week whose rules were looked at, "" where none were."""
        async with self.db.read() as connection:
            return str(await connection.scalar(select(bindings.c.value).where(bindings.c.name == _DONE)) or "")

    async def tell_checkup(self, week: str, notices: Sequence[Notice], now: datetime) -> None:
        """This week's rules were looked at; what is to be said of them, if anything."""
        async with self.db.write() as connection:
            await put_binding(connection, _DONE, week)
            for notice in notices:
                await enqueue(connection, notice, now)
