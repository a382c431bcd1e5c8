"""What people and departments have to do, counted from rows: this week, now, and on time (R5, A5)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from core.departments.standing import LATELY, Overrun, Standing
from core.digest.figures import Rate
from core.incident import Phase
from core.team.loads import Load
from core.timer import Clock, TimerState
from core.watching.health import Health
from core.watching.listing import Week
from storage import Store
from storage.tables import deadlines, incidents, outages
from tests.conftest import BAI, FANG, HE, LIN, NOON, SU
from tests.storage.making import attached, bodies, look, opened, prepared, press, watched

#: the week of NOON begins here, in the organisation's zone
MONDAY = datetime.fromisoformat("2026-11-16T00:00:00+08:00")
DAY = timedelta(days=1)
#: nothing was decided between the acts and then
SOON = NOON + timedelta(hours=1)
ROADS, HOMES = 1, 2


async def delivered(store: Store, title: str = "望江西路改建拖延", *, now: datetime = NOON) -> int:
    """A new incident whose card the group has seen."""
    decided = await look(store, prepared(f"{title}{now}", title), now=now)
    ident = decided[0].incident
    assert ident is not None
    (card,) = [one for one in await store.stale_cards(now) if one.incident.id == ident]
    await store.card_shown(card, 100 + ident, "", now)
    return ident


async def loads(store: Store, now: datetime = SOON) -> dict[int, Load]:
    return {one.member.id: one for one in await store.load_per_person(now)}


async def as_drill(store: Store, ident: int) -> None:
    """What a drill's rows look like."""
    async with store.db.write() as connection:
        body = (await connection.execute(select(incidents.c.body).where(incidents.c.id == ident))).scalar_one()
        changed = update(incidents).where(incidents.c.id == ident)
        await connection.execute(changed.values(body={**body, "drill": True}))


async def assigned(store: Store, unit: int = ROADS, title: str = "路灯坏了", *, now: datetime = NOON) -> int:
    """Given to a department by the lead."""
    ident = await delivered(store, title, now=now)
    await press(store, FANG, "vt", ident, now=now)
    await press(store, FANG, "ag", ident, arg=str(unit), now=now)
    return ident


async def test_what_was_claimed_this_week_with_the_time_it_took(store: Store) -> None:
    first = await delivered(store, "甲")
    second = await delivered(store, "乙")
    await press(store, LIN, "cl", first, now=NOON + timedelta(minutes=4))
    await press(store, BAI, "cl", second, now=NOON + timedelta(minutes=9))
    await press(store, FANG, "to", second, words="白露请假", now=NOON + timedelta(minutes=20))
    found = await loads(store)
    assert [(one.first, one.delivered_at) for one in found[LIN].taken] == [(True, NOON)]
    assert found[LIN].waits == (240.0,)
    assert found[BAI].waits == (540.0,)
    assert ([one.first for one in found[FANG].taken], found[FANG].waits) == ([False], ())
    assert found[SU].taken == ()


async def test_last_week_and_what_was_taken_back_count_nowhere(store: Store) -> None:
    old = await delivered(store, "甲", now=MONDAY - timedelta(minutes=2))
    await press(store, LIN, "cl", old, now=MONDAY - timedelta(microseconds=1))
    at = MONDAY + timedelta(hours=9)
    mistaken, again = await delivered(store, "乙", now=at), await delivered(store, "丙", now=at)
    for ident in (mistaken, again):
        await press(store, LIN, "cl", ident, now=at)
        assert not (await press(store, LIN, "un", ident, now=at + timedelta(seconds=5))).refused
    await press(store, LIN, "cl", again, now=at + timedelta(minutes=1))
    found = await loads(store)
    assert found[LIN].waits == (60.0,), "the one that was claimed in the end"
    assert (await loads(store, MONDAY))[LIN].taken == found[LIN].taken
    assert (await loads(store, MONDAY - DAY))[LIN].owned == 2
    assert [one.first for one in (await loads(store, MONDAY - DAY))[LIN].taken] == [True, True]


async def test_whom_it_came_to_a_second_time_is_no_first_claim(store: Store) -> None:
    ident = await delivered(store, now=MONDAY - DAY)
    await press(store, LIN, "cl", ident, now=MONDAY - DAY)
    await press(store, LIN, "rl", ident, words="请假", now=MONDAY - DAY + timedelta(minutes=1))
    await press(store, BAI, "cl", ident)
    assert [one.first for one in (await loads(store))[BAI].taken] == [False]


