"""Merge, unmerge and split as rows: posts and evidence move, new copies follow (lifecycle §2)."""

from dataclasses import replace

from sqlalchemy import select

from core.callback import to_36
from core.detect import Decision
from core.detect.decide import Action
from core.incident import Status
from storage import Store
from storage.tables import cards, incidents
from tests.conftest import BAI, FANG, GROUP, NOON
from tests.storage.grouping import LATER, SOON, add_evidence, copied, evidence_of, grow, pair, posts_of, state, twice
from tests.storage.making import attached, bodies, look, opened, prepared, press
from tests.storage.test_replay import same


async def test_merge_moves_the_rows_and_unmerge_moves_them_back(store: Store) -> None:
    child, parent = await pair(store)
    await add_evidence(store, child)
    await add_evidence(store, parent)
    assert (await twice(store, FANG, "mg", child, str(parent))).refused == ""
    assert [k.came_from for k in await posts_of(store, parent)] == [None, child, child, child]
    assert await posts_of(store, child) == ()
    assert await evidence_of(store, parent) == [child, None]
    gone, came = await state(store, child), await state(store, parent)
    assert (gone.status, gone.merged_into, came.posts, came.reposts) == (Status.MERGED, parent, 4, 7)
    assert came.assistants == (BAI,)

    assert (await press(store, FANG, "um", parent, arg=str(child), now=LATER)).refused == ""
    assert [k.came_from for k in await posts_of(store, child)] == [None, None, None]
    assert (len(await posts_of(store, parent)), await evidence_of(store, parent)) == (1, [None])
    assert await evidence_of(store, child) == [None]
    again, left = await state(store, child), await state(store, parent)
    assert (again.status, again.owner, again.posts, again.reposts) == (Status.CLAIMED, BAI, 3, 7)
    assert (left.posts, left.reposts, left.assistants, left.children) == (1, 0, (), ())
    told = await same(store)
    assert told[child].status is Status.CLAIMED
    assert (await store.verify_audit())[1] is None


async def test_new_posts_of_a_merged_one_go_to_its_parents_parent(store: Store) -> None:
    child, parent = await pair(store)
    top = await opened(store, "城东片区的事")
    first = (await posts_of(store, child))[0].id
    await twice(store, FANG, "mg", child, str(parent))
    await twice(store, FANG, "mg", parent, str(top), now=LATER)
    assert [k.came_from for k in await posts_of(store, top)] == [parent, child, child, child, None]
    stored = await copied(store, first, child, reposts=9)
    assert (stored.incident, stored.joinable) == (top, True)
    await attached(store, child)
    now = await state(store, top)
    assert (now.posts, now.reposts) == (7, 9)
    assert (await state(store, child)).posts == 3

    await press(store, FANG, "um", top, arg=str(parent), now=LATER)
    await press(store, FANG, "um", parent, arg=str(child), now=LATER)
    # what came meanwhile came to the top, and stays there
    assert [(await state(store, ident)).posts for ident in (top, parent, child)] == [3, 1, 3]
    await same(store)


async def test_what_joins_a_merged_one_whose_parent_is_invalid_opens_anew(store: Store) -> None:
    child, parent = await pair(store)
    await twice(store, FANG, "mg", child, str(parent))
    await twice(store, FANG, "iv", parent, "f", now=LATER)
    decision = Decision(action=Action.ATTACH, incident=child, reasons=())
    (stored,) = await look(store, prepared("new"), decision=decision, now=LATER)
    assert stored.incident not in (child, parent, None)
    assert stored.left == (child,)
    copy = await copied(store, (await posts_of(store, parent))[-1].id, child)
    assert copy.incident == parent


async def test_a_transferred_one_counts_what_still_comes(store: Store) -> None:
    ident = await opened(store)
    await press(store, FANG, "tx", ident, words="自然资源局，用地问题")
    decision = Decision(action=Action.ATTACH, incident=ident, reasons=())
    (stored,) = await look(store, prepared("again"), decision=decision)
    assert (stored.incident, stored.joinable) == (ident, True)
    assert (await state(store, ident)).posts == 2
    assert any("转出后又有新帖" in str(one) for one in await store.waiting(LATER))


async def test_reposts_of_a_merged_post_count_on_the_parent(store: Store) -> None:
    child, parent = await pair(store)
    await twice(store, FANG, "mg", child, str(parent))
    last = (await posts_of(store, parent))[-1]
    await grow(store, replace(last.post, reposts=40))
    assert ((await state(store, parent)).reposts, (await state(store, child)).reposts) == (40, 7)


async def test_many_posts_grown_in_one_look_are_one_event(store: Store) -> None:
    child, _ = await pair(store)
    rows = await posts_of(store, child)
    await grow(store, *(replace(row.post, reposts=10 * number) for number, row in enumerate(rows, 1)))
    assert (await state(store, child)).reposts == 30
    assert len(await bodies(store, "heat")) == 1


async def test_a_split_makes_a_card_and_takes_later_copies_along(store: Store) -> None:
    ident = await opened(store, "望江西路改建拖延")
    other = Decision(action=Action.ATTACH, incident=ident, reasons=())
    (stray,) = await look(store, prepared("stray", "小区停暖", reposts=3), decision=other, now=SOON)
    await copied(store, stray.post, ident, now=SOON)
    made = await press(store, FANG, "sp", ident, arg=to_36(0b10), now=LATER)
    assert made.refused == ""
    new = made.changes[-1].subject.id or ident + 1
    born, left = await state(store, new), await state(store, ident)
    assert (born.title, born.posts, born.reposts, born.detected_at) == ("小区停暖", 2, 3, SOON)
    assert (born.status, left.posts, left.status) == (Status.SUSPECTED, 1, Status.SUSPECTED)
    async with store.db.read() as connection:
        shown = select(cards.c.chat).where(cards.c.incident == new)
        assert (await connection.execute(shown)).scalars().all() == [GROUP]
        newest = dict((await connection.execute(select(incidents.c.id, incidents.c.last_post_at))).all())  # type: ignore[arg-type]
    assert newest == {ident: NOON, new: SOON}

    # the memory was not told yet: the row is obeyed
    assert (await copied(store, stray.post, ident)).incident == new
    assert [(b["subject"], b["notes"]) for b in await bodies(store) if b["type"].startswith("split")] == [
        (f"incident:{ident}", {"into": new, "posts": 2}),
        (f"incident:{new}", {"out_of": ident}),
    ]
    assert [k.came_from for k in await posts_of(store, new)] == [None] * 3
    await same(store)
    story = [told.new.get("into") or told.new.get("out_of") for told in await store.story(new)]
    assert story[0] == f"#{ident:04d}"


async def test_a_split_of_all_is_refused_and_logged(store: Store) -> None:
    ident = await opened(store)
    await attached(store, ident)
    outcome = await press(store, FANG, "sp", ident, arg="3")
    assert (outcome.refused, outcome.answer.plain()) == ("all", "至少要留下一条")
    assert await store.incident(ident + 1) is None
    assert store.take_regrouped() == ()
    assert [b["notes"]["code"] for b in await bodies(store, "refused")] == ["all"]
