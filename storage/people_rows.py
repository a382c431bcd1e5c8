"""Members, applicants and bindings as rows, and what hangs on them: cards of a chat, open work of a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.incident import OPEN, Incident, Status
from core.outgoing import Show
from core.people import Department, Member
from core.team.rulings import Applicant, Stage
from storage import rows
from storage.card_rows import show_card
from storage.real import INCIDENTS
from storage.tables import applicants, bindings, cards, departments, incidents, members, outbox


async def put_member(connection: AsyncConnection, member: Member) -> None:
    """Insert or change; what the file once said of the person stays beside it."""
    row = member_row(member)
    known = await connection.scalar(select(members.c.id).where(members.c.id == member.id))
    change = update(members).where(members.c.id == member.id) if known is not None else members.insert()
    await connection.execute(change.values(**row))


def member_row(person: Member) -> dict[str, Any]:
    """The columns of a member, `seeded` left out."""
    return {
        "id": person.id,
        "name": person.name,
        "roles": sorted(role.value for role in person.roles),
        "department": person.department,
        "head": person.head,
        "active": person.active,
    }


async def end_cards(connection: AsyncConnection, chat: int, now: datetime, *, silence: bool = True) -> None:
    """A chat that is ours no more, or of somebody who left: its cards end, what waits to be said there is not said."""
    live = (cards.c.chat == chat, or_(cards.c.until.is_(None), cards.c.until > now))
    await connection.execute(update(cards).where(*live).values(until=now, storm=None))
    if not silence:
        return
    waiting = (outbox.c.chat == chat, outbox.c.state == "waiting")
    await connection.execute(update(outbox).where(*waiting).values(state="failed", error="no longer ours"))


async def bring_cards(connection: AsyncConnection, department: str, chat: int, *, person: int = 0) -> None:
    """What the department works on is shown in its new chat; what waits to be accepted, to its new contact."""
    working = (Status.ASSIGNED,) if person else (Status.ASSIGNED, Status.HANDLING)
    theirs = (incidents.c.department == department, incidents.c.status.in_(working))
    for ident in (await connection.execute(select(incidents.c.id).where(*theirs))).scalars().all():
        await show_card(connection, ident, Show(chat=chat, person=person, loud=person != 0))


async def open_work(connection: AsyncConnection, whose: ColumnElement[bool]) -> tuple[Incident, ...]:
    """Open incidents that fit, by number."""
    query = select(incidents).where(whose, incidents.c.status.in_(OPEN)).order_by(incidents.c.id)
    return tuple(rows.incident(row) for row in (await connection.execute(query)).mappings())


async def counted_open(connection: AsyncConnection, column: ColumnElement[int]) -> dict[int, int]:
    """Open incidents by whoever stands in this column."""
    query = select(column, func.count()).where(INCIDENTS, incidents.c.status.in_(OPEN), column.is_not(None))
    return {row[0]: row[1] for row in await connection.execute(query.group_by(column))}


def applicant(row: Any) -> Applicant:
    """An applicant from the row."""
    return Applicant(
        id=row["id"],
        name=row["name"],
        department=row["department"],
        state=Stage(row["state"]),
        asked_at=row["asked_at"],
    )


async def put_applicant(connection: AsyncConnection, one: Applicant) -> None:
    """Insert or change."""
    row = {"name": one.name, "department": one.department, "state": one.state.value, "asked_at": one.asked_at}
    known = await connection.scalar(select(applicants.c.id).where(applicants.c.id == one.id))
    change = update(applicants).where(applicants.c.id == one.id) if known is not None else applicants.insert()
    await connection.execute(change.values(id=one.id, **row))


async def bind_group(connection: AsyncConnection, chat: int) -> None:
    """This chat is the team's group; what the file once said stays beside it."""
    named = bindings.c.name == "group"
    known = await connection.scalar(select(bindings.c.name).where(named))
    change = update(bindings).where(named) if known else bindings.insert()
    await connection.execute(change.values(name="group", value=chat))


async def bind_department(connection: AsyncConnection, unit: Department) -> None:
    """The department has this chat."""
    await connection.execute(update(departments).where(departments.c.id == unit.id).values(chat=unit.chat))
