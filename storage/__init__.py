"""The only SQL. `Store` is what everybody else sees: sentences, not sessions."""

from core.policy import Figures
from storage.around import Surroundings
from storage.arrivals import Arrivals
from storage.cards import Cards
from storage.chats import Chats
from storage.codes import Codes
from storage.downtime import Downtime
from storage.drafts import Drafts
from storage.engine import Database
from storage.evidence import Evidence
from storage.followup import Followup
from storage.inbox import Inbox
from storage.intake import Intake
from storage.ledger import Ledger
from storage.menus import Menus
from storage.outbox import Outbox
from storage.queries import Queries
from storage.seeding import Seeding
from storage.source_changes import SourceChanges
from storage.sources import Sources
from storage.storms import Storms

__all__ = ["Database", "Store"]


class Store(
    Arrivals,
    Evidence,
    Drafts,
    Codes,
    Seeding,
    Intake,
    Followup,
    Cards,
    Storms,
    Downtime,
    Menus,
    Surroundings,
    Chats,
    Outbox,
    Inbox,
    SourceChanges,
    Queries,
    Sources,
    Ledger,
):
    """Everything that is kept."""

    def __init__(self, db: Database, figures: Figures) -> None:
        super().__init__(figures)
        self.db = db

    async def close(self) -> None:
        """Give back the database."""
        await self.db.close()
