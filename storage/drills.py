"""Drills: begun, played step by step, answered, ended; a restart goes on where the row says.

What ends a drill reads everything of it, counts, and closes what is still open, in one transaction.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Event, Turn, decided
from core.drill import running
from core.drill.running import Reply, Run, State
from core.drill.scenario import Scenario
from core.drill.score import Score, score
from core.effects import closed
from core.incident import Incident
from core.outgoing import Notice
from core.people import SYSTEM, Role
from core.policy import Policy
from core.texts import N_, Message
from core.workflow import Outcome, Refused
from storage import audit, rows
from storage.batches import first_result
from storage.commands import Command
from storage.confirmations import confirmed_before, remember_press
from storage.drill_rows import (
    ALARMS,
    at_the_door,
    incidents_in,
    insert_drill,
    last_score,
    played,
    read_run,
    running_drill,
)
from storage.incidents import Incidents
from storage.outbox import enqueue
from storage.refusals import refusal, refuse
from storage.tables import arrivals, drills, outbox, results

#: how the card is written that ends a drill; hears of the drill before of the same scenario
Tell = Callable[[Run, Score, Score | None, Policy], Notice]
Do = Callable[[AsyncConnection, Turn], Awaitable[Message]]


class Drills(Incidents):
    """What is rehearsed."""

    async def drill(self) -> Run | None:
        """The one that goes on."""
        async with self.db.read() as connection:
            return await running_drill(connection)

    async def drill_began(self, now: datetime) -> datetime:
        """When the one that goes on began; `now` where none does."""
        run = await self.drill()
        return run.started_at if run else now

    async def past_drills(self) -> tuple[Run, ...]:
        """The newest of every scenario that has ended."""
        newest = select(func.max(drills.c.id)).where(drills.c.state != State.RUNNING.value).group_by(drills.c.name)
        query = select(drills).where(drills.c.id.in_(newest)).order_by(drills.c.id)
        async with self.db.read() as connection:
            return tuple(read_run(row) for row in (await connection.execute(query)).mappings())

    async def start_drill(self, scenario: Scenario, pace: float, command: Command, *, asks: bool = False) -> Outcome:
        """By a lead, where none goes on: the row, its event and the word to the group, or none of it.

        `asks`: the first press only asks; the same once more begins.
        """
        command = replace(command, action="drill", arg=scenario.name)

        async def do(connection: AsyncConnection, turn: Turn) -> Message:
            role = running.permit(turn)
            if not turn.policy.group:
                raise Refused("no_group", N_("还没有绑定工作群，不能演练"))
            if await running_drill(connection) is not None:
                raise Refused("running", N_("已有演练在进行；中止请发 /drill stop"))
            subject = Incident(detected_at=turn.now)
            if asks and not await confirmed_before(connection, command, subject, turn.policy):
                await remember_press(connection, command, subject, turn.policy)
                seconds = int(turn.policy.figures.confirm_window.total_seconds())
                words = {"seconds": seconds, "title": scenario.title}
                return Message(N_("{seconds} 秒内再按一次，开始演练：{title}"), words)
            begins = Run(id=0, scenario=scenario, pace=pace, started_at=turn.now, started_by=turn.actor.id)
            run = await insert_drill(connection, begins)
            await self._log(connection, running.drill_event(run, turn, "drill_start", role))
            await enqueue(connection, running.begun(run, turn.policy), turn.now)
            return Message(N_("演练马上开始：{title}"), {"title": scenario.title})

        return await self._drill_change(do, command)

    async def stop_drill(self, tell: Tell, command: Command, ident: int = 0) -> Outcome:
        """By a lead, at any time; `ident`: only that one, 0 = whichever goes on."""

        async def do(connection: AsyncConnection, turn: Turn) -> Message:
            role, run = running.permit(turn), await running_drill(connection)
            if run is None or ident not in (0, run.id):
                raise Refused("none", N_("现在没有演练"))
            await self._end(connection, replace(run, state=State.STOPPED), turn, role, tell)
            return Message(N_("演练已中止，评分马上发在群里"))

        return await self._drill_change(do, command)

    async def end_drill(self, run: Run, turn: Turn, tell: Tell) -> None:
        """Its time is up, or everything is done. What stands at the door is taken in first."""
        async with self.db.write() as connection:
            now, waiting = await running_drill(connection), select(arrivals.c.id).where(at_the_door(run)).limit(1)
            if now is not None and now.id == run.id and await connection.scalar(waiting) is None:
                await self._end(connection, replace(now, state=State.OVER), turn, Role.SYSTEM, tell)

    async def drill_played(self, run: Run, told: int, notices: Sequence[Notice], now: datetime) -> None:
        """So many steps are out, with what they say."""
        async with self.db.write() as connection:
            for notice in notices:
                await enqueue(connection, notice, now)
            await connection.execute(update(drills).where(drills.c.id == run.id).values(told=told))

    async def drill_question(self, chat: int, message: int) -> int | None:
        """Which question of the drill that goes on stands in this message: its place among the steps."""
        async with self.db.read() as connection:
            run = await running_drill(connection)
            keys = {running.question_key(run.id, place): place for place in range(run.told)} if run else {}
            mine = (outbox.c.chat == chat) & (outbox.c.message == message) & outbox.c.key.in_(keys)
            key = await connection.scalar(select(outbox.c.key).where(mine)) if keys else None
        return None if key is None else keys[key]

    async def answer_drill(self, place: int, text: str, command: Command) -> Outcome:
        """Somebody answered a journalist: kept for the score, and in the log."""

        async def do(connection: AsyncConnection, turn: Turn) -> Message:
            run = await running_drill(connection)
            if run is None or not turn.actor.may(Role.MEMBER):
                raise Refused("none", N_("现在没有演练"))
            replies = (*run.replies, Reply(question=place, person=turn.actor.id, at=turn.now, text=text))
            mine = update(drills).where(drills.c.id == run.id)
            await connection.execute(mine.values(replies=rows.plain(replies)))
            await self._log(connection, running.drill_event(run, turn, "drill_answer", Role.MEMBER, reason=text))
            return Message(N_("【演练】已记下答复"))

        return await self._drill_change(do, command)

    async def drill_incidents(self, run: Run) -> tuple[Incident, ...]:
        """Those that came up in the newest drill, in their order."""
        async with self.db.read() as connection:
            return await incidents_in(connection, run)

    async def real_alarms(self, run: Run) -> tuple[Incident, ...]:
        """Real matters of 重大 and above that came up, or rose to it, since it began."""
        async with self.db.read() as connection:
            found = [rows.incident(row) for row in (await connection.execute(ALARMS)).mappings()]
        return tuple(one for one in found if run.is_news(one))

    async def _end(self, connection: AsyncConnection, run: Run, turn: Turn, role: Role, tell: Tell) -> None:
        run = replace(run, ended_at=turn.now)
        # what was stopped lets nothing more in
        await connection.execute(update(arrivals).where(at_the_door(run)).values(state="dropped"))
        everything = await played(connection, run)
        result = score(everything, stopped=run.state is State.STOPPED)
        effects = [(one, closed(one)) for one in everything.incidents if one.is_open]
        over = [decided(one, turn, "drill_over", role, notes=done.notes, **done.changes) for one, done in effects]
        await self.store_changes(connection, over, turn.now)
        kind = "drill_stop" if run.state is State.STOPPED else "drill_end"
        await self._log(connection, running.drill_event(run, turn, kind, role))
        before = await last_score(connection, run)
        values = {"state": run.state.value, "ended_at": turn.now, "score": rows.plain(result)}
        await connection.execute(update(drills).where(drills.c.id == run.id).values(**values))
        await enqueue(connection, tell(run, result, before, turn.policy), turn.now)

    async def _log(self, connection: AsyncConnection, event: Event) -> None:
        await audit.append(connection, (replace(event, drill=True),), self.figures)

    async def _drill_change(self, do: Do, command: Command) -> Outcome:
        async with self.db.write() as connection:
            first = await first_result(connection, command.key)
            if first is not None:
                return first
            policy = await self._read_policy(connection)
            # whoever may read the configuration acts as the system; everybody else as what they are now
            nobody = command.actor if command.actor.id == SYSTEM.id else replace(command.actor, roles=frozenset())
            actor = policy.actor(command.actor.id) or nobody
            turn = Turn(actor=actor, now=command.now, policy=policy, origin=command.origin)
            try:
                async with connection.begin_nested():
                    outcome = Outcome(answer=await do(connection, turn))
            except Refused as refused:
                outcome = refusal(refused)
                await refuse(connection, refused.code, "drill", command, policy)
            kept = {"answer": rows.plain(outcome.answer), "alert": outcome.alert, "refused": outcome.refused}
            await connection.execute(results.insert().values(key=command.key, result=kept, at=command.now))
            return outcome
