"""Models: fitted, examined, taken or kept aside; which one is used."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.bysystem import system_turn
from core.models import rulings
from core.models.standing import ASIDE, KEPT, Exam, Fitted, Learned, State, objection, overtaken
from core.texts import Message
from storage import audit, rows
from storage.marks import count_marks, keep_learning
from storage.policy import Policies
from storage.tables import learning, models


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A model just fitted."""

    version: str
    body: bytes
    exam: Exam


class Models(Policies):
    """What was learnt."""

    async def learned(self) -> Learned:
        """How learning stands."""
        async with self.db.read() as connection:
            return await self._read_learned(connection)

    async def model_in_use(self) -> str:
        """The version that posts are judged by, "" for none: a look that costs next to nothing."""
        if not self.figures.learning.enabled:
            return ""
        off = select(learning.c.id).where(learning.c.enabled.is_(False))
        async with self.db.read() as connection:
            return (
                await connection.scalar(
                    select(models.c.version).where(models.c.state == State.ACTIVE.value, ~off.exists())
                )
                or ""
            )

    async def model_body(self, version: str) -> bytes | None:
        """A kept model; None where it is kept no more."""
        mine = select(models.c.body).where(models.c.version == version).order_by(models.c.id.desc()).limit(1)
        async with self.db.read() as connection:
            return await connection.scalar(mine)

    async def begin_fitting(self, now: datetime) -> Learned | None:
        """How learning stands where a model is due, else None. Whoever is told begins; nobody else does for a while."""
        async with self.db.read() as connection:
            if not (await self._read_learned(connection)).is_due(now):
                return None
        async with self.db.write() as connection:
            found = await self._read_learned(connection)
            if not found.is_due(now):
                return None
            await keep_learning(connection, tried_at=now)
        return found

    async def fitting_failed(self, problem: Message) -> None:
        """Say what went wrong; it is tried again when its time has come."""
        async with self.db.write() as connection:
            await keep_learning(connection, problem=rows.plain(problem))

    async def keep_model(self, made: Made, begun: Learned, now: datetime) -> State:
        """Use it, unless it is worse than what is used or that has changed since the fit was begun."""
        async with self.db.write() as connection:
            found = await self._read_learned(connection)
            reason = objection(made.exam) or overtaken(begun, found)
            state = State.REFUSED if reason else State.ACTIVE
            await keep_learning(connection, problem=None, fresh=learning.c.fresh - begun.fresh)
            if state is State.ACTIVE:
                await leave(connection, State.OLD)
            values = {
                "version": made.version,
                "body": made.body,
                "at": now,
                "state": state.value,
                "used_at": None if reason else now,
                "exam": rows.plain(made.exam),
                "reason": rows.plain(reason),
            }
            (ident,) = (await connection.execute(models.insert().values(**values))).inserted_primary_key or (0,)
            turn = system_turn(await self._load_policy(connection), now)
            told = rulings.fitted(ident, made.version, found.active if state is State.ACTIVE else None, state, turn)
            await audit.append(connection, told, self.figures)
            for aside in (False, True):
                await _forget_old(connection, aside=aside)
        return state

    async def _read_learned(self, connection: AsyncConnection) -> Learned:
        count = await count_marks(connection)
        row = (await connection.execute(select(learning))).mappings().first()
        named = {} if row is None else {name: row[name] for name in ("enabled", "fresh", "tried_at")}
        problem = row["problem"] if row else None
        active = await _newest(connection, models.c.state == State.ACTIVE.value)
        refused = await _newest(connection, models.c.state == State.REFUSED.value)
        return Learned(
            settings=self.figures.learning,
            positive=count.positive,
            negative=count.negative,
            problem=rows.message(problem) if problem else None,
            active=active,
            previous=await _newest(connection, models.c.state == State.OLD.value),
            refused=refused if refused and _is_news(refused, active) else None,
            **named,
        )


def _is_news(refused: Fitted, active: Fitted | None) -> bool:
    """Was it fitted after the one in use began to be used?"""
    return active is None or (refused.at, refused.id) > (active.used_at or active.at, active.id)


async def _newest(connection: AsyncConnection, where: ColumnElement[bool]) -> Fitted | None:
    """The one fitted last."""
    columns = [column for column in models.c if column is not models.c.body]
    query = select(*columns).where(where).order_by(models.c.id.desc()).limit(1)
    row = (await connection.execute(query)).mappings().first()
    return _fitted(row) if row else None


def _fitted(row: rows.Row) -> Fitted:
    return Fitted(
        **{name: row[name] for name in ("id", "version", "at", "used_at")},
        state=State(row["state"]),
        exam=msgspec.convert(row["exam"], Exam),
        reason=rows.message(row["reason"]) if row["reason"] else None,
    )


async def leave(connection: AsyncConnection, state: State) -> None:
    """The one in use is so no more, and becomes this."""
    used = models.c.state == State.ACTIVE.value
    await connection.execute(update(models).where(used).values(state=state.value))


async def _forget_old(connection: AsyncConnection, *, aside: bool) -> None:
    """Of those that may be used or gone back to, and of those that may not, the newest are kept."""
    mine = models.c.state.in_(ASIDE) if aside else models.c.state.not_in(ASIDE)
    newest = select(models.c.id).where(mine).order_by(models.c.id.desc()).limit(KEPT)
    last = min((await connection.execute(newest)).scalars().all(), default=0)
    await connection.execute(delete(models).where(mine, models.c.id < last, models.c.state != State.ACTIVE.value))
