"""The audit as operators see it: verify, export, and the head that the chat witnesses."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from storage import audit
from storage.engine import Database


class Ledger:
    """Reading the audit chain."""

    db: Database

    async def verify_audit(self, witness: audit.Head | None = None) -> tuple[audit.Verifier, audit.Broken | None]:
        """Walk the chain; see `storage.audit.verify`."""
        async with self.db.read() as connection:
            return await audit.verify(connection, witness)

    async def audit_head(self) -> audit.Head:
        """The newest event."""
        async with self.db.read() as connection:
            return await audit.head(connection)

    async def export_audit(self) -> AsyncGenerator[str]:
        """One event a line, with its side text, as `tingfeng audit verify FILE` reads it."""
        async with self.db.read() as connection, aclosing(audit.stored(connection)) as rows:
            async for row in rows:
                yield audit.canonical(dict(row))
