"""Acts that meet a change of the team or of the card: judged by what is true when they are stored (lifecycle §3)."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from core.actions import BY_CODE
from core.changes import Entry, Origin
from core.incident import Status
from core.people import Actor, Department
from core.team import keys, members
from core.workflow import Around, Outcome
from storage import Store
from storage.commands import Command
from tests.conftest import FANG, LIN, NOON, PEOPLE, stand
from tests.storage.making import bodies, opened, press

MEMBERS = {m.id: m for m in PEOPLE}


async def switched_off(store: Store, person: int) -> Outcome:
    origin = Origin(entry=Entry.BUTTON, chat=FANG, message=5, callback="off")
    asked = Command(key="off", actor=Actor.of(MEMBERS[FANG]), origin=origin, now=NOON)
    return await store.manage(person, partial(members.decide, keys.OFF), asked)


async def test_who_was_deactivated_while_the_press_waited_changes_nothing(store: Store) -> None:
    ident = await opened(store)
    # the press was read with the team as it was; the ruling is stored first
    ruling, pressed = await asyncio.gather(switched_off(store, LIN), press(store, LIN, "cl", ident))
    assert ruling.refused == ""
    assert not (await store.policy()).members[LIN].active
    assert pressed.refused == "role"
    found = await store.incident(ident)
    assert found is not None
    assert (found.status, found.owner) == (Status.SUSPECTED, None)
    assert [body["type"] for body in await bodies(store)].count("claim") == 0


@pytest.mark.parametrize("count", [55])
async def test_undo_takes_back_the_newest_act_wherever_it_was(store: Store, count: int) -> None:
    first = await opened(store)
    for number in range(count):
        ident = await opened(store, f"第{number}件事")
        await press(store, LIN, "cl", ident, now=NOON + timedelta(seconds=number))
    await press(store, LIN, "cl", first, now=NOON + timedelta(hours=1))
    assert await store.undoable(LIN) == first


async def test_the_department_picker_begins_with_the_rules_and_the_latest(store: Store) -> None:
    """Lifecycle §5: recent first."""
    await stand(store, units=[Department(id=0, name="园林科"), Department(id=0, name="法规科")])
    policy = await store.policy()
    numbers = {unit.name: str(unit.id) for unit in policy.departments}
    for name in ("法规科", "物业科", "法规科"):
        await press(store, FANG, "ag", await opened(store, f"交给{name}"), arg=numbers[name])
    found = await store.incident(await opened(store))
    assert found is not None
    around = await store.around(replace(found, suggested="园林科"), policy, "ag.0", NOON)
    assert around.recent == ("法规科", "物业科")
    choices = BY_CODE["ag"].choices
    assert choices is not None
    labels = [choice.label.plain() for choice in choices(replace(found, suggested="园林科"), around)]
    assert labels == ["园林科", "法规科", "物业科", "市政科"]
    assert choices(found, Around(policy=policy))[0].label.plain() == "市政科"
