"""A look at a source is one transaction: posts, incidents, cards and where we stopped, or nothing of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.detect import Action, Decision
from core.errors import InputError
from core.policy import Policy
from core.posts import Cursor
from core.texts import Message
from core.watching.health import Standing, after_bad, after_good
from core.watching.tidings import tidings
from storage import Store
from storage.looks import Look, Watched
from storage.sources import Health, insert_source, set_active
from storage.tidings import GATHER, SPAN
from tests.conftest import FANG, GROUP, NOON, PEOPLE
from tests.storage.making import FORUM, bodies, look, opened, prepared, watched

LATER = NOON + timedelta(minutes=5)


async def test_a_look_stores_posts_incident_card_and_where_we_stopped(store: Store) -> None:
    source, one = await watched(store), prepared("one")
    (stored,) = await store.intake(
        source,
        (one,),
        lambda _: Decision(action=Action.OPEN, reasons=()),
        lambda _: None,
        cursor=Cursor(etag="new", last_modified="today"),
        moved_to="https://moved.example/",
        next_at=LATER,
        now=NOON,
    )
    assert await store.unseen(source.id, [one.post]) == ((), ())
    assert await store.due_sources(NOON) == ()
    (after,) = await store.due_sources(LATER)
    assert (after.cursor, after.moved_to) == (Cursor(etag="new", last_modified="today"), "https://moved.example/")
    assert after.health is Health.OK
    (card,) = await store.stale_cards(NOON)
    assert (card.chat, card.incident.id) == (GROUP, stored.incident)
    assert [body["subject"] for body in await bodies(store, "detect")] == [f"incident:{stored.incident}"]


async def test_a_look_that_fails_half_way_leaves_nothing_and_its_number_is_nobodys(store: Store) -> None:
    first = await opened(store)
    source, good, bad = await watched(store), prepared("good"), prepared("bad")
    places = {good.post.key: Decision(action=Action.OPEN, reasons=())}
    with pytest.raises(KeyError):
        await store.intake(
            source,
            (good, bad),
            lambda one: places[one.post.key],
            lambda _: None,
            cursor=Cursor(etag="new"),
            moved_to="",
            next_at=LATER,
            now=NOON,
        )
    assert await store.unseen(source.id, [good.post]) == ((good.post,), ())
    assert await store.due_sources(NOON) == (source,)
    assert [card.incident.id for card in await store.stale_cards(NOON)] == [first]
    assert (await store.audit_head()).seq == 1
    second = await opened(store)
    assert second > first
    assert {card.incident.id for card in await store.stale_cards(NOON)} == {first, second}


# a round of looks, health, and what is said of it (W4)


async def many(store: Store, count: int) -> tuple[Watched, ...]:
    """So many sources, read well so far."""
    await store.seed_sources(
        [replace(FORUM, name=f"源{number:03}", url=f"https://s{number}.example/") for number in range(count)], NOON
    )
    found = await store.all_sources()
    await store.looked_many([look_of(one, NOON) for one in found], await store.policy(), NOON)
    return await store.all_sources()


def look_of(watched: Watched, now: datetime, after: Standing | None = None, problem: Message | None = None) -> Look:
    after = after or after_good(watched.standing, news=True, moved_to="", now=now)
    policy = Policy(group=GROUP, members={m.id: m for m in PEOPLE})
    said = tidings(watched.id, watched.source.name, watched.standing, after, problem, policy, now)
    return Look(watched=watched, cursor=Cursor(etag="e"), next_at=now + SOON, standing=after, tidings=said)


def broken(watched: Watched, now: datetime) -> Look:
    """Its third failed look."""
    twice = replace(watched.standing, failures=2)
    return look_of(watched, now, after_bad(twice, shape=False, now=now), Message("连不上"))


async def written(store: Store, looks: Sequence[Look], now: datetime) -> None:
    await store.looked_many(looks, await store.policy(), now)


async def heard(store: Store, chat: int, now: datetime) -> list[str]:
    return [one.text.plain() for one in await store.waiting(now) if one.chat == chat]


SOON = timedelta(minutes=5)


async def test_a_round_is_written_in_one_go_and_read_back_as_it_was(store: Store) -> None:
    first, second = await many(store, 2)
    later = NOON + SOON
    silent = replace(first.standing, health=Health.SILENT, since=later, gap=3600, last_new_at=NOON, failures=0)
    await written(
        store, [replace(look_of(first, later), standing=silent, error="x" * 900), broken(second, later)], later
    )
    one, two = await store.all_sources()
    assert (one.standing, one.cursor) == (silent, Cursor(etag="e"))
    assert (two.health, two.failures, two.since) == (Health.FAILING, 3, later)
    assert await store.due_sources(later) == ()
    assert [w.id for w in await store.due_sources(later + SOON)] == [first.id, second.id]


async def test_three_changes_are_told_one_by_one_to_the_group_and_to_the_lead(store: Store) -> None:
    # three of ten are no large part of all
    found = await many(store, 10)
    await written(store, [broken(one, NOON) for one in found[:3]], NOON)
    assert len(await heard(store, GROUP, NOON)) == 3
    private = [one for one in await store.waiting(NOON) if one.chat == FANG]
    assert [one.loud for one in private] == [True] * 3
    assert not any(one.loud for one in await store.waiting(NOON) if one.chat == GROUP)


async def test_many_changes_are_one_message_that_names_them_and_counts_them(store: Store) -> None:
    found = await many(store, 12)
    await written(store, [broken(one, NOON) for one in found], NOON)
    assert await heard(store, GROUP, NOON) == [], "half a minute for others to join"
    (words,) = await heard(store, GROUP, NOON + GATHER)
    assert "「源000」「源001」" in words
    assert "等 12 个监测源" in words
    assert len(await heard(store, FANG, NOON + GATHER)) == 1


async def test_who_turns_blind_meanwhile_joins_the_message_and_nobody_is_lost(store: Store) -> None:
    found = await many(store, 40)
    now = NOON
    for at in range(0, 40, 4):
        await written(store, [broken(one, now) for one in found[at : at + 4]], now)
        now += timedelta(seconds=2)
    (words,) = await heard(store, GROUP, NOON + GATHER)
    assert "等 40 个监测源" in words


async def test_what_comes_after_a_message_about_many_waits_for_the_next_ten_minutes(store: Store) -> None:
    found = await many(store, 10)
    await written(store, [broken(one, NOON) for one in found[:5]], NOON)
    sent = NOON + GATHER
    for one in await store.waiting(sent):
        await store.message_sent(one.id, 1)
    await written(store, [broken(found[5], sent)], sent)
    assert len(await heard(store, GROUP, sent)) == 1, "a few are told at once"
    await written(store, [broken(one, sent) for one in found[6:]], sent)
    assert len(await heard(store, GROUP, sent + timedelta(minutes=9))) == 1
    last = (await heard(store, GROUP, NOON + SPAN + timedelta(seconds=1)))[-1]
    assert "等 4 个监测源" in last


async def test_what_a_wrong_clock_told_in_a_year_holds_nothing_back(store: Store) -> None:
    found, ahead = await many(store, 12), NOON + timedelta(days=365)
    await written(store, [broken(one, ahead) for one in found[:5]], ahead)
    for one in await store.waiting(ahead + GATHER):
        await store.message_sent(one.id, 1)
    await written(store, [broken(one, NOON) for one in found[5:]], NOON)
    (words,) = await heard(store, GROUP, NOON + GATHER)
    assert "等 7 个监测源" in words


async def test_the_recovery_of_many_names_the_longest_blind_span(store: Store) -> None:
    found = await many(store, 5)
    blind = NOON + timedelta(hours=1)
    await written(store, [broken(one, blind) for one in found], blind)
    later = blind + timedelta(hours=2)
    await written(store, [look_of(one, later) for one in await store.all_sources()], later)
    words = (await heard(store, GROUP, later + GATHER))[-1]
    assert "等 5 个监测源已恢复" in words
    assert "12:00" in words


async def test_an_intake_leaves_health_to_the_round_because_health_has_something_to_say(store: Store) -> None:
    source = await watched(store)
    await written(store, [broken(source, NOON)], NOON)
    (failing,) = await store.all_sources()
    await store.intake(
        failing,
        (prepared("one"),),
        lambda _: Decision(action=Action.IGNORE, reasons=()),
        lambda _: None,
        cursor=Cursor(etag="new"),
        moved_to="",
        next_at=LATER,
        now=NOON,
    )
    (after,) = await store.all_sources()
    assert (after.health, after.cursor.etag) == (Health.FAILING, "new")


async def test_people_see_how_every_source_stands(store: Store) -> None:
    await look(store, prepared("old"), now=NOON - timedelta(days=1))
    await look(store, prepared("one"), prepared("two"))
    first = (await store.source_states(NOON))[0]
    assert (first.name, first.platform, first.kind, first.url) == (FORUM.name, FORUM.platform, "rss", FORUM.url)
    assert (first.active, first.health, first.today, first.error) == (True, Health.OK, 2, "")
    midnight = NOON + timedelta(hours=12)
    assert (await store.source_states(midnight))[0].today == 0, "a day of our own clock"


async def test_a_source_is_added_paused_and_resumed(store: Store) -> None:
    more = replace(FORUM, name="留言板", kind="html", url="https://board.example/", fields=(("items", "li"),))
    async with store.db.write() as connection:
        ident = await insert_source(connection, more, NOON)
        with pytest.raises(InputError, match="留言板"):
            await insert_source(connection, more, NOON)
    (added,) = await store.due_sources(NOON)
    assert (added.id, added.source) == (ident, more)
    async with store.db.write() as connection:
        assert await set_active(connection, "留言板", False)
        assert not await set_active(connection, "留言板", False)
        assert not await set_active(connection, "没有这个", False)
    assert await store.due_sources(NOON) == ()
    assert [(s.name, s.active) for s in await store.source_states(NOON)] == [("留言板", False)]
    async with store.db.write() as connection:
        assert await set_active(connection, "留言板", True)
    assert [w.id for w in await store.due_sources(NOON)] == [ident]


async def test_new_fields_start_reading_anew(store: Store) -> None:
    """What was read with other selectors must not answer 304 for these."""
    board = replace(FORUM, name="留言板", kind="html", fields=(("items", "li"),))
    await store.seed_sources([board], NOON)
    (before,) = await store.all_sources()
    await written(store, [look_of(before, NOON)], NOON)
    await store.seed_sources([replace(board, fields=(("items", "li.new"),))], NOON)
    (after,) = await store.all_sources()
    assert (after.cursor, after.source.field("items")) == (Cursor(), "li.new")


async def test_a_clock_that_stood_wrong_puts_no_source_to_sleep(store: Store) -> None:
    """No pause is longer than a day: a next look in a year was written by a wrong clock."""
    source = await watched(store)
    await store.looked(source, Cursor(), "", NOON + timedelta(hours=2), NOON)
    assert await store.due_sources(NOON) == ()
    await store.looked(source, Cursor(), "", NOON + timedelta(days=365), NOON)
    assert [one.id for one in await store.due_sources(NOON + timedelta(days=2))] == [source.id]
    # no more than some hours ahead: that the last look seems yet to come gives it away
    await store.looked(source, Cursor(), "", NOON + timedelta(hours=20), NOON + timedelta(hours=19))
    assert [one.id for one in await store.due_sources(NOON)] == [source.id]
