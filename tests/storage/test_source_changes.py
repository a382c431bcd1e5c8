"""Sources added, paused, resumed and taken back in chat: the row and its event together, a replay changes nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.arrivals import KIND
from core.posts import Source
from core.texts import Message
from core.watching.health import Health
from core.workflow import Outcome
from storage import Store
from storage.commands import Command
from storage.source_changes import Known
from storage.sources import insert_source
from storage.tables import members, sources
from tests.conftest import FANG, GU, LIN, NOON
from tests.storage.making import FORUM, bodies, command, look, prepared, verdict, watched

BOARD = Source(name="留言板", kind="rss", url="https://board.example/rss", platform="留言板", interval=600)


def asked(person: int = FANG, **options: Any) -> Command:
    return command(person, "", **options)


async def added(store: Store, source: Source = BOARD, person: int = FANG) -> Known:
    outcome = await store.add_source(source, asked(person))
    assert not outcome.refused
    return await known(store, source.name)


async def known(store: Store, named: str | int) -> Known:
    found = await store.known_source(named)
    assert found is not None
    return found


async def due(store: Store, now: Any = NOON) -> list[str]:
    return [w.source.name for w in await store.due_sources(now)]


async def column(store: Store, name: str, ident: int) -> Any:
    async with store.db.read() as connection:
        return await connection.scalar(select(sources.c[name]).where(sources.c.id == ident))


async def told(store: Store) -> list[tuple[str, str, Any]]:
    found = [body for body in await bodies(store) if body["type"].startswith("source_")]
    return [(body["type"], body["subject"], body["diffs"].get("active")) for body in found]


async def test_a_new_source_rests_until_it_is_used(store: Store) -> None:
    board = await added(store)
    assert (board.source, board.active) == (BOARD, False)
    assert await due(store) == []
    outcome = await store.turn_source(board, True, asked())
    assert "已开始监测" in outcome.answer.plain()
    assert await due(store) == ["留言板"]
    assert await told(store) == [
        ("source_added", f"source:{board.id}", None),
        ("source_resumed", f"source:{board.id}", [False, True]),
    ]
    (event,) = await bodies(store, "source_added")
    assert (event["actor"], event["role"]) == (FANG, "lead")
    assert event["diffs"]["url"] == [None, BOARD.url]
    assert event["diffs"]["interval"] == [None, 600]
    assert await verdict(store) is None


async def test_a_pause_stops_the_looks_and_is_said_once(store: Store) -> None:
    forum = await known(store, (await watched(store)).source.name)
    assert await due(store) == [FORUM.name]
    assert not (await store.turn_source(forum, False, asked(GU))).refused
    assert await due(store, NOON + timedelta(days=1)) == []
    again = await store.turn_source(forum, False, asked())
    assert (again.refused, again.answer.plain()) == ("same", "「海棠论坛」已经暂停")
    assert await told(store) == [("source_paused", f"source:{forum.id}", [True, False])]


async def test_a_replay_changes_nothing_and_says_the_same(store: Store) -> None:
    forum = await known(store, (await watched(store)).source.name)
    pause = asked(key="press:1")
    first = await store.turn_source(forum, False, pause)
    await store.turn_source(forum, True, asked())
    assert await store.turn_source(forum, False, pause) == Outcome(answer=first.answer)
    assert (await known(store, forum.id)).active
    adding = asked(key="update:1")
    assert await store.add_source(BOARD, adding) == await store.add_source(BOARD, adding)
    assert len(await bodies(store, "source_added")) == 1


async def test_after_a_rest_silence_begins_anew_and_trouble_stays(store: Store) -> None:
    forum, later = await known(store, (await watched(store)).source.name), NOON + timedelta(days=30)
    for health, since in ((Health.OK, later), (Health.FAILING, NOON)):
        async with store.db.write() as connection:
            row = {"active": False, "health": health.value, "since": NOON, "next_at": NOON + timedelta(days=60)}
            await connection.execute(update(sources).where(sources.c.id == forum.id).values(**row))
        await store.turn_source(forum, True, asked(now=later))
        assert await column(store, "since", forum.id) == since
        assert await column(store, "next_at", forum.id) == later


@pytest.mark.parametrize("act", ["add", "turn", "drop"])
async def test_only_a_lead_changes_what_is_watched(store: Store, act: str) -> None:
    board = await added(store)
    acts = {
        "add": store.add_source(replace(BOARD, name="别的"), asked(LIN)),
        "turn": store.turn_source(board, True, asked(LIN)),
        "drop": store.drop_source(board, asked(LIN)),
    }
    chosen = acts.pop(act)
    for other in acts.values():
        other.close()
    outcome = await chosen
    assert (outcome.refused, outcome.alert) == ("role", True)
    assert "方正" in outcome.answer.plain()
    assert await store.known_source("别的") is None
    assert not (await known(store, board.id)).active
    assert [body["notes"]["code"] for body in await bodies(store, "refused")] == ["role"]


async def test_who_was_a_lead_when_the_trial_began_may_be_none_now(store: Store) -> None:
    before = asked()
    async with store.db.write() as connection:
        await connection.execute(update(members).where(members.c.id == FANG).values(active=False))
    outcome = await store.add_source(BOARD, before)
    assert outcome.refused == "role"
    assert await store.known_source(BOARD.name) is None


async def test_a_name_is_taken_once(store: Store) -> None:
    await added(store)
    outcome = await store.add_source(replace(BOARD, url="https://other.example/"), asked())
    assert (outcome.refused, outcome.answer.plain()) == ("taken", "已有名为「留言板」的监测源；请换个名称")
    assert (await known(store, "留言板")).source.url == BOARD.url


async def test_what_was_only_tried_is_taken_back_and_its_number_never_used_again(store: Store) -> None:
    board = await added(store)
    assert not (await store.drop_source(board, asked())).refused
    assert await store.known_source("留言板") is None
    again = await added(store)
    assert again.id > board.id
    assert await told(store) == [
        ("source_added", f"source:{board.id}", None),
        ("source_dropped", f"source:{board.id}", None),
        ("source_added", f"source:{again.id}", None),
    ]


async def test_what_is_used_or_in_the_file_is_only_paused(store: Store) -> None:
    forum = await known(store, (await watched(store)).source.name)
    await look(store, prepared("p1"))
    board = await added(store)
    await store.turn_source(board, True, asked())
    # what the presser saw is old by now; the row decides
    assert (await store.drop_source(board, asked())).refused == "used"
    await store.turn_source(forum, False, asked())
    outcome = await store.drop_source(await known(store, forum.id), asked())
    assert (outcome.refused, outcome.answer) == (
        "used",
        Message("「{name}」已经在用，只能暂停", {"name": FORUM.name}),
    )
    assert await known(store, "留言板")
    assert await known(store, FORUM.name)


async def test_a_source_is_known_by_name_address_or_number(store: Store) -> None:
    board = await added(store)
    sly = await added(store, replace(BOARD, name="别的", url="https://other.example/"))
    assert (await known(store, BOARD.url)).id == (await known(store, board.id)).id == board.id
    assert await store.known_source("留言") is None
    assert await store.known_source("") is None
    assert await store.known_source(10**15) is None
    named = await added(store, replace(BOARD, name=sly.source.url))
    assert (await known(store, sly.source.url)).id == named.id, "the name before the address"


async def test_what_people_bring_is_no_source_to_change(store: Store) -> None:
    async with store.db.write() as connection:
        by_hand = Source(name="人工报送", kind=KIND, url="")
        ident = await insert_source(connection, by_hand, NOON)
    assert await store.known_source("人工报送") is None
    assert await store.known_source(ident) is None


async def test_a_restart_leaves_alone_what_was_changed_in_chat(store: Store) -> None:
    await store.seed_sources((FORUM,), NOON)
    forum = await known(store, FORUM.name)
    await store.turn_source(forum, False, asked())
    await added(store)
    assert await store.seed_sources((FORUM,), NOON) == ()
    assert not (await known(store, FORUM.name)).active
    assert not (await known(store, "留言板")).active
