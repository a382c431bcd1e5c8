"""上限 counts the cards that the machine opened by one rule, and holds nothing that another rule found."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from bot.words import words
from core.callback import to_36
from core.detect import Action, Decision, Organisation, Prepared
from core.posts import Post
from core.rules import RuleSet
from jobs.memory import Memory
from storage import Store
from storage.tables import incidents
from tests.conftest import FANG, NOON
from tests.storage.making import FORUM, look, prepared, press
from tests.storage.test_arrivals import arrival, by_hand, take_in

ONE_A_DAY = RuleSet.parse("[停水]\n停水\n:上限 1\n")


def hitting(key: str, title: str = "停水", rules: RuleSet = ONE_A_DAY) -> Prepared:
    hits = rules.match(Post(key=key, url="", title=title), FORUM, NOON).hits
    return replace(prepared(key, title), hits=hits, topic=hits[0].group)


async def topics(store: Store) -> list[str]:
    found = [await store.incident(ident) for ident in range(1, 9)]
    return [one.topic for one in found if one is not None]


async def test_a_limit_of_one_rule_does_not_hold_what_another_found(store: Store) -> None:
    rules = RuleSet.parse("[停水]\n停水\n+三天\n:上限 1\n\n[燃气]\n燃气泄漏\n")
    memory = Memory(rules, Organisation(name="海棠县住建局"), words())
    texts = ("停水三天没人管", "停水三天，另有燃气泄漏有人晕倒", "停水三天，投诉了")
    for key, text in zip("abc", texts, strict=True):
        post = Post(key=key, url="", title=f"海棠县住建局{key}", text=text)
        (one,) = memory.prepare((post,), FORUM, NOON)
        assert one.topic == "停水"
        await look(store, replace(one, passed=True))
    assert await topics(store) == ["停水", "燃气"]
    told = [one.text.plain() for one in await store.waiting(NOON)]
    assert sum("今日已达上限 1 张" in text for text in told) == 1, "once a day"


async def test_a_held_post_counts_for_the_rule_whose_day_was_full_alone(store: Store) -> None:
    rules = RuleSet.parse("[停水]\n停水\n+三天\n:上限 1\n\n[燃气]\n燃气\n")
    for key in "ab":
        await look(store, hitting(key, f"停水三天{key} 燃气", rules))
    figures = await store.rule_figures(NOON)
    assert {name: one.held for name, one in figures.items()} == {"停水": 1, "燃气": 0}


async def test_an_invalid_incident_that_is_left_asks_the_limit_too(store: Store) -> None:
    """What may not join a false alarm would open, and is held where its day is full."""
    await look(store, hitting("a"))
    await press(store, FANG, "iv", 1, arg="f")
    await press(store, FANG, "iv", 1, arg="f", now=NOON + timedelta(seconds=5))
    joins = Decision(action=Action.ATTACH, incident=1, reasons=())
    (stored,) = await look(store, hitting("b"), decision=joins)
    assert (stored.incident, stored.left) == (None, (1,))
    (opened,) = await look(store, replace(hitting("c"), hits=()), decision=joins)
    assert (opened.incident, opened.left) == (2, (1,))


async def test_a_report_by_hand_takes_no_card_of_the_rule(store: Store) -> None:
    draft = await store.keep_draft(by_hand(channel="phone"), NOON)
    assert draft is not None
    await store.go_on(draft, "new", (), NOON)
    assert await take_in(store) == [1]
    await renamed(store)
    await look(store, hitting("b"))
    assert await topics(store) == ["停水", "停水"]
    await look(store, hitting("c"))
    assert await topics(store) == ["停水", "停水"], "the machine's own is one"


async def test_what_a_door_brought_takes_one(store: Store) -> None:
    await store.receive_arrivals([arrival("1")], NOON)
    assert await take_in(store) == [1]
    await renamed(store)
    await look(store, hitting("b"))
    assert await store.incident(2) is None


async def test_a_split_takes_no_card_of_the_rule(store: Store) -> None:
    """Two of two a day: one that a person split off the first, and the second that the machine found."""
    two = RuleSet.parse("[停水]\n停水\n:上限 2\n")
    await look(store, hitting("a", rules=two))
    joins = Decision(action=Action.ATTACH, incident=1, reasons=())
    await look(store, hitting("b", "停水另一件", two), decision=joins)
    split = await press(store, FANG, "sp", 1, arg=to_36(0b10))
    assert not split.refused
    await look(store, hitting("c", "停水第三件", two))
    assert await topics(store) == ["停水"] * 3
    await look(store, hitting("d", "停水第四件", two))
    assert await store.incident(4) is None


async def renamed(store: Store) -> None:
    """The making of arrivals knows no rules: let the first incident be of this one."""
    async with store.db.write() as connection:
        await connection.execute(update(incidents).values(topic="停水"))
