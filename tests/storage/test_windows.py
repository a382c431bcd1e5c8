"""The posts of a dry run: which of how many, page by page, and which of them were known to be ours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core.detect import Action, Decision
from core.voice import Voice
from storage import Store
from storage.rule_days import cards_opened
from storage.windows import Window
from tests.conftest import NOON
from tests.storage.making import look, prepared

SINCE = NOON - timedelta(days=7)
IGNORE = Decision(action=Action.IGNORE, reasons=())


async def test_posts_are_read_page_by_page(store: Store) -> None:
    for key in "abcde":
        await look(store, prepared(key, f"停水{key}"), decision=IGNORE)
    window = await store.window(SINCE, 9)
    assert (window.after, window.begin, window.posts) == (0, SINCE, 5)
    first = await store.seen_posts(SINCE, 0, window.until, 2)
    assert [one.post.title for one in first] == ["停水a", "停水b"]
    rest = await store.seen_posts(SINCE, first[-1].id, window.until, 10)
    assert [one.post.title for one in rest] == ["停水c", "停水d", "停水e"]
    assert await store.seen_posts(SINCE, first[-1].id, first[-1].id, 10) == ()
    assert not any(one.by_hand or one.our_page for one in rest)


async def test_a_window_begins_behind_what_is_older_and_keeps_the_newest(store: Store) -> None:
    (old,) = await look(store, prepared("old"), decision=IGNORE, now=SINCE - timedelta(seconds=1))
    days = [NOON - timedelta(days=day) for day in (3, 2, 1)]
    found = [await look(store, prepared(f"{day}"), decision=IGNORE, now=day) for day in days]
    idents = [one.post for (one,) in found]
    whole, newest = await store.window(SINCE, 9), await store.window(SINCE, 2)
    assert whole == Window(after=old.post, until=idents[-1], begin=SINCE, posts=3)
    assert newest == Window(after=idents[0], until=idents[-1], begin=days[1], posts=2)


async def test_without_a_post_there_is_nothing_to_look_at(store: Store) -> None:
    assert await store.window(SINCE, 9) == Window(after=0, until=0, begin=SINCE, posts=0)


async def test_a_page_may_be_ours_once_an_account_of_ours_has_shown_it(store: Store) -> None:
    page = "https://weibo.example/ours/1"
    for number, voice in enumerate((Voice.OTHERS, Voice.OWN, Voice.OTHERS)):
        one = replace(prepared(str(number), "停水通知", url=page), voice=voice)
        await look(store, one, decision=IGNORE, now=NOON + timedelta(minutes=number))
    await look(store, prepared("elsewhere", url=""), decision=IGNORE, now=NOON + timedelta(minutes=9))
    assert [one.our_page for one in await store.seen_posts(SINCE, 0, 99, 9)] == [False, False, True, False]


async def test_cards_of_a_day_are_what_the_machine_opened_before_the_moment(store: Store) -> None:
    for hour in range(3):
        one = replace(prepared(f"{hour}"), topic="停水")
        await look(store, one, now=NOON + timedelta(hours=hour))
    await look(store, replace(prepared("yesterday"), topic="停水"), now=NOON - timedelta(days=1))
    policy = await store.policy()
    assert await store.cards_before(NOON + timedelta(hours=2), policy) == {"停水": 2}


async def test_a_day_that_begins_has_no_cards_of_the_one_before(store: Store) -> None:
    policy = await store.policy()
    midnight = policy.local(NOON).replace(hour=0, minute=0, second=0, microsecond=0)
    await look(store, replace(prepared("late"), topic="停水"), now=midnight - timedelta(hours=2))
    assert await store.cards_before(midnight, policy) == {}
    assert await store.cards_before(midnight - timedelta(hours=1), policy) == {"停水": 1}


async def test_a_day_with_two_midnights_begins_at_the_first(store: Store) -> None:
    """Where summer time ends at one in the morning, the hour after midnight comes twice."""
    policy = await store.policy()
    policy = replace(policy, figures=replace(policy.figures, timezone=ZoneInfo("America/Havana")))
    first = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)
    again = first + timedelta(hours=1)
    assert (policy.local(first).hour, policy.local(again).hour, policy.local(again).fold) == (0, 0, 1)
    await look(store, replace(prepared("once"), topic="停水"), now=first)
    async with store.db.read() as connection:
        assert await cards_opened(connection, policy, again, again) == {"停水": 1}