async def test_late_now_is_by_owner_and_no_drill(store: Store) -> None:
    mine, drill = await delivered(store, "甲"), await delivered(store, "乙")
    for ident in (mine, drill):
        await press(store, LIN, "cl", ident)
    await as_drill(store, drill)
    assert (await loads(store))[LIN].late == 0
    later = NOON + 5 * DAY
    async with store.db.read() as connection:
        query = select(deadlines.c.clock).where(deadlines.c.incident == mine, deadlines.c.due_at < later)
        over = (await connection.execute(query.where(deadlines.c.state == TimerState.RUNNING.value))).scalars().all()
    assert {Clock.VERIFY, Clock.FIRST_RESPONSE} < set(over)
    assert (await loads(store, later))[LIN].late == len(over)
    assert (await loads(store, later))[LIN].owned == 2, "a drill is work, and no figure"
    assert (await loads(store, later))[BAI].late == 0


async def test_a_child_of_a_merge_was_taken_by_nobody(store: Store) -> None:
    parent, child = await delivered(store, "甲"), await delivered(store, "乙")
    for ident in (parent, child):
        await press(store, LIN, "cl", ident)
    assert len((await loads(store))[LIN].taken) == 2
    for now in (NOON, NOON + timedelta(seconds=5)):
        await press(store, FANG, "mg", child, arg=str(parent), now=now)
    assert len((await loads(store))[LIN].taken) == 1


def of(found: tuple[Standing, ...], ident: int) -> Standing:
    return next(one for one in found if one.id == ident)


async def test_departments_in_figures(store: Store) -> None:
    await assigned(store, ROADS, "甲")
    handled = await assigned(store, ROADS, "乙")
    await press(store, HE, "ac", handled, now=NOON + timedelta(minutes=1))
    back = await assigned(store, HOMES, "丙")
    await press(store, SU, "bo", back, words="不归我们")
    assert await store.standings(SOON) == (
        Standing(id=ROADS, name="市政科", open=2, waiting=1, rate=Rate(part=1, whole=1)),
        Standing(id=HOMES, name="物业科", bounces=1),
    )
    later = await store.standings(NOON + 2 * DAY)
    roads = of(later, ROADS)
    assert (roads.late, roads.rate.part) == (2, 1)
    assert roads.rate.whole > 1, "what ran out is a miss before anybody mends it"
    assert of(later, HOMES).bounces == 1


async def test_what_is_long_past_is_forgotten_and_drills_are_never_counted(store: Store) -> None:
    old = await assigned(store, ROADS, "甲", now=NOON - LATELY - DAY)
    await press(store, HE, "bo", old, words="不归我们", now=NOON - LATELY - DAY + timedelta(minutes=1))
    drill = await assigned(store, ROADS, "乙")
    await press(store, HE, "ac", drill)
    assert of(await store.standings(SOON), ROADS).rate.whole == 1
    await as_drill(store, drill)
    assert of(await store.standings(SOON), ROADS) == Standing(id=ROADS, name="市政科")
    assert of(await store.standings(NOON - LATELY + DAY), ROADS).bounces == 1


async def change(store: Store, ident: int, clock: Clock, **values: Any) -> None:
    async with store.db.write() as connection:
        mine = (deadlines.c.incident == ident) & (deadlines.c.clock == clock.value)
        await connection.execute(update(deadlines).where(mine).values(**values))


async def test_runs_that_count_nowhere(store: Store) -> None:
    """Paused, waived, replaced and 起算已过期 ones."""
    ident = await assigned(store)
    await press(store, HE, "ac", ident)
    assert of(await store.standings(SOON), ROADS).rate == Rate(part=1, whole=1)
    for state in (TimerState.PAUSED, TimerState.WAIVED, TimerState.SUPERSEDED, TimerState.BOUNCED, TimerState.VOID):
        await change(store, ident, Clock.ACCEPT, state=state.value)
        assert of(await store.standings(SOON), ROADS).rate == Rate()
    await change(store, ident, Clock.ACCEPT, state=TimerState.MET.value, overdue=True)
    assert of(await store.standings(SOON), ROADS).rate == Rate()
    await change(store, ident, Clock.ACCEPT, overdue=False, due_at=NOON - timedelta(hours=1))
    assert of(await store.standings(SOON), ROADS).rate == Rate(part=0, whole=1)


