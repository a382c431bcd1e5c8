"""Who belongs to the team: decisions about people stored with their events, and the work that moves with them."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.changes import Turn
from core.people import Member, Role
from core.policy import Policy
from core.team.handover import loses, moved
from core.team.rulings import Record, Ruling, Stage
from core.workflow import Outcome, Refused
from storage import audit, rows
from storage.batches import first_result
from storage.commands import Command
from storage.incidents import Incidents
from storage.outbox import enqueue
from storage.people_rows import (
    applicant,
    bind_department,
    bind_group,
    bring_cards,
    end_cards,
    open_work,
    put_applicant,
    put_member,
)
from storage.refusals import refusal, refuse
from storage.tables import applicants, incidents, results

Judge = Callable[[Record, Turn], Ruling]


class People(Incidents):
    """Members and applicants."""

    async def manage(self, person: int, judge: Judge, command: Command) -> Outcome:
        """Decide about a person, once per key. Refusals are results too: logged and returned, never raised."""
        async with self.db.write() as connection:
            first = await first_result(connection, command.key)
            if first is not None:
                return first
            record = await self._record_of(connection, person)
            outcome = await self._settled(connection, record, judge, command, f"member:{person}")
        self._policy_changed()
        return outcome

    async def is_naming(self, person: int) -> bool:
        """Was this person asked for the name, and has not finished?"""
        asked = (applicants.c.id == person, applicants.c.state == Stage.NAMING)
        async with self.db.read() as connection:
            return await connection.scalar(select(applicants.c.id).where(*asked)) is not None

    async def _record_of(self, connection: AsyncConnection, person: int) -> Record:
        policy = await self._read_policy(connection)
        asking = select(applicants).where(applicants.c.id == person)
        found = (await connection.execute(asking)).mappings().first()
        others = (applicants.c.state == Stage.WAITING, applicants.c.id != person)
        waiting = await connection.scalar(select(func.count()).select_from(applicants).where(*others))
        return Record(
            policy=policy,
            member=policy.members.get(person),
            applicant=applicant(found) if found else None,
            waiting=waiting or 0,
        )

    async def _settled(
        self, connection: AsyncConnection, record: Record, judge: Judge, command: Command, subject: str
    ) -> Outcome:
        turn = Turn(
            # who was registered when the button was pressed may be so no more
            actor=record.policy.actor(command.actor.id) or replace(command.actor, roles=frozenset()),
            now=command.now,
            policy=record.policy,
            origin=command.origin,
            arg=command.arg,
            words=command.words,
        )
        try:
            ruling = judge(record, turn)
        except Refused as refused:
            outcome = refusal(refused)
            await refuse(connection, refused.code, subject, command, record.policy)
        else:
            outcome = Outcome(answer=ruling.answer)
            await self._apply(connection, ruling, record, turn)
        kept = {"answer": rows.plain(outcome.answer), "alert": outcome.alert, "refused": outcome.refused}
        await connection.execute(results.insert().values(key=command.key, result=kept, at=command.now))
        return outcome

    async def _apply(self, connection: AsyncConnection, ruling: Ruling, record: Record, turn: Turn) -> None:
        await audit.append(connection, ruling.events, self.figures)
        if ruling.member:
            await put_member(connection, ruling.member)
        if ruling.applicant:
            await put_applicant(connection, ruling.applicant)
        if ruling.group is not None:
            await bind_group(connection, ruling.group)
        if ruling.department:
            await bind_department(connection, ruling.department)
        policy = await self._read_policy(connection)
        for chat in no_longer_ours(record.policy, policy):
            await end_cards(connection, chat, turn.now)
        if ruling.member:
            before = record.policy.members.get(ruling.member.id)
            await self.follow(connection, before, ruling.member, replace(turn, policy=policy))
        if ruling.department:
            await bring_cards(connection, ruling.department.name, ruling.department.chat)
        for notice in ruling.outgoing:
            await enqueue(connection, notice, turn.now)

    async def follow(self, connection: AsyncConnection, before: Member | None, now: Member, turn: Turn) -> None:
        """What a changed right brings along: open work moves, cards end, a new contact gets what waits."""
        owner, handler = loses(before, now) if before else (False, False)
        owned = await open_work(connection, incidents.c.owner == now.id) if owner else ()
        handled = await open_work(connection, incidents.c.handler == now.id) if handler else ()
        if owner or handler:
            await end_cards(connection, now.id, turn.now, silence=not now.active)
        changes, notices = moved(owned, handled, now, turn)
        await self.store_changes(connection, changes, turn.now)
        for notice in notices:
            await enqueue(connection, notice, turn.now)
        if _is_contact(now) and not (before and _is_contact(before) and before.department == now.department):
            await bring_cards(connection, now.department, now.id, person=now.id)


def _is_contact(member: Member) -> bool:
    return member.active and Role.HANDLER in member.roles and bool(member.department)


def no_longer_ours(before: Policy, now: Policy) -> tuple[int, ...]:
    """Chats that were bound and are so no more."""
    bound = (before.group, *(d.chat for d in before.departments))
    return tuple(sorted({chat for chat in bound if chat and not now.is_ours(chat)}))
