"""What a lead decides about learning: asked once more, then stored with its event; a replay changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Event, Turn
from core.incident import Incident
from core.models import rulings
from core.models.standing import Learned, State
from core.texts import N_, Message
from core.workflow import Outcome
from storage.commands import Command
from storage.confirmations import confirmed_before, remember_press
from storage.guarded import Guarded
from storage.marks import keep_learning
from storage.models import Models, leave
from storage.tables import models

DONE = {
    rulings.BACK: N_("已换回上一版"),
    rulings.OFF: N_("已停用学习"),
    rulings.ON: N_("已启用学习"),
}


class ModelChanges(Models, Guarded):
    """/model: back to an earlier one, learning off and on."""

    async def rule_model(self, code: str, meant: int, command: Command) -> Outcome:
        """What a lead decides about learning: at the second press, once per key; refusals are logged and returned."""
        command = replace(command, action=f"model{code}", arg=str(meant))

        async def judge(connection: AsyncConnection, turn: Turn) -> tuple[Sequence[Event], Outcome]:
            found = await self._read_learned(connection)
            events = rulings.turned(code, found, meant, turn)
            # the same press while another model is used is another question
            subject = Incident(detected_at=command.now, decision=found.active.id if found.active else 0)
            if not await confirmed_before(connection, command, subject, turn.policy):
                await remember_press(connection, command, subject, turn.policy)
                return (), _asked(turn)
            await self._apply_model(connection, code, found, command.now)
            return events, Outcome(answer=Message(DONE[code]))

        return await self.guarded(rulings.SUBJECT, judge, command)

    async def _apply_model(self, connection: AsyncConnection, code: str, found: Learned, now: datetime) -> None:
        if code == rulings.BACK and found.previous:
            await leave(connection, State.LEFT)
            mine = update(models).where(models.c.id == found.previous.id)
            await connection.execute(mine.values(state=State.ACTIVE.value, used_at=now))
        else:
            await keep_learning(connection, enabled=code == rulings.ON)


def _asked(turn: Turn) -> Outcome:
    seconds = int(turn.policy.figures.confirm_window.total_seconds())
    return Outcome(
        answer=Message(N_("{seconds} 秒内再按一次，确认更改"), {"seconds": seconds}), alert=True, confirm=True
    )
