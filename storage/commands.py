"""What a change is asked with, what it stands on, and how its incidents are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.attachments import Attachment
from core.changes import Origin
from core.grouping import Kept
from core.incident import Incident
from core.people import Actor
from core.policy import Policy
from core.statement import Version
from core.workflow import Outcome
from storage import rows
from storage.tables import incidents


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Who asks for a change, where, and under which unique key: a replay returns the first result."""

    key: str
    actor: Actor
    origin: Origin
    now: datetime
    action: str = ""
    arg: str = ""
    #: the text that was written, where the action asks for some
    words: str = ""
    #: read the posts of these incidents too
    posts: bool = False
    #: read the present texts of its statements too
    texts: bool = False
    #: the photo or file that came with it
    file: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the decision stands on, read in the same transaction."""

    policy: Policy
    confirmed: bool
    posts: tuple[Kept, ...] = ()
    texts: tuple[Version, ...] = ()


Decide = Callable[[tuple[Incident, ...], Ground], Outcome]


async def load(connection: AsyncConnection, idents: Sequence[int]) -> tuple[Incident, ...]:
    """Incidents in the order asked for; locked in id order where the database locks rows."""
    query = select(incidents).where(incidents.c.id.in_(idents)).order_by(incidents.c.id)
    found = {row["id"]: rows.incident(row) for row in (await connection.execute(query)).mappings()}
    return tuple(found[ident] for ident in idents if ident in found)
