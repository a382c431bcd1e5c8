"""Which posts hit which rule stands beside them: where, how often, what came of it; rules reach every process."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import URL

from bot.words import words
from core.detect import Action, Decision, Organisation, Prepared
from core.policy import Figures
from core.posts import Post
from core.rules import RuleSet
from core.rules.figures import Figures as RuleFigures
from core.rules.listing import why_told
from core.rules.sections import State
from core.texts import Texts
from jobs.memory import Memory
from storage import Database, Store, rule_hits
from storage.rule_hits import _alike
from storage.tables import incidents
from tests.conftest import FANG, LIN, NOON
from tests.storage.making import FORUM, attached, command, look, prepared, press

RULES = RuleSet.parse("[停水]\n停水|断水\n?老人\n\n[供水]\n水\n+三天\n".replace("\n水\n", "\n供水|停水\n"))
IGNORE = Decision(action=Action.IGNORE, reasons=())


def hitting(key: str, title: str, text: str = "") -> Prepared:
    post = Post(key=key, url="", title=title, text=text)
    hits = RULES.match(post, FORUM, NOON).hits
    topic = hits[0].group if hits else ""
    return replace(prepared(key, title, text=text), hits=hits, topic=topic)


async def test_the_words_and_their_places_stand_beside_the_post(store: Store) -> None:
    (stored,) = await look(store, hitting("a", "和美家园停水三天", "小区停水，老人受不了"))
    assert stored.incident is not None
    found = await store.hits_of(stored.incident)
    assert [(one.rule, one.post_id) for one in found] == [("停水", stored.post), ("供水", stored.post)]
    assert [(t.term, t.field.value, t.start, t.end) for t in found[0].terms] == [
        ("停水", "标题", 4, 6),
        ("老人", "正文", 5, 7),
    ]
    told = why_told("#0001", found, await store.posts_hit(stored.incident), Texts()).plain()
    assert "规则「停水」" in told
    assert "「停水」在标题第 5 字：…和美家园停水三天…" in told
    assert "「老人」在正文第 6 字：…小区停水,老人受不了…" in told
    assert await store.hits_of(999) == ()
    assert "没有规则命中记录" in why_told("#0002", (), 0, Texts()).plain()


async def test_hits_and_alarms_are_counted_for_thirty_days(store: Store) -> None:
    first = await opened_by_rule(store, "a", NOON - timedelta(days=31))
    await opened_by_rule(store, "b", NOON - timedelta(days=20))
    third = await opened_by_rule(store, "c", NOON - timedelta(days=6))
    await look(store, hitting("d", "又停水"), decision=IGNORE)
    for ident in (first, third):
        await press(store, LIN, "iv", ident, arg="f")
        await press(store, LIN, "iv", ident, arg="f", now=NOON + timedelta(seconds=5))
    figures = await store.rule_figures(NOON)
    assert figures["停水"] == RuleFigures(hits=3, week=2, decided=1, false=1)
    assert await store.posts_since(NOON - timedelta(days=7)) == 2


async def opened_by_rule(store: Store, key: str, at: Any) -> int:
    (stored,) = await look(store, hitting(key, f"停水第{key}次"), now=at)
    assert stored.incident is not None
    return stored.incident


async def test_what_is_over_the_limit_is_marked(store: Store) -> None:
    limited = RuleSet.parse("[停水]\n停水\n:上限 1\n")
    for key in ("a", "b", "c"):
        post = Post(key=key, url="", title=f"停水{key}")
        hits = limited.match(post, FORUM, NOON).hits
        await look(store, replace(prepared(key, f"停水{key}"), hits=hits, topic="停水"))
    assert await store.incident(2) is None
    assert (await store.rule_figures(NOON))["停水"].held == 2


async def test_a_storm_is_read_only_as_far_as_it_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_hits, "_FIRST", 3)
    ident = await opened_by_rule(store, "a", NOON)
    for number in range(6):
        joins = Decision(action=Action.ATTACH, incident=ident, reasons=())
        await look(store, hitting(f"b{number}", f"停水{number}"), decision=joins)
    await attached(store, ident, text="没有命中的")
    assert len({one.post_id for one in await store.hits_of(ident)}) == 3
    assert await store.posts_hit(ident) == 7
    assert await store.posts_hit(999) == 0
    # all show the same word, of which one place is told
    assert "另有 6 条帖文" in why_told("#0001", await store.hits_of(ident), 7, Texts()).plain()


async def test_hits_of_a_rule_carry_their_incidents(store: Store) -> None:
    ident = await opened_by_rule(store, "a", NOON)
    await attached(store, ident, text="别的话")
    await look(store, hitting("e", "停水通知"), decision=IGNORE)

    async def taught(rule: str, since: timedelta, lately: timedelta) -> list[int | None]:
        found = await store.hits_by(rule, NOON - since, NOON - lately, ident)
        return [one.incident.id if one.incident else None for one in found]

    day, none = timedelta(days=1), timedelta(days=-1)
    assert await taught("停水", day, day) == [ident, None]
    assert await taught("停水", day, none) == [ident], "the one in question, though it is not of the week"
    assert await taught("停水", none, none) == []
    assert await taught("别的", day, day) == []


async def test_a_rule_is_learnt_from_its_newest_hits_and_what_people_decided(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_hits, "_NEWEST", 2)
    monkeypatch.setattr(rule_hits, "_JUDGED", 2)
    idents = [await opened_by_rule(store, str(number), NOON - timedelta(days=20)) for number in range(5)]
    for ident in idents[:4]:
        await press(store, LIN, "iv", ident, arg="f")
        await press(store, LIN, "iv", ident, arg="f", now=NOON + timedelta(seconds=5))
    for number in range(3):
        await look(store, hitting(f"n{number}", f"停水通知{number}"), decision=IGNORE)
    found = await store.hits_by("停水", NOON - timedelta(days=30), NOON - timedelta(days=7), idents[0])
    judged = [one.incident.id for one in found if one.incident]
    assert judged == [idents[0], idents[3]], "the one in question, and the newest of those decided"
    assert [one.post.title for one in found if not one.incident] == ["停水通知1", "停水通知2"]


@pytest.fixture
async def other(database_url: URL, store: Store) -> AsyncIterator[Store]:
    """Another process on the same database."""
    made = Store(Database(database_url), Figures(organisation="海棠县住建局"))
    yield made
    await made.close()


async def test_a_change_reaches_the_other_process(store: Store, other: Store) -> None:
    memory = Memory(RULES, Organisation(name="海棠县住建局"), words())
    await memory.follow(other)
    assert memory.rules is RULES, "where no rule is kept, what it was made with holds"
    await store.seed_rules("[停电]\n停电\n\n[停气]\n停气\n", NOON)
    await memory.follow(other)
    assert [group.name for group in memory.rules.groups] == ["停电", "停气"]
    same = memory.rules
    await memory.follow(other)
    assert memory.rules is same
    rule = await store.rule("停电")
    assert rule is not None
    await store.turn_rule(rule.id, False, command(FANG, ""))
    await memory.follow(other)
    assert [group.name for group in memory.rules.groups] == ["停气"]
    (resting, _) = await other.rules()
    assert resting.state is State.PAUSED


async def test_alarms_are_counted_by_how_they_ended(store: Store) -> None:
    """Ended alike is one line for the loop, whatever their number: reports by hand are no rule's doing."""
    for number in range(6):
        await opened_by_rule(store, f"{number}", NOON - timedelta(days=1))
    for ident, reason in ((1, "f"), (2, "f"), (3, "o")):
        await press(store, LIN, "iv", ident, arg=reason)
        await press(store, LIN, "iv", ident, arg=reason, now=NOON + timedelta(seconds=5))
    await press(store, LIN, "cl", 4)
    await press(store, LIN, "vt", 4)
    async with store.db.write() as connection:
        mine = incidents.c.id == 2
        body = await connection.scalar(select(incidents.c.body).where(mine))
        await connection.execute(update(incidents).where(mine).values(body={**(body or {}), "reported_by": LIN}))
        assert len(await _alike(connection, NOON - timedelta(days=2))) == 4
    figures = (await store.rule_figures(NOON))["停水"]
    assert (figures.decided, figures.false) == (3, 1)
