"""What somebody wrote or was offered about rules, until it is saved, dropped or forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Event, Turn
from core.outgoing import Notice
from core.rules import changes as core
from core.texts import N_, Message
from core.workflow import Outcome, Refused
from storage import audit
from storage.commands import Command
from storage.guarded import Guarded
from storage.outbox import enqueue
from storage.policy import own_event
from storage.tables import rule_drafts

#: what is to be written; a word that is to cancel a rule; a dry run alone
WRITE, EXCLUDE, TRIAL = "write", "exclude", "trial"
#: it is looked at and not told yet; it waits for a tap; it was saved, or nothing was to be saved; nobody wants it
TRYING, OPEN, DONE, DROPPED = "trying", "open", "done", "dropped"

_SETTLED = {(WRITE, DONE): N_("已经保存过了"), (WRITE, DROPPED): N_("这份已放弃，要用请重新发送")}
_LEFT = {WRITE: N_("没有保存"), EXCLUDE: N_("没有加排除词")}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDraft:
    """What somebody wrote or was offered; `key`: the command that it came of."""

    id: int
    key: str
    kind: str
    person: int
    body: dict[str, Any]
    state: str

    @property
    def text(self) -> str:
        """What was written, or the words that were offered."""
        return str(self.body.get("text") or "|".join(self.body.get("terms", ())))


class RuleDrafts(Guarded):
    """Keeps drafts."""

    async def draft_rule(self, kind: str, body: dict[str, Any], command: Command, state: str = OPEN) -> int:
        """Keep what waits for a tap or a dry run; returns its number. The same command again keeps nothing more."""
        mine = select(rule_drafts.c.id).where(rule_drafts.c.key == command.key)
        row = {"key": command.key, "kind": kind, "person": command.actor.id, "body": body, "state": state}
        async with self.db.write() as connection:
            known = await connection.scalar(mine)
            if known is not None:
                return int(known)
            inserted = await connection.execute(rule_drafts.insert().values(**row, at=command.now))
            return int((inserted.inserted_primary_key or (0,))[0])

    async def rule_draft(self, ident: int) -> RuleDraft | None:
        """What waits under this number, dropped and saved ones too."""
        async with self.db.read() as connection:
            return await _read_draft(connection, ident)

    async def rule_trials(self, *kinds: str) -> tuple[RuleDraft, ...]:
        """What was begun and not told, the first begun first."""
        begun = (rule_drafts.c.state == TRYING, rule_drafts.c.kind.in_(kinds))
        query = select(rule_drafts).where(*begun).order_by(rule_drafts.c.id)
        async with self.db.read() as connection:
            return tuple(_draft(row) for row in (await connection.execute(query)).mappings())

    async def trial_over(
        self, ident: int, state: str, now: datetime, said: Sequence[Notice] = (), **learnt: Any
    ) -> None:
        """What came of it is kept and said, both or neither: whoever reads it may tap at once."""
        async with self.db.write() as connection:
            draft = await _read_draft(connection, ident)
            if draft is None or draft.state != TRYING:
                return
            values = {"state": state, "body": draft.body | learnt}
            await connection.execute(update(rule_drafts).where(rule_drafts.c.id == ident).values(**values))
            for notice in said:
                await enqueue(connection, notice, now)

    async def drop_rule_draft(self, ident: int, kind: str, command: Command) -> Outcome:
        """Nobody wants it: says whoever it is for, or a lead."""

        async def judge(connection: AsyncConnection, turn: Turn) -> tuple[Sequence[Event], Outcome]:
            draft = await open_draft(connection, ident, kind)
            event = core.dropped(draft.id, draft.person, draft.text, turn)
            await settle_draft(connection, ident, DROPPED)
            return (event,), Outcome(answer=Message(_LEFT[kind]))

        return await self.guarded(core.SUBJECT, judge, command)

    async def forget_rule_drafts(self, before: datetime, now: datetime) -> None:
        """Let go of what nobody tapped for so long."""
        old = rule_drafts.c.at < before
        async with self.db.write() as connection:
            waiting = select(rule_drafts).where(old, rule_drafts.c.state.in_((TRYING, OPEN)))
            left = [_draft(row) for row in (await connection.execute(waiting)).mappings()]
            gone = [own_event(core.SUBJECT, "rule_draft_expired", {"text": (one.text, None)}, now) for one in left]
            await audit.append(connection, tuple(gone), self.figures)
            await connection.execute(delete(rule_drafts).where(old))


async def open_draft(connection: AsyncConnection, ident: int, kind: str) -> RuleDraft:
    """One of this kind that waits for a tap; Refused where it does no more, and for a forged number."""
    draft = await _read_draft(connection, ident)
    if draft is None or draft.kind != kind:
        raise Refused("forged", N_("按钮已失效，请重新发送 /rule"))
    if draft.state != OPEN:
        raise Refused("gone", _SETTLED.get((kind, draft.state), N_("已经处理过了")))
    return draft


async def settle_draft(connection: AsyncConnection, ident: int, state: str) -> None:
    """It was saved or dropped."""
    mine = (rule_drafts.c.id == ident) & (rule_drafts.c.state == OPEN)
    await connection.execute(update(rule_drafts).where(mine).values(state=state))


async def _read_draft(connection: AsyncConnection, ident: int) -> RuleDraft | None:
    found = await connection.execute(select(rule_drafts).where(rule_drafts.c.id == ident))
    row = found.mappings().first()
    return _draft(row) if row is not None else None


def _draft(row: Any) -> RuleDraft:
    names = ("id", "key", "kind", "person", "body", "state")
    return RuleDraft(**{name: row[name] for name in names})
