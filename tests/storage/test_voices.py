"""Our own posts and praise by media in the rows: counted apart, the best of the praise named (W9)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.detect import Action, Decision, Prepared
from core.digest.facts import PostCount
from core.digest.periods import Span, containing
from core.digest.summary import summarise
from core.posts import Cursor, Post, Source, Tier
from core.tone import Tone
from core.voice import Voice
from storage import Store
from tests.conftest import NOON
from tests.storage.making import look, prepared

DAY = timedelta(days=1)
TODAY = containing(Span.DAY, NOON.date())
QUIET = Decision(action=Action.IGNORE, reasons=())


def heard(key: str, voice: Voice, title: str = "居民点赞", **post: str) -> Prepared:
    tone = Tone.POSITIVE if voice is Voice.PRAISE else Tone.NEGATIVE
    return replace(prepared(key, title, **post), voice=voice, tone=tone, passed=False)


async def praised(store: Store, name: str, tier: Tier, *posts: Prepared, decision: Decision = QUIET) -> None:
    source = Source(name=name, kind="rss", url=f"https://{tier.value}.example/", tier=tier)
    await store.seed_sources((source,), NOON)
    watched = next(one for one in await store.all_sources() if one.source.name == name)
    await store.intake(
        watched,
        posts,
        lambda _: decision,
        lambda _: None,
        cursor=Cursor(),
        moved_to="",
        next_at=NOON,
        now=NOON,
    )


async def test_each_voice_is_counted_once_and_ours_in_no_other_figure(store: Store) -> None:
    mine = [heard(f"own{number}", Voice.OWN) for number in range(3)]
    others = [heard(f"they{number}", Voice.OTHERS) for number in range(2)]
    await look(store, *mine, *others, heard("good", Voice.PRAISE), decision=QUIET)
    await look(store, prepared("card"))
    activity = await store.activity(TODAY)
    assert activity.posts == (PostCount(day=NOON.date(), stored=4, quiet=3, positive=1, negative=2, own=3, praise=1),)
    summary = summarise(activity, await store.policy())
    assert (summary.own, summary.praised, summary.mentions, summary.posts) == (3, 1, 3, 1)


async def test_the_widest_read_praise_is_named_first_and_no_copy(store: Store) -> None:
    await praised(
        store, "晚报", Tier.CITY, heard("a", Voice.PRAISE, "晚报点赞"), heard("b", Voice.PRAISE, "晚报又点赞")
    )
    await praised(store, "央视", Tier.CENTRAL, heard("c", Voice.PRAISE, "央视点赞"))
    copy = replace(QUIET, action=Action.DUPLICATE, duplicate_of=1)
    await praised(store, "省报", Tier.PROVINCIAL, heard("d", Voice.PRAISE, "晚报点赞"), decision=copy)
    activity = await store.activity(TODAY)
    assert [(one.title, one.source, one.tier) for one in activity.praise] == [
        ("央视点赞", "央视", Tier.CENTRAL),
        ("晚报点赞", "晚报", Tier.CITY),
    ]
    later = await store.activity(containing(Span.DAY, NOON.date() + DAY))
    assert (later.praise, later.posts[0].praise) == ((), 0)


async def test_our_reply_in_a_thread_does_not_make_the_thread_ours(store: Store) -> None:
    """We answer a complaint; the thread and the next comment have the same address."""
    thread = "https://forum.example/t/1"
    mine = heard("r1", Voice.OWN, "收到，正在处理", author="海棠住建", url=f"{thread}#2")
    await look(store, mine, decision=QUIET)
    unnamed = Post(key="s", title="收到，正在处理", url=thread)
    citizen = Post(key="r2", title="第二中学打人了没人管", url=f"{thread}#3", author="海边人")
    searched = Post(key="r3", title="第二中学打人了没人管", url=thread)
    assert await store.ours_among([unnamed, citizen, searched]) == {"s"}


@pytest.mark.parametrize("voice", Voice)
async def test_a_page_of_ours_is_known_wherever_it_is_found_again(store: Store, voice: Voice) -> None:
    await look(store, heard("one", voice, url="https://weibo.example/1"), decision=QUIET)
    found = (
        prepared("elsewhere", "居民点赞", url="https://weibo.example/1").post,
        prepared("others' words", url="https://weibo.example/1").post,
        prepared("another", "居民点赞", url="https://weibo.example/2").post,
        prepared("without", "居民点赞", url="").post,
    )
    assert await store.ours_among(found) == ({"elsewhere"} if voice is Voice.OWN else set())
