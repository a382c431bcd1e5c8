"""What merges and splits teach a source's border, taken back by unmerge, never another source's (D5)."""

from itertools import count

import pytest

from core.borders import DEFAULT, Border
from core.callback import to_36
from core.detect import Action, Decision, Organisation
from core.posts import Cursor, Post, Source
from core.rules import RuleSet
from jobs.memory import Memory
from storage import Store
from storage.intake import Stored
from storage.rows import plain
from storage.tables import sources
from tests.conftest import FANG, NOON
from tests.storage.grouping import LATER, twice
from tests.storage.making import FORUM, press
from tests.unit.detect.making import Pairs

RULES = "[停水]\n停水\n:级别 一般\n:主体 是\n[停电]\n停电\n:级别 一般\n:主体 是\n"
WEIBO = Source(name="微言海棠", kind="rss", url="https://weibo.example/feed", platform="微博")
KEYS = count(1)


def memory() -> Memory:
    return Memory(RuleSet.parse(RULES), Organisation(name="海棠县"), Pairs())


def text(number: int, *, like: int = 0, shared: int = 0, topic: str = "停水") -> str:
    """Fifty characters that no other text has, but the first `shared` are those of the text `like`."""
    own, other = (chr(0x5000 + 64 * n) for n in (number, like))
    first = "".join(chr(ord(other) + i) for i in range(shared))
    return f"{topic}，{first}{''.join(chr(ord(own) + i) for i in range(50 - shared))}"


async def arrive(store: Store, made: Memory, says: str, source: Source = FORUM) -> tuple[Stored, Decision]:
    """One post of this source on the real road, but for the network."""
    async with store.db.write() as connection:
        known = {one.source.name for one in await store.all_sources()}
        if source.name not in known:
            row = {"name": source.name, "body": plain(source), "seeded": plain(source), "next_at": NOON}
            await connection.execute(sources.insert().values(**row))
    (watched,) = [one for one in await store.all_sources() if one.source.name == source.name]
    if moved := store.take_regrouped():
        await made.regroup(store, moved, LATER)
    prepared = made.prepare([Post(key=f"k{next(KEYS)}", text=says)], source, LATER)
    decisions: list[Decision] = []

    def place(one: object) -> Decision:
        decisions.append(made.place(prepared[0], LATER))
        return decisions[-1]

    (stored,) = await store.intake(
        watched,
        prepared,
        place,
        lambda one: made.remember(one, LATER),
        cursor=Cursor(),
        moved_to="",
        next_at=LATER,
        now=LATER,
    )
    return stored, decisions[0]


async def number(store: Store, made: Memory, says: str, source: Source = FORUM) -> int:
    stored, _ = await arrive(store, made, says, source)
    assert stored.incident is not None
    return stored.incident


async def told(store: Store, made: Memory) -> dict[str, Border]:
    await made.regroup(store, store.take_regrouped(), LATER)
    return await store.borders()


async def test_after_a_merge_a_like_post_joins_of_that_source_only(store: Store) -> None:
    made = memory()
    first = await number(store, made, text(1))
    second = await number(store, made, text(2, like=1, shared=9))
    assert first != second
    third = await number(store, made, text(3))
    await number(store, made, text(11))
    await twice(store, FANG, "mg", second, str(first))
    border = (await told(store, made))[FORUM.name]
    assert (border.together, border.apart) == (1, 0)
    assert 0.08 <= border.value < DEFAULT
    stored, decision = await arrive(store, made, text(5, like=3, shared=14))
    assert (decision.action, stored.incident) == (Action.ATTACH, third)
    assert f"本来源界线 {border.value:.2f}（默认 0.30，据 1 次并案调整）" in decision.reasons[0].plain()
    _, decision = await arrive(store, made, text(6, like=11, shared=14), WEIBO)
    assert decision.action is Action.OPEN


async def test_unmerge_takes_the_lesson_back(store: Store) -> None:
    made = memory()
    first, second = [await number(store, made, text(1 + n, like=1, shared=9 * n)) for n in range(2)]
    third = await number(store, made, text(3))
    await twice(store, FANG, "mg", second, str(first))
    assert (await told(store, made))[FORUM.name].together == 1
    assert (await press(store, FANG, "um", first, arg=str(second), now=LATER)).refused == ""
    assert await told(store, made) == {}
    stored, decision = await arrive(store, made, text(5, like=3, shared=14))
    assert decision.action is Action.OPEN
    assert stored.incident != third


