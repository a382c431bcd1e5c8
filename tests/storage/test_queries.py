"""Lists from rows: filters, order, counts, whose work it is; ten thousand open incidents are no load (R5)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from core.dossier import Answered, Proposal, Proposed
from core.incident import Incident, Phase, Status, Verdict
from core.lists.incidents import PER_PAGE, Why
from core.lists.keys import OPEN, Asked
from core.people import Actor, Member
from core.severity import Severity
from core.texts import Message
from storage import Store
from storage.rows import incident_row
from storage.tables import incidents
from tests.conftest import BAI, FANG, GU, HE, LIN, NOON, PEOPLE, SU
from tests.storage.making import opened, press
from tests.unit.making import at_status, incident

LEVELS = {level.label: level for level in Severity}
MEMBERS = {member.id: member for member in PEOPLE}


async def put(store: Store, *found: Incident) -> None:
    rows = [incident_row(one) | {"id": one.id, "last_post_at": NOON} for one in found]
    async with store.db.write() as connection:
        await connection.execute(insert(incidents), rows)


async def numbers(store: Store, words: str = "", page: int = 0) -> list[int]:
    return [one.id for one in (await store.open_page(asked(words, page), LEVELS)).incidents]


def asked(words: str = "", page: int = 0) -> Asked:
    return Asked(what=OPEN, page=page, filter=words)


async def mine(store: Store, person: int | Member) -> list[tuple[Why, int]]:
    actor = Actor.of(MEMBERS[person] if isinstance(person, int) else person)
    return [(why, one.id) for why, one in await store.my_incidents(actor)]


async def test_serious_ones_first_then_the_oldest_and_only_open_ones(store: Store) -> None:
    await put(
        store,
        incident(id=1, detected_at=NOON),
        incident(id=2, severity=Severity.MAJOR, detected_at=NOON),
        incident(id=3, severity=Severity.MAJOR, detected_at=NOON - timedelta(hours=1)),
        incident(id=4, severity=Severity.EXTREME),
        incident(id=5, severity=Severity.SIGNIFICANT),
        *(at_status(s, id=n) for n, s in enumerate((Status.CLOSED, Status.INVALID, Status.TRANSFERRED), 6)),
    )
    assert await numbers(store) == [4, 3, 2, 5, 1]


async def test_the_counts_are_by_phase_and_of_what_was_asked_for(store: Store) -> None:
    await put(
        store,
        *(incident(id=n) for n in range(1, 12)),
        at_status(Status.CLAIMED, id=20),
        at_status(Status.CLAIMED, id=21, verdict=Verdict.FALSE, severity=Severity.MAJOR),
        at_status(Status.HANDLING, id=22),
    )
    found = await store.open_page(asked(), LEVELS)
    assert (found.total, len(found.incidents)) == (14, PER_PAGE)
    assert list(found.counts.items()) == [
        (Phase.SUSPECTED, 11),
        (Phase.CLAIMED, 1),
        (Phase.VERIFIED, 1),
        (Phase.HANDLING, 1),
    ]
    assert (await store.open_page(asked("重大"), LEVELS)).counts == {Phase.VERIFIED: 1}


async def test_filters_by_level_department_and_words_of_the_title(store: Store) -> None:
    await put(
        store,
        incident(id=1, title="望江西路改建拖延", severity=Severity.MAJOR),
        at_status(Status.HANDLING, id=2, title="小区停暖"),
        at_status(Status.HANDLING, id=3, title="Bus 站台 100% 破损", department="物业科"),
    )
    assert await numbers(store, "重大") == [1]
    assert await numbers(store, "市政科") == [2]
    assert await numbers(store, "物业") == [3]
    assert await numbers(store, "望江") == [1]
    assert await numbers(store, "bus") == [3]
    assert await numbers(store, "重大 望江") == [1]
    assert await numbers(store, "重大 停暖") == []
    assert await numbers(store, "特别重大") == []


@pytest.mark.parametrize("words", ["%", "_", "'", '"', "\\", "<b>", "';--", "\ue000"])
async def test_hostile_words_find_nothing_but_themselves(store: Store, words: str) -> None:
    await put(store, incident(id=1, title="望江西路"), incident(id=2, title=f"路{words}口"))
    assert await numbers(store, words) == [2]


async def test_pages_follow_each_other_and_a_page_too_far_is_the_last(store: Store) -> None:
    await put(store, *(incident(id=n) for n in range(1, 21)))
    assert await numbers(store, page=0) + await numbers(store, page=1) + await numbers(store, page=2) == [*range(1, 21)]
    late = await store.open_page(asked(page=9999), LEVELS)
    assert (late.page, [one.id for one in late.incidents]) == (2, [17, 18, 19, 20])
    assert (await store.open_page(asked("没有", page=5), LEVELS)).page == 0


async def test_each_person_sees_why_it_waits_once(store: Store) -> None:
    await put(
        store,
        at_status(Status.CLAIMED, id=1, owner=LIN),
        at_status(Status.ASSIGNED, id=2, owner=LIN),
        at_status(Status.HANDLING, id=3, owner=HE, handler=HE),
        at_status(Status.CLAIMED, id=4, owner=BAI, assistants=(LIN, HE)),
        at_status(Status.CLOSED, id=5, owner=LIN, assistants=(BAI,)),
        at_status(Status.ASSIGNED, id=6, owner=BAI, department="物业科"),
        incident(id=7),
    )
    assert await mine(store, LIN) == [(Why.OWNER, 1), (Why.OWNER, 2), (Why.ASSISTANT, 4)]
    assert await mine(store, HE) == [(Why.UNIT, 2), (Why.HANDLER, 3), (Why.ASSISTANT, 4)]
    assert await mine(store, SU) == [(Why.UNIT, 6)]
    assert await mine(store, BAI) == [(Why.OWNER, 4), (Why.OWNER, 6)]
    assert await mine(store, GU) == []


async def test_a_number_inside_another_number_is_somebody_else(store: Store) -> None:
    await put(store, at_status(Status.CLAIMED, id=1, owner=BAI, assistants=(111, 211)))
    assert await mine(store, LIN) == []
    assert await mine(store, Member(id=111, name="老周")) == [(Why.ASSISTANT, 1)]


async def test_only_a_handler_accepts_for_the_department(store: Store) -> None:
    await put(store, at_status(Status.ASSIGNED, id=1, owner=BAI))
    assert await mine(store, Member(id=77, name="小吴", department="市政科")) == []


def proposal(number: int, answer: Answered = Answered.OPEN) -> Proposal:
    return Proposal(number=number, what=Proposed.CLOSE, by=LIN, at=NOON, reason=Message("平息"), answer=answer)


async def test_open_proposals_wait_for_leads_on_ended_incidents_too(store: Store) -> None:
    await put(
        store,
        at_status(Status.FOLLOWING, id=1, owner=LIN, proposals=(proposal(1, Answered.DECLINED), proposal(2))),
        at_status(Status.FOLLOWING, id=2, owner=FANG, proposals=(proposal(1, Answered.AGREED),)),
        at_status(Status.CLOSED, id=3, proposals=(proposal(1),)),
        incident(id=4, title='"open"'),
    )
    assert await mine(store, FANG) == [(Why.PROPOSAL, 1), (Why.PROPOSAL, 3), (Why.OWNER, 2)]
    assert await mine(store, GU) == [(Why.PROPOSAL, 1), (Why.PROPOSAL, 3)]
    assert await mine(store, LIN) == [(Why.OWNER, 1)]


async def test_what_was_really_pressed_is_found(store: Store) -> None:
    first, second = await opened(store, "望江西路改建拖延"), await opened(store, "小区停暖")
    await press(store, LIN, "cl", first)
    await press(store, BAI, "as", first)
    assert await mine(store, LIN) == [(Why.OWNER, first)]
    assert await mine(store, BAI) == [(Why.ASSISTANT, first)]
    assert sorted(await numbers(store)) == [first, second]


async def many(store: Store, count: int) -> None:
    """So many open incidents by two statements, copied inside the database."""
    await put(store, incident(id=1, excerpt="长" * 300, reasons=(Message("命中规则"),) * 5))
    names = ", ".join(f'"{c.name}"' for c in incidents.c if c.name not in ("id", "owner"))
    series = f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    copy = (
        f"INSERT INTO incidents (id, owner, {names}) {series} SELECT i, i % 50, {names} FROM n, incidents WHERE id = 1"
    )
    async with store.db.write() as connection:
        await connection.execute(text(copy))


async def test_ten_thousand_open_ones_are_one_page(store: Store) -> None:
    """One page reads one page: whole incidents are loaded for what is shown only."""
    await many(store, 10_000)
    rows: list[int] = []

    @event.listens_for(store.db.engine.sync_engine, "after_cursor_execute")
    def after(_c: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        rows.append("excerpt" in statement or "body" in statement.partition("FROM")[0])

    found = await store.open_page(asked(page=600), LEVELS)
    assert (found.total, found.page) == (10_000, 600)
    assert [one.id for one in found.incidents] == [*range(4801, 4809)]
    assert rows == [False, True], "the counts read no bodies, and the page is one statement"
    assert len(await store.my_incidents(Actor.of(replace(MEMBERS[LIN])))) == 200
