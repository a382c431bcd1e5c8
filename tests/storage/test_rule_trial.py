"""The dry run reads page by page, says once how far it is, and changes nothing."""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.words import words
from core.detect import Action, Decision, Organisation
from core.posts import Post
from core.rules import RuleSet
from core.texts import Texts
from core.voice import Voice
from jobs import Tools, rule_trial, taking
from jobs.memory import Memory
from jobs.sources.web import Web
from storage import Store
from storage.tables import events, incidents
from tests.conftest import NOON
from tests.storage.making import FORUM, look, prepared
from tests.storage.test_voices import heard, praised

POSTS = 30


@pytest.fixture
def tools(store: Store) -> Tools:
    return Tools(
        store=store,
        web=Web(),
        memory=Memory(RuleSet.empty(), Organisation(name="海棠县住建局"), words()),
        texts=Texts(),
        clock=lambda: NOON,
        luck=random.Random(1).random,
        ring=asyncio.Event(),
    )


async def rows(store: Store) -> tuple[int, int]:
    async with store.db.read() as connection:
        counts = [await connection.scalar(select(func.count()).select_from(table)) for table in (events, incidents)]
    return counts[0] or 0, counts[1] or 0


async def test_it_says_once_how_far_it_is_and_stores_nothing(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_trial, "_PAGE", 2)
    store, heard = tools.store, list[tuple[int, int]]()
    await look(store, prepared("old", "停水旧闻"), now=NOON - timedelta(days=8))
    for number in range(POSTS):
        await look(store, prepared(f"k{number}", f"海棠县住建局停水第{number}次，投诉{number * 7919}"))
    before = await rows(store)

    async def progress(done: int, total: int) -> None:
        heard.append((done, total))

    told = await rule_trial.forecast(tools, RuleSet.parse("[停水]\n停水\n"), frozenset({"停水"}), progress)
    # eight days ago is not looked at
    assert (told.posts, told.hits, told.hits_now, told.new) == (POSTS, POSTS, 0, POSTS)
    assert len(told.examples) == 5
    ((done, total),) = heard
    assert total == POSTS
    assert POSTS / 2 < done < POSTS
    assert await rows(store) == before
    assert tools.memory.rules.groups == ()


async def test_of_too_many_the_newest_count(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_trial, "MOST", 3)
    for number in range(5):
        await look(tools.store, prepared(f"k{number}", f"停水第{number}次"))

    async def progress(_done: int, _total: int) -> None:
        raise AssertionError("few posts take no time")

    told = await rule_trial.forecast(tools, RuleSet.parse("[停水]\n停水\n"), frozenset({"停水"}), progress)
    assert told.posts == 3
    assert told.examples[0].title == "停水第4次"


RULE = "[停水]\n停水\n:主体 是\n"
IGNORE = Decision(action=Action.IGNORE, reasons=())
BEFORE = NOON - timedelta(days=8)
OLD = "和美家园停水三天没人管，物业电话打不通，业主讨说法"


async def silent(_done: int, _total: int) -> None:
    raise AssertionError("few posts take no time")


async def test_a_copy_of_what_was_carded_before_the_week_is_no_new_card(store: Store, tools: Tools) -> None:
    """Posts are remembered 30 days; a dry run that begins with an empty memory takes old copies for new cards."""
    await store.seed_rules(RULE, NOON - timedelta(days=20))
    await look(store, prepared("old", OLD), now=BEFORE)
    copy = Decision(action=Action.DUPLICATE, duplicate_of=1, incident=1, reasons=())
    await look(store, prepared("copy", OLD), decision=copy, now=NOON - timedelta(days=1))
    told = await rule_trial.forecast(tools, RuleSet.parse(RULE), frozenset({"停水"}), silent)
    assert (told.posts, told.hits_now) == (1, 1)
    assert await store.incident(2) is None, "no card was opened in these seven days"
    assert (told.cards_now, told.cards) == (0, 0)


async def test_what_an_account_of_ours_wrote_is_no_card(store: Store, tools: Tools) -> None:
    """A search brings our own notice under its address, with no author: intake knows it, the dry run does not."""
    await store.seed_rules(RULE, NOON - timedelta(days=20))
    page = "https://weibo.example/ours/1"
    await look(
        store,
        replace(prepared("own", "关于和美家园停水的说明", url=page), voice=Voice.OWN, passed=False),
        decision=IGNORE,
        now=BEFORE,
    )
    found = Post(key="hit", url=page, title="关于和美家园停水的说明")
    (taken,) = await taking.prepared((found,), replace(FORUM, name="搜索"), tools, NOON)
    assert not taken.passed, "the real road opens nothing"
    await praised(store, "搜索", FORUM.tier, heard("hit", Voice.OWN, found.title, url=page))
    told = await rule_trial.forecast(tools, RuleSet.parse(RULE), frozenset({"停水"}), silent)
    assert (told.posts, told.cards_now) == (1, 0)


async def test_a_copy_that_took_its_old_original_along_is_a_card(store: Store, tools: Tools) -> None:
    """The old post belongs to the new incident today; when the copy came it belonged to none."""
    await store.seed_rules(RULE, NOON - timedelta(days=1))
    (old,) = await look(store, prepared("old", OLD), decision=IGNORE, now=BEFORE)
    opens = Decision(action=Action.OPEN, duplicate_of=old.post, reasons=())
    await look(store, prepared("copy", OLD), decision=opens, now=NOON - timedelta(hours=1))
    told = await rule_trial.forecast(tools, RuleSet.parse(RULE), frozenset({"停水"}), silent)
    assert (told.posts, told.cards_now, told.cards) == (1, 1, 1)


async def test_what_the_first_day_had_opened_before_counts_for_its_limit(store: Store, tools: Tools) -> None:
    limited = f"{RULE}:上限 1\n"
    await store.seed_rules(limited, NOON - timedelta(days=20))
    hour, first = timedelta(hours=1), NOON - timedelta(days=7)
    await look(store, replace(prepared("before", OLD), topic="停水"), now=first - hour)
    again = "滨湖新苑深夜停水，热线一直占线"
    await look(store, prepared("held", again), decision=IGNORE, now=first + hour)
    await look(store, prepared("next", "青山小学食堂停水两餐，家长很着急"), now=first + timedelta(days=1))
    told = await rule_trial.forecast(tools, RuleSet.parse(limited), frozenset({"停水"}), silent)
    assert (told.posts, told.cards_now, told.held) == (2, 1, 1)