async def test_after_a_split_a_like_post_opens_of_that_source_only(store: Store) -> None:
    made = memory()
    first = await number(store, made, text(1))
    for n in range(2, 4):
        assert await number(store, made, text(n, like=1, shared=20)) == first
    await number(store, made, text(7))
    third = await number(store, made, text(12))
    assert (await press(store, FANG, "sp", first, arg=to_36(0b10), now=LATER)).refused == ""
    border = (await told(store, made))[FORUM.name]
    assert (border.together, border.apart) == (0, 1)
    assert DEFAULT < border.value <= 0.5
    _, decision = await arrive(store, made, text(10, like=7, shared=16))
    assert decision.action is Action.OPEN
    stored, decision = await arrive(store, made, text(9, like=12, shared=16), WEIBO)
    assert (decision.action, stored.incident) == (Action.ATTACH, third)


async def test_what_was_split_and_merged_again_teaches_nothing(store: Store) -> None:
    made = memory()
    first = await number(store, made, text(1))
    await number(store, made, text(2, like=1, shared=20))
    split = await press(store, FANG, "sp", first, arg=to_36(0b10), now=LATER)
    assert (await told(store, made))[FORUM.name].apart == 1
    await twice(store, FANG, "mg", split.changes[-1].subject.id or first + 1, str(first), now=LATER)
    assert await told(store, made) == {}


@pytest.mark.parametrize("shared", [0, 18])
async def test_a_merge_that_the_border_had_right_or_across_subjects_teaches_nothing(store: Store, shared: int) -> None:
    """Two incidents of two subjects; two that were told apart by something else than their likeness."""
    made = memory()
    first = await number(store, made, text(1))
    if shared:
        made._events.remove(first)
        second = await number(store, made, text(2, like=1, shared=shared))
    else:
        second = await number(store, made, text(2, like=1, shared=9, topic="停电"))
    assert first != second
    await twice(store, FANG, "mg", second, str(first))
    assert await told(store, made) == {}
    assert await store.pending_lessons() == ()


async def test_a_lesson_that_a_stop_cut_off_is_measured_at_the_next_start(store: Store) -> None:
    made = memory()
    first, second = [await number(store, made, text(1 + n, like=1, shared=9 * n)) for n in range(2)]
    await twice(store, FANG, "mg", second, str(first))
    assert await store.borders() == {}
    assert len(await store.pending_lessons()) == 1
    again = memory()
    await again.load(store, LATER)
    value = (await store.borders())[FORUM.name].value
    assert value < DEFAULT
    assert again._borders.of(FORUM.name).value == value
    assert again._borders.of(WEIBO.name) == Border()
    # the same rows, the same border, whoever reads them
    await again.load(store, LATER)
    assert (await store.borders())[FORUM.name].value == value


async def test_a_lesson_of_texts_without_words_is_dropped(store: Store) -> None:
    made = memory()
    first, second = [await number(store, made, text(1 + n, like=1, shared=9 * n)) for n in range(2)]
    await twice(store, FANG, "mg", second, str(first))
    mute = Memory(RuleSet.parse("[别的]\n别的\n"), Organisation(name="海棠县"), Pairs())
    await mute.load(store, LATER)
    assert await store.pending_lessons() == ()
    assert await store.borders() == {}


async def test_where_a_post_of_an_ended_event_goes(store: Store) -> None:
    """Lifecycle §2: a copy stays with what is invalid, goes to the parent of what is merged, counts on what ended."""
    made = memory()
    first, parent = await number(store, made, text(1)), await number(store, made, text(3))
    await twice(store, FANG, "iv", first, "f")
    copy, decision = await arrive(store, made, text(1))
    assert (decision.action, copy.incident) == (Action.DUPLICATE, first)
    fresh, _ = await arrive(store, made, text(2, like=1, shared=18))
    assert fresh.incident not in (first, parent)

    child = await number(store, made, text(4))
    await twice(store, FANG, "mg", child, str(parent))
    for source in (FORUM, WEIBO):
        assert (await arrive(store, made, text(4), source))[0].incident == parent
    assert (await arrive(store, made, text(5, like=4, shared=20), WEIBO))[0].incident == parent

    await press(store, FANG, "tx", parent, words="自然资源局")
    assert (await arrive(store, made, text(6, like=4, shared=20)))[0].incident == parent


async def test_what_is_reopened_takes_posts_of_its_event_again(store: Store) -> None:
    made = memory()
    first = await number(store, made, text(1))
    await twice(store, FANG, "iv", first, "f")
    other, _ = await arrive(store, made, text(2, like=1, shared=18))
    assert other.incident != first
    await press(store, FANG, "ro", first, words="确有其事", now=LATER)
    found = await store.incident(first)
    assert found is not None
    assert found.is_open
    assert (await arrive(store, made, text(6, like=1, shared=19)))[0].incident == first
