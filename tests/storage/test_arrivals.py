"""Arrivals and evidence in a real store: stored once, taken in once, told once (W5, W6, W7, O4)."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from core.arrivals import KIND, Arrival, arrival_key
from core.attachments import LARGEST, Attachment
from core.changes import Entry
from core.detect import Action, Decision
from core.outgoing import Lane, Notice
from core.posts import Post, Source
from core.reporting import placed, reported
from core.texts import Message
from handlers.common import decide
from storage import Store
from storage.arrivals import FAILED_LONGER, PAUSES, Taking
from storage.tables import arrivals, evidence, posts, sources
from tests.conftest import BAI, GROUP, LIN, NOON
from tests.storage.making import bodies, command, opened, prepared, verdict

MONITOR = Source(name="人民舆情", kind=KIND, url="")
BY_HAND = Source(name="人工报送", kind=KIND, url="")
PHOTO = Attachment(kind="photo", name="", file_id="f1", caption="现场", size=9)
OPEN = Decision(action=Action.OPEN, reasons=())
IGNORE = Decision(action=Action.IGNORE, reasons=())


def arrival(number: str, **changes: Any) -> Arrival:
    post = Post(key=number, title="望江西路改建拖延", url=f"https://forum.example/{number}")
    base = Arrival(key=arrival_key(MONITOR, post), source=MONITOR, post=post, entry=Entry.WEBHOOK)
    return replace(base, **changes)


def by_hand(**changes: Any) -> Arrival:
    base = arrival("r1", key="report:11:5", source=BY_HAND, entry=Entry.COMMAND, person=LIN, chat=LIN, message=5)
    return replace(base, **changes)


async def take_in(store: Store, decision: Decision = OPEN) -> list[int | None]:
    """Take in what waits, each as the job would; returns the incidents."""
    done = []
    for one in await store.new_arrivals(50):
        watched = await store.arrival_source(one, NOON)
        mine = replace(prepared(one.post.key), post=one.post, source=watched.source)
        if one.by_hand:
            mine = reported(mine, one, await store.policy())
        taking = Taking(arrival=one, prepared=mine)
        found: list[int | None] = []
        await store.take_in(
            watched,
            [taking],
            lambda each: placed(decision, each.arrival),
            lambda stored, found=found: found.append(stored.incident),  # type: ignore[misc]
            NOON,
        )
        done += found
    return done


async def count(store: Store, table: Any) -> int:
    async with store.db.read() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def said(store: Store) -> list[str]:
    return [one.text.plain() for one in await store.waiting(NOON)]


async def test_the_same_delivery_gets_the_same_answer(store: Store) -> None:
    first = await store.receive_arrivals([arrival("1"), arrival("2")], NOON, key="web:a", refused=[{"index": 2}])
    assert first == {"accepted": 2, "known": 0, "refused": [{"index": 2}]}
    again = await store.receive_arrivals([arrival("1"), arrival("2"), arrival("3")], NOON, key="web:a")
    assert again == first
    assert await store.receive_arrivals([arrival("2"), arrival("3")], NOON) == {
        "accepted": 1,
        "known": 1,
        "refused": [],
    }
    assert await count(store, arrivals) == 3


async def test_two_runs_take_in_the_same_arrival_once(store: Store) -> None:
    await store.receive_arrivals([arrival("1")], NOON)
    (one,) = await store.new_arrivals(50)
    watched = await store.arrival_source(one, NOON)
    taking = Taking(arrival=one, prepared=replace(prepared("1"), post=one.post, source=watched.source))
    found: list[int | None] = []
    for _ in range(2):
        await store.take_in(watched, [taking], lambda _: OPEN, lambda stored: found.append(stored.incident), NOON)
    assert found == [1]
    assert await count(store, posts) == 1


async def test_what_arrives_is_taken_in_under_its_door(store: Store) -> None:
    await store.receive_arrivals([arrival("1")], NOON)
    assert await take_in(store) == [1]
    assert await store.new_arrivals(50) == ()
    (detect,) = await bodies(store, "detect")
    assert (detect["entry"], detect["actor"]) == ("webhook", 0)
    assert await store.due_sources(NOON + timedelta(days=9)) == ()
    async with store.db.read() as connection:
        row = (await connection.execute(select(sources).where(sources.c.name == MONITOR.name))).mappings().one()
    assert (row["active"], row["body"]["kind"]) == (False, "arrival")


async def test_the_source_follows_what_the_file_says_now(store: Store) -> None:
    first = await store.arrival_source(arrival("1"), NOON)
    changed = await store.arrival_source(arrival("1", source=replace(MONITOR, platform="微博")), NOON)
    assert (changed.id, changed.source.platform) == (first.id, "微博")
    forum = Source(name="海棠论坛", kind="rss", url="https://forum.example/feed", platform="论坛")
    await store.seed_sources([forum], NOON)
    polled = await store.arrival_source(arrival("1", source=replace(MONITOR, name="海棠论坛")), NOON)
    assert polled.source == forum


async def test_a_report_is_the_reporters_decision_and_opens_without_any_rule(store: Store) -> None:
    """W6: reported before any rule fired."""
    draft = await store.keep_draft(by_hand(channel="phone", files=(PHOTO,)), NOON)
    assert draft is not None
    assert await store.keep_draft(by_hand(), NOON) is None
    assert await store.new_arrivals(50) == (), "a draft waits for its reporter"
    assert await store.go_on(draft, "new", (), NOON)
    assert not await store.go_on(draft, "new", (), NOON)
    assert await take_in(store, IGNORE) == [1]
    incident = await store.incident(1)
    assert incident is not None
    assert (incident.reported_by, incident.channel, incident.evidence) == (LIN, "phone", 1)
    events = await bodies(store)
    assert [(e["type"], e["actor"], e["role"]) for e in events[-2:]] == [
        ("report_manual", LIN, "member"),
        ("add_evidence", LIN, "member"),
    ]
    assert any("已报送：#0001" in line for line in await said(store))
    assert await verdict(store) is None


async def test_a_report_joins_what_its_reporter_chose(store: Store) -> None:
    ident = await opened(store)
    draft = await store.keep_draft(by_hand(incident=ident), NOON)
    assert draft is not None
    await store.go_on(draft, "new", (), NOON)
    assert await take_in(store) == [ident]
    (joined,) = await bodies(store, "add_post")
    assert (joined["actor"], joined["role"], joined["entry"]) == (LIN, "member", "command")
    incident = await store.incident(ident)
    assert incident is not None
    assert (incident.posts, incident.reported_by) == (2, None)
    assert any(f"已并入 #{ident:04d}" in line for line in await said(store))


async def test_a_photo_of_the_album_that_comes_late_is_not_lost(store: Store) -> None:
    draft = await store.keep_draft(by_hand(channel="link", files=(PHOTO,)), NOON)
    assert draft is not None
    await store.go_on(draft, "new", (), NOON)
    (waiting,) = await store.new_arrivals(50)
    assert await store.add_to_draft(draft, replace(PHOTO, file_id="f2"), NOON)
    watched = await store.arrival_source(waiting, NOON)
    mine = reported(prepared("r1"), waiting, await store.policy())
    taking = Taking(arrival=waiting, prepared=replace(mine, post=waiting.post))
    await store.take_in(watched, [taking], lambda each: placed(IGNORE, each.arrival), lambda _: None, NOON)
    assert [piece.file_id for piece in await store.evidence_of(1)] == ["f1", "f2"]
    assert not await store.add_to_draft(draft, replace(PHOTO, file_id="f3"), NOON)


async def test_an_answer_and_a_photo_at_once_keep_both(store: Store) -> None:
    """Whoever answers has read the draft before the photo came; whoever sends two, before the first was kept."""
    draft = await store.keep_draft(by_hand(files=(PHOTO,)), NOON)
    assert draft
    second, third = (replace(PHOTO, file_id=name) for name in ("f2", "f3"))
    for photo in (second, third):
        assert await store.add_to_draft(draft, photo, NOON)
    assert await store.go_on(replace(draft, channel="visit", dialogue=9), "new", (), NOON)
    found = await store.draft(draft.id)
    assert found
    assert found[0].files == (PHOTO, second, third)
    assert (found[0].channel, found[0].dialogue, found[1]) == ("visit", 9, "new")
    assert await store.add_to_draft(draft, replace(PHOTO, file_id="f4"), NOON)
    (waiting,) = await store.new_arrivals(9)
    assert (len(waiting.files), waiting.dialogue, waiting.channel) == (4, 9, "visit")


async def test_a_failed_transaction_leaves_nothing_behind(store: Store) -> None:
    await store.receive_arrivals([arrival("1")], NOON)
    (one,) = await store.new_arrivals(50)
    watched = await store.arrival_source(one, NOON)

    def stumble(_stored: object) -> None:
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        await store.take_in(watched, [Taking(arrival=one, prepared=prepared("1"))], lambda _: OPEN, stumble, NOON)
    assert await store.incident(1) is None
    assert len(await store.new_arrivals(50)) == 1
    notice = Notice(key="arrivals-failed", chat=LIN, text=Message("收不进来"), lane=Lane.ESCALATION)
    await store.arrival_failed(one, "boom", NOON, final=False)
    assert (await store.new_arrivals(50))[0].attempts == 1
    await store.arrival_failed(one, "boom", NOON, final=True, notices=[notice])
    assert await store.new_arrivals(50) == ()
    assert await said(store) == ["收不进来"]


async def test_each_try_waits_longer_than_the_one_before(store: Store) -> None:
    await store.receive_arrivals([arrival("1"), arrival("2")], NOON)
    one, two = await store.new_arrivals(50, NOON)
    second = timedelta(seconds=1)
    for pause in PAUSES[1:]:
        await store.arrival_failed(one, "boom", NOON, final=False)
        assert [each.id for each in await store.new_arrivals(50, NOON + pause - second)] == [two.id]
        assert [each.id for each in await store.new_arrivals(50, NOON + pause)] == [one.id, two.id]
    assert list(PAUSES) == sorted(set(PAUSES))


async def test_what_failed_is_taken_when_it_comes_again(store: Store) -> None:
    """O4: a stumble of three seconds loses no post that its monitor sends again."""
    await store.receive_arrivals([arrival("1"), arrival("2")], NOON)
    one, two = await store.new_arrivals(50)
    await store.arrival_failed(one, "boom", NOON, final=True)
    await store.arrival_failed(two, "boom", NOON, final=False)
    better = replace(arrival("1").post, title="望江西路改建仍在拖延")
    again = await store.receive_arrivals([arrival("1", post=better), arrival("2")], NOON)
    assert again == {"accepted": 1, "known": 1, "refused": []}, "what still waits is known"
    first, second = await store.new_arrivals(50)
    assert (first.id, first.post.title, first.attempts) == (one.id, better.title, 0)
    assert (second.id, second.attempts) == (two.id, 1)
    assert await take_in(store) == [1, 2]
    assert (await store.receive_arrivals([arrival("1")], NOON))["known"] == 1
    assert await store.new_arrivals(50) == ()


@pytest.mark.parametrize(
    ("entry", "reposts", "waits"),
    [
        *[(entry, reposts, reposts == 11) for entry in (Entry.WEBHOOK, Entry.IMPORT) for reposts in (11, 10, 9, None)],
        (Entry.COMMAND, 11, False),
    ],
)
async def test_a_known_post_that_is_reposted_more_is_looked_at_again(
    store: Store, entry: Entry, reposts: int | None, waits: bool
) -> None:
    """D4: what other monitors bring rises as polled posts do."""

    def seen(count: int | None) -> Arrival:
        return arrival("1", entry=entry, post=replace(arrival("1").post, reposts=count))

    await store.receive_arrivals([seen(10)], NOON)
    assert await take_in(store) == [1]
    assert await store.receive_arrivals([seen(reposts)], NOON, key="web:b") == {
        "accepted": 0,
        "known": 1,
        "refused": [],
    }
    found = await store.new_arrivals(50)
    assert [(one.post.reposts, one.incident) for one in found] == ([(reposts, 1)] if waits else [])
    for one in found:
        watched = await store.arrival_source(one, NOON)
        fresh, grown = await store.unseen(watched.id, [one.post])
        assert (fresh, grown) == ((), ()), "less than a fifth more moves no card"
        await store.take_in(watched, [Taking(arrival=one)], lambda _: OPEN, lambda _: None, NOON)
    async with store.db.read() as connection:
        row = (await connection.execute(select(arrivals.c.state, arrivals.c.incident))).one()
    assert tuple(row) == ("done", 1)


async def test_cancelled_reports_and_old_failures_are_forgotten(store: Store) -> None:
    draft = await store.keep_draft(by_hand(), NOON)
    assert draft is not None
    await store.go_on(draft, "dropped", (), NOON)
    await store.receive_arrivals([arrival("1")], NOON)
    (one,) = await store.new_arrivals(50)
    await store.arrival_failed(one, "boom", NOON, final=True)
    second = timedelta(seconds=1)
    for before, drafts_before, left in (
        (NOON, NOON, 2),
        (NOON, NOON + second, 1),
        (NOON + FAILED_LONGER, NOON, 1),
        (NOON + FAILED_LONGER + second, NOON, 0),
    ):
        await store.forget_arrivals(before, drafts_before)
        assert await count(store, arrivals) == left


async def test_old_arrivals_and_drafts_are_forgotten_and_failed_ones_kept(store: Store) -> None:
    await store.receive_arrivals([arrival("1"), arrival("2")], NOON)
    await take_in(store)
    await store.keep_draft(by_hand(), NOON)
    await store.receive_arrivals([arrival("3")], NOON)
    (third,) = await store.new_arrivals(50)
    await store.arrival_failed(third, "boom", NOON, final=True)
    await store.forget_arrivals(NOON, NOON)
    assert await count(store, arrivals) == 4
    later = NOON + timedelta(days=1)
    await store.forget_arrivals(later, later)
    assert await count(store, arrivals) == 1


async def test_incidents_are_found_by_address_and_by_our_message(store: Store) -> None:
    ident = await opened(store)
    incident = await store.incident(ident)
    assert incident is not None
    assert await store.incidents_at(incident.url, NOON) == (ident,)
    assert await store.incidents_at("https://else.example", NOON) == ()
    assert await store.incidents_at("", NOON) == ()
    assert await store.incidents_at(incident.url, NOON + timedelta(days=31)) == ()
    assert [one.id for one in await store.open_incidents((99, ident, ident))] == [ident]
    (card,) = await store.stale_cards(NOON)
    await store.card_shown(card, 77, "d", NOON)
    assert await store.incident_in(GROUP, 77) == ident
    assert await store.incident_in(GROUP, 78) is None


async def add(store: Store, person: int, file: Attachment | None, ident: int = 1, key: str = "") -> Any:
    asked = replace(command(person, "ae", key=key), file=file)
    return await store.change((ident,), partial(decide, command=asked, seen=None), asked)


async def test_evidence_is_a_row_an_event_and_a_count(store: Store) -> None:
    await opened(store)
    assert not (await add(store, BAI, PHOTO, key="update:1")).refused
    await add(store, BAI, PHOTO, key="update:1")
    (piece,) = await store.waiting_evidence(NOON)
    assert (piece.kind, piece.person, piece.file_id, piece.state) == ("photo", BAI, "f1", "waiting")
    (event,) = await bodies(store, "add_evidence")
    assert event["notes"] == {"kind": "photo", "evidence": piece.id}
    assert "现场" not in str(event), "what stands under a photo is personal text"
    await store.evidence_not_kept(piece, "down", retry_at=NOON + timedelta(minutes=1))
    assert await store.waiting_evidence(NOON) == ()
    (again,) = await store.waiting_evidence(NOON + timedelta(minutes=1))
    await store.evidence_kept(again, "ab" * 32, 9, NOON)
    await store.evidence_kept(again, "ab" * 32, 9, NOON)
    (kept,) = await bodies(store, "evidence_kept")
    assert kept["notes"] == {"evidence": piece.id, "sha256": "ab" * 32, "size": 9}
    assert (kept["role"], kept["decision"]) == ("system", [0, 0])
    story = await store.story(1)
    assert [told.new.get("sha256") for told in story if told.type == "evidence_kept"] == ["ab" * 32]
    assert await verdict(store) is None


async def test_evidence_is_refused_where_it_makes_no_sense(store: Store) -> None:
    await opened(store)
    assert (await add(store, LIN, None)).refused == "no_file"
    assert (await add(store, LIN, replace(PHOTO, size=LARGEST + 1))).refused == "too_big"
    assert await count(store, evidence) == 0
    incident = await store.incident(1)
    assert incident is not None
    assert incident.evidence == 0


async def test_evidence_that_cannot_be_fetched_is_told_once(store: Store) -> None:
    await opened(store)
    await add(store, LIN, PHOTO)
    (piece,) = await store.waiting_evidence(NOON)
    notice = Notice(key=f"evidence:{piece.id}", chat=LIN, text=Message("没有存下来"), lane=Lane.PROMPT)
    for _ in range(2):
        await store.evidence_failed(piece, "gone", notice, NOON)
    assert (await store.evidence_of(1))[0].state == "failed"
    assert await said(store) == ["没有存下来"]
    (failed,) = await bodies(store, "evidence_failed")
    assert (failed["notes"], failed["role"], failed["decision"]) == ({"evidence": piece.id}, "system", [0, 0])
    assert await verdict(store) is None


async def test_who_hears_us_has_seen_something_of_ours_in_private(store: Store) -> None:
    assert not await store.hears_us(LIN), "nothing was ever said there"
    await store.say(Notice(key="hello", chat=LIN, text=Message("您好"), lane=Lane.PROMPT), NOON)
    (waiting,) = await store.waiting(NOON)
    assert not await store.hears_us(LIN), "it may yet be refused"
    await store.message_sent(waiting.id, 7)
    assert await store.hears_us(LIN)
    assert not await store.hears_us(BAI)
    await store.chat_unreachable(LIN, "Forbidden: bot was blocked by the user")
    assert not await store.hears_us(LIN)


async def test_an_album_is_answered_once(store: Store) -> None:
    assert await store.first_of_album(GROUP, "g1", NOON)
    assert not await store.first_of_album(GROUP, "g1", NOON)
    assert await store.first_of_album(LIN, "g1", NOON)