async def test_one_department_with_its_late_ones_first(store: Store) -> None:
    fine, late = await assigned(store, ROADS, "甲"), await assigned(store, ROADS, "乙")
    await assigned(store, HOMES, "丙")
    await press(store, HE, "ac", fine)
    await press(store, LIN, "pm", fine, words="修好路灯，11-28 前")
    await press(store, LIN, "pm", fine, words="清淤，11-25 前")
    await change(store, late, Clock.ACCEPT, due_at=NOON - timedelta(hours=2))
    await change(store, late, Clock.CEILING, due_at=NOON - timedelta(hours=1))
    await store.chat_unreachable(HE, "Forbidden")
    found = await store.department_page(ROADS, 0, SOON)
    assert found is not None
    assert [one.id for one in found.incidents] == [late, fine]
    assert found.late == {late: Overrun(clock=Clock.ACCEPT, due_at=NOON - timedelta(hours=2))}
    assert (found.total, found.counts) == (2, {Phase.ASSIGNED: 1, Phase.HANDLING: 1})
    assert [(ident, one.text) for ident, one in found.promises] == [(fine, "清淤"), (fine, "修好路灯")]
    assert HE in found.unreachable
    assert found.drills == 0
    await as_drill(store, late)
    drilled = await store.department_page(ROADS, 0, SOON)
    assert drilled is not None
    assert (drilled.total, drilled.drills, drilled.standing.late) == (2, 1, 0)


async def test_kept_promises_and_those_of_others_are_not_told(store: Store) -> None:
    ident = await assigned(store)
    await press(store, HE, "ac", ident)
    await press(store, LIN, "pm", ident, words="修好路灯，11-28 前")
    await press(store, LIN, "kp", ident, arg="1", words="修好了")
    roads, homes = await store.department_page(ROADS, 0, SOON), await store.department_page(HOMES, 0, SOON)
    assert roads is not None
    assert homes is not None
    assert (roads.promises, homes.promises, homes.total) == ((), (), 0)
    await press(store, LIN, "pm", ident, words="清淤，11-25 前")
    roads, homes = await store.department_page(ROADS, 0, SOON), await store.department_page(HOMES, 0, SOON)
    assert roads is not None
    assert homes is not None
    assert (len(roads.promises), homes.promises) == (1, ())


async def test_pages_of_a_department_and_none_of_no_department(store: Store) -> None:
    # apart from each other: many at once would stand in one card
    times = [NOON + n * timedelta(minutes=20) for n in range(10)]
    idents = [await assigned(store, ROADS, f"第{n}处", now=at) for n, at in enumerate(times)]
    first, last = await store.department_page(ROADS, 0, SOON), await store.department_page(ROADS, 99, SOON)
    assert first is not None
    assert last is not None
    assert last.page == 1
    assert [one.id for one in (*first.incidents, *last.incidents)] == idents
    assert await store.department_page(77, 0, SOON) is None


async def test_a_week_of_a_source(store: Store) -> None:
    source = await watched(store)
    await look(store, prepared("old"), now=NOON - 8 * DAY)
    first = await opened(store, "甲")
    await attached(store, first)
    drill = await opened(store, "演练的")
    await as_drill(store, drill)
    spells = (
        {"began_at": NOON - 9 * DAY, "ended_at": NOON - 8 * DAY},
        {"began_at": NOON - 8 * DAY, "ended_at": NOON - 6 * DAY},
        {"began_at": NOON - timedelta(hours=2), "ended_at": None},
    )
    async with store.db.write() as connection:
        rows = [{"source": source.id, "health": Health.FAILING.value, **spell} for spell in spells]
        await connection.execute(outages.insert(), rows)
    (state,) = await store.source_states(NOON)
    assert state.week == Week(posts=3, incidents=1, blind=DAY + timedelta(hours=2))
    (later,) = await store.source_states(NOON + 30 * DAY)
    assert later.week == Week(blind=7 * DAY)


async def test_no_figure_needs_an_event(store: Store) -> None:
    assert await bodies(store) == []
    assert {replace(one) for one in (await loads(store)).values() if one.taken or one.late} == set()
    assert [one.bounces for one in await store.standings(SOON)] == [0, 0]
