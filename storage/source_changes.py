"""Sources changed in chat: row and event in one transaction, a replay changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.arrivals import KIND
from core.changes import Event, Turn
from core.errors import InputError
from core.posts import Source
from core.texts import N_, Message
from core.watching import changes as core
from core.watching.health import BLIND
from core.workflow import Outcome, Refused
from storage import rows
from storage.blind_spots import spots_turned
from storage.commands import Command
from storage.guarded import Guarded
from storage.outages import blindness_begins, blindness_ends
from storage.sources import insert_source, set_active
from storage.tables import outages, posts, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A source that somebody named."""

    id: int
    source: Source
    active: bool


class SourceChanges(Guarded):
    """/source add, pause, resume, and taking back what was only tried."""

    async def known_source(self, named: str | int) -> Known | None:
        """The source with this number, name or address, None where there is none that could be looked at."""
        where = sources.c.id == named
        if isinstance(named, str):
            where = or_(sources.c.name == named, sources.c.body["url"].as_string() == named)
        by_name = case((sources.c.name == str(named), 0), else_=1)
        async with self.db.read() as connection:
            found = await connection.execute(select(sources).where(where).order_by(by_name, sources.c.id))
            known = (_known(row) for row in found.mappings())
            return next((one for one in known if one.source.kind != KIND), None)

    async def add_source(self, source: Source, command: Command) -> Outcome:
        """Keep a new source, resting; the name must be free."""

        async def judge(connection: AsyncConnection, turn: Turn) -> tuple[Sequence[Event], Outcome]:
            core.permit(turn.actor, turn.policy)
            try:
                ident = await insert_source(connection, source, command.now)
            except InputError as error:
                raise Refused("taken", N_("已有名为「{name}」的监测源；请换个名称"), name=source.name) from error
            await set_active(connection, source.name, active=False)
            return (core.added(ident, source, turn),), Outcome(answer=Message(N_("已记下，启用后开始监测")))

        return await self.guarded("gate", judge, command)

    async def turn_source(self, known: Known, active: bool, command: Command) -> Outcome:
        """Look at it from now on, or let it rest."""

        async def judge(connection: AsyncConnection, turn: Turn) -> tuple[Sequence[Event], Outcome]:
            event = core.turned(known.id, active, turn)
            if not await set_active(connection, known.source.name, active):
                already = N_("「{name}」已经在监测") if active else N_("「{name}」已经暂停")
                raise Refused("same", already, name=known.source.name)
            if active:
                await _rested(connection, known.id, command.now)
                await blindness_begins(connection, known.id, command.now)
            else:
                await blindness_ends(connection, known.id, command.now)
            await spots_turned(connection, turn.policy, command.now)
            done = N_("「{name}」已开始监测") if active else N_("「{name}」已暂停监测；暂停期间有新帖也不会报出")
            return (event,), Outcome(answer=Message(done, {"name": known.source.name}))

        return await self.guarded(f"source:{known.id}", judge, command)

    async def drop_source(self, known: Known, command: Command) -> Outcome:
        """Take back what was added and never used."""

        async def judge(connection: AsyncConnection, turn: Turn) -> tuple[Sequence[Event], Outcome]:
            event = core.dropped(known.id, known.source.name, turn)
            mine = sources.c.id == known.id
            used = exists().where(posts.c.source == known.id)
            await connection.execute(delete(outages).where(outages.c.source == known.id, ~used))
            unused = (sources.c.active.is_(False), sources.c.seeded.is_(None), sources.c.last_ok_at.is_(None), ~used)
            if (await connection.execute(delete(sources).where(mine, *unused))).rowcount == 0:
                raise Refused("used", N_("「{name}」已经在用，只能暂停"), name=known.source.name)
            left = Message(N_("「{name}」没有加入"), {"name": known.source.name})
            return (event,), Outcome(answer=left)

        return await self.guarded(f"source:{known.id}", judge, command)


def _known(row: rows.Row) -> Known:
    return Known(id=row["id"], source=rows.source(row["body"]), active=row["active"])


async def _rested(connection: AsyncConnection, ident: int, now: datetime) -> None:
    """Looked at again at once. While it rested nobody looked, so its silence begins anew; a known trouble stays one."""
    mine = sources.c.id == ident
    seeing = sources.c.health.not_in([health.value for health in BLIND])
    await connection.execute(update(sources).where(mine).values(next_at=now))
    await connection.execute(update(sources).where(mine, seeing).values(since=now))
