"""The only SQL. `Store` is what everybody else sees: sentences, not sessions."""

from core.policy import Figures
from storage.activity import Activities
from storage.analysis import Analyses
from storage.around import Surroundings
from storage.arrivals import Arrivals
from storage.assistant import AssistantUses
from storage.briefs import Briefs
from storage.bundles import Bundles
from storage.cards import Cards
from storage.chats import Chats
from storage.codes import Codes
from storage.deadlines import Deadlines
from storage.departments import Departments
from storage.digests import Digests
from storage.downtime import Downtime
from storage.drafts import Drafts
from storage.drills import Drills
from storage.duty import Duty
from storage.enclosures import Enclosures
from storage.engine import Database
from storage.evidence import Evidence
from storage.finds import Finds
from storage.followup import Followup
from storage.forgetting import Forgetting
from storage.gauges import Gauging
from storage.handover import Handover
from storage.inbox import Inbox
from storage.intake import Intake
from storage.ledger import Ledger
from storage.ledger_rows import LedgerRows
from storage.lessons import Lessons
from storage.loads import Loads
from storage.marks import Marks
from storage.mentions import Mentioned
from storage.menus import Menus
from storage.model_changes import ModelChanges
from storage.originals import Originals
from storage.ours import Ours
from storage.outbox import Outbox
from storage.pages import Pages
from storage.pruning import Pruning
from storage.queries import Queries
from storage.release import Releases
from storage.restoring import Restoring
from storage.reviews import Reviews
from storage.rule_changes import RuleChanges
from storage.rule_checkup import RuleCheckups
from storage.rule_hits import RuleHits
from storage.search import Search
from storage.seeding import Seeding
from storage.set_back import SetBack
from storage.source_changes import SourceChanges
from storage.sources import Sources
from storage.storms import Storms
from storage.sweeping import Sweeping
from storage.versions import Versions
from storage.windows import Windows

__all__ = ["Database", "Store"]


class Store(
    Sweeping,
    Analyses,
    Arrivals,
    Evidence,
    Pages,
    Originals,
    Pruning,
    Releases,
    Drafts,
    Drills,
    Codes,
    Duty,
    Seeding,
    Intake,
    Followup,
    Reviews,
    Restoring,
    Handover,
    Gauging,
    Forgetting,
    SetBack,
    Loads,
    Departments,
    Cards,
    Storms,
    Versions,
    Deadlines,
    Downtime,
    Menus,
    Mentioned,
    Surroundings,
    Chats,
    Outbox,
    Enclosures,
    Activities,
    Digests,
    Briefs,
    Inbox,
    SourceChanges,
    RuleChanges,
    RuleHits,
    Windows,
    Ours,
    RuleCheckups,
    Queries,
    Search,
    Sources,
    Finds,
    LedgerRows,
    Bundles,
    Ledger,
    Marks,
    ModelChanges,
    Lessons,
    AssistantUses,
):
    """Everything that is kept."""

    def __init__(self, db: Database, figures: Figures) -> None:
        super().__init__(figures)
        self.db = db

    async def close(self) -> None:
        """Give back the database."""
        await self.db.close()
