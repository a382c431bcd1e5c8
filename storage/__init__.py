"""The only SQL. `Store` is what everybody else sees: sentences, not sessions."""

from core.policy import Figures
from storage.cards import Cards
from storage.chats import Chats
from storage.engine import Database
from storage.inbox import Inbox
from storage.intake import Intake
from storage.ledger import Ledger
from storage.menus import Menus
from storage.outbox import Outbox
from storage.sources import Sources

__all__ = ["Database", "Store"]


class Store(Intake, Cards, Menus, Chats, Outbox, Inbox, Sources, Ledger):
    """Everything that is kept."""

    def __init__(self, db: Database, figures: Figures) -> None:
        super().__init__(figures)
        self.db = db

    async def close(self) -> None:
        """Give back the database."""
        await self.db.close()
