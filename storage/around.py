"""What stands around an incident: near ones to merge with, merged ones to take out, its own posts to split off."""

from datetime import datetime

from sqlalchemy import func, select

from core.actions import BY_CODE
from core.incident import OPEN, Incident
from core.policy import Policy
from core.workflow import Around, Need
from storage import rows
from storage.assignments import past_assignments
from storage.engine import Database
from storage.posts import kept
from storage.real import INCIDENTS, incidents_of
from storage.tables import incidents

#: so many near incidents are offered, the newest first
NEAR = 40


class Surroundings:
    """Reads what a picker chooses from, and nothing where no picker is open."""

    db: Database

    async def around(self, incident: Incident, policy: Policy, picker: str, now: datetime) -> Around:
        """What the picker that is open on this incident needs."""
        action = BY_CODE.get(picker.partition(".")[0])
        need = action.needs if action else Need.NOTHING
        if need is Need.NOTHING:
            return Around(policy=policy, now=now)
        async with self.db.read() as connection:
            if need is Need.POSTS:
                return Around(policy=policy, now=now, posts=await kept(connection, (incident.id,)))
            if need is Need.RECENT:
                named = select(incidents.c.department).where(incidents.c.department != "", INCIDENTS)
                latest = named.group_by(incidents.c.department).order_by(func.max(incidents.c.id).desc())
                recent = tuple((await connection.execute(latest)).scalars())
                return Around(policy=policy, now=now, recent=recent, past=await past_assignments(connection))
            near = (
                select(incidents)
                .where(incidents.c.status.in_(OPEN), incidents.c.id != incident.id, incidents_of(drill=incident.drill))
                # of the same topic first: they are what one looks for
                .order_by((incidents.c.topic == incident.topic).desc(), incidents.c.id.desc())
                .limit(NEAR)
            )
            inside = select(incidents).where(incidents.c.merged_into == incident.id)
            found = [*(await connection.execute(near)).mappings(), *(await connection.execute(inside)).mappings()]
        return Around(policy=policy, now=now, others=tuple(rows.incident(row) for row in found))
