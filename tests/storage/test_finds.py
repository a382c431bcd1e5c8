"""What workers find: a source given away is nobody else's for a while, a find comes back as it was put in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.words import words
from core.detect import Organisation, prepare
from core.posts import Cursor, Fetched, Post, Source
from core.rules import RuleSet
from core.texts import N_, Message
from storage import Store
from storage.finds import Find, Missed
from tests.conftest import NOON

RULES = RuleSet.parse("[道路]\n望江西路\n:级别 重大\n:部门 市政科\n:静默 22:00-07:00\n")
POST = Post(key="1", url="https://forum.example/1", title="望江西路塌方，有人受伤", text="投诉县住建局", reposts=3)
SOURCE = Source(name="论坛", kind="rss", url="https://forum.example/feed", own_area=True)


async def seeded(store: Store) -> list[int]:
    other = Source(name="贴吧", kind="rss", url="https://bar.example:8443/feed")
    await store.seed_sources([SOURCE, other], NOON)
    return [one.id for one in await store.all_sources()]


async def test_what_is_due_is_given_away_once(store: Store) -> None:
    idents = await seeded(store)
    given: list[Mapping[int, str]] = []

    async def send(_connection: AsyncConnection, numbers: Mapping[int, str]) -> None:
        given.append(numbers)

    until = NOON + timedelta(minutes=3)
    assert await store.hand_out(NOON, until, send) == 2
    assert await store.hand_out(NOON, until, send) == 0
    assert given == [dict(zip(idents, ("forum.example", "bar.example:8443"), strict=True))]
    assert await store.hand_out(until, until, send) == 2, "nobody brought anything: they are due again"


async def test_a_clock_that_stood_wrong_keeps_no_source_from_being_given_away(store: Store) -> None:
    """Alone it is looked at again; with workers it is given away again, and once."""
    first, second = await store.watched(await seeded(store))
    given: list[int] = []

    async def send(_connection: AsyncConnection, numbers: Mapping[int, str]) -> None:
        given.extend(numbers)

    until = NOON + timedelta(minutes=3)
    await store.looked(first, Cursor(), "", NOON + timedelta(days=365), NOON)
    await store.looked(second, Cursor(), "", NOON + timedelta(hours=20), NOON + timedelta(hours=19))
    assert await store.hand_out(NOON, until, send) == 2
    assert await store.hand_out(NOON + timedelta(seconds=1), until + timedelta(seconds=1), send) == 0
    assert sorted(given) == [first.id, second.id]
    await store.looked(first, Cursor(), "", NOON + timedelta(hours=2), NOON)
    assert await store.hand_out(NOON, until, send) == 0, "a pause of two hours is none of a wrong clock"


async def test_what_could_not_be_sent_stays_due(store: Store) -> None:
    await seeded(store)

    async def send(_connection: AsyncConnection, _numbers: Mapping[int, str]) -> None:
        raise OSError("no queue")

    try:
        await store.hand_out(NOON, NOON + timedelta(minutes=3), send)
    except OSError:
        assert len(await store.due_sources(NOON)) == 2
    else:
        raise AssertionError("it was told as sent")


async def test_a_find_comes_back_as_it_was(store: Store) -> None:
    first, second = await seeded(store)
    prepared = prepare(
        POST,
        SOURCE,
        rules=RULES,
        organisation=Organisation(name="海棠县住建局", aliases=("县住建局",)),
        cut=words(("海棠县住建局", "县住建局")),
        at=NOON,
    )
    assert prepared.passed
    assert prepared.features.words
    nested = Message(N_("{first}、{then}"), {"first": Message("一"), "then": "二"})
    fetched = Fetched(
        posts=(POST,),
        cursor=Cursor(etag="e"),
        moved_to="https://x.example",
        missed=nested,
        retry_after=2.5,
        skipped=(1,),
    )
    good = Find(source=first, at=NOON, fetched=fetched, prepared=(prepared,), edition="3:7")
    bad = Find(source=second, at=NOON, missed=Missed(message=nested, retry_after=60.0, shape=True))
    await store.keep_finds([good, bad])
    read, failed = await store.finds(10)
    assert read.fetched == fetched
    assert read.prepared == (replace(prepared, source=Source(name="", kind="", url="")),), "who takes it in knows it"
    assert (read.source, read.edition, read.at) == (first, "3:7", NOON)
    assert failed.missed == bad.missed
    assert failed.fetched is None


async def test_one_find_of_a_source_at_a_time(store: Store) -> None:
    first, second = await seeded(store)
    empty = Fetched(posts=None)
    await store.keep_finds([Find(source=one, at=NOON, fetched=empty) for one in (first, second, first)])
    found = await store.finds(10)
    assert [one.source for one in found] == [first, second]
    await store.drop_finds([one.id for one in found])
    (last,) = await store.finds(10)
    assert last.source == first
    assert last.fetched == empty
