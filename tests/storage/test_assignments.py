"""Which department took what, read off the audit on both databases (D8)."""

from dataclasses import replace
from datetime import timedelta

from core.actions.assign import departments
from core.assigning import Past, Uptake
from storage import Store
from storage.assignments import past_assignments
from tests.conftest import FANG, HE, NOON
from tests.storage.making import look, prepared, press

ROADS, HOUSING = "1", "2"


async def matter(store: Store, title: str) -> int:
    (stored,) = await look(store, replace(prepared(title, title), topic="供水"))
    assert stored.incident is not None
    await press(store, FANG, "vt", stored.incident)
    return stored.incident


async def known(store: Store) -> tuple[Past, ...]:
    while await store.gather():
        pass
    async with store.db.read() as connection:
        return await past_assignments(connection)


def past(department: str, stand: Uptake, title: str = "停水") -> Past:
    return Past(department=department, stand=stand, topic="供水", title=title)


async def test_what_is_given_taken_and_sent_back_is_known(store: Store) -> None:
    ident = await matter(store, "停水")
    await press(store, FANG, "ag", ident, arg=ROADS)
    assert await known(store) == (past("市政科", Uptake.GIVEN),)
    await press(store, HE, "ac", ident)
    assert await known(store) == (past("市政科", Uptake.TAKEN),)
    other = await matter(store, "漏水")
    await press(store, FANG, "ag", other, arg=ROADS)
    await press(store, HE, "bo", other, words="不归我们管")
    await press(store, FANG, "ag", other, arg=HOUSING)
    assert set(await known(store)) == {
        past("市政科", Uptake.TAKEN),
        past("市政科", Uptake.BOUNCED, "漏水"),
        past("物业科", Uptake.GIVEN, "漏水"),
    }


async def test_what_is_taken_back_or_given_to_another_says_nothing(store: Store) -> None:
    ident = await matter(store, "停水")
    await press(store, FANG, "ag", ident, arg=ROADS)
    await press(store, FANG, "un", ident, now=NOON + timedelta(seconds=5))
    assert await known(store) == ()
    await press(store, FANG, "ag", ident, arg=ROADS)
    await press(store, FANG, "ag", ident, arg=HOUSING)
    assert await known(store) == (past("物业科", Uptake.GIVEN),)


async def test_the_picker_reads_them(store: Store) -> None:
    for number in range(3):
        await press(store, FANG, "ag", await matter(store, f"停水 {number}"), arg=HOUSING)
    ident = await matter(store, "水压太低")
    await known(store)
    incident = await store.incident(ident)
    assert incident is not None
    around = await store.around(incident, await store.policy(), "ag.0", NOON)
    shown = [choice.label.plain() for choice in departments(incident, around)]
    assert shown == ["物业科（建议：同类 3 件）", "市政科"]
