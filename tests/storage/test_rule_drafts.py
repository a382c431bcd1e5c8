"""Drafts of rules: each kind has its own keys, what nobody wants and what nobody tapped leaves its event."""

from datetime import timedelta

from core.outgoing import Lane, Notice
from core.texts import Message
from storage import Store
from storage.rule_drafts import DONE, EXCLUDE, OPEN, TRIAL, TRYING, WRITE
from tests.conftest import FANG, GROUP, LIN, NOON
from tests.storage.making import bodies
from tests.storage.test_rules import FILE, asked, kept, written

PROPOSED = {"rule": "停电", "terms": ["演练"], "number": "#0001", "incident": 1}


async def test_a_draft_of_another_kind_is_refused(store: Store) -> None:
    """`u1:sv:N` with the number of an exclusion, as a forged key has it, and the other way round."""
    await store.seed_rules(FILE, NOON)
    proposed = await store.draft_rule(EXCLUDE, PROPOSED, asked(LIN))
    wrote = await written(store, "[停气]\n停气")
    assert (await store.save_rule_draft(proposed, asked(FANG))).refused == "forged"
    assert (await store.drop_rule_draft(proposed, WRITE, asked(FANG))).refused == "forged"
    assert (await store.exclude_term(wrote, "演练", asked(FANG))).refused == "forged"
    assert not (await store.exclude_term(proposed, "演练", asked(FANG))).refused
    assert not (await store.save_rule_draft(wrote, asked(FANG))).refused


async def test_a_rule_that_rests_is_not_said_to_be_live(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    rule = (await kept(store))["停电"]
    await store.turn_rule(rule.id, False, asked(FANG))
    draft = await written(store, "停电|断电", only="停电", versions={"group:停电": 2})
    outcome = await store.save_rule_draft(draft, asked(FANG))
    assert outcome.answer.plain() == "已保存；「停电」还在暂停，启用后才生效"
    assert not (await kept(store))["停电"].active
    proposed = await store.draft_rule(EXCLUDE, PROPOSED, asked(LIN))
    excluded = await store.exclude_term(proposed, "演练", asked(FANG))
    assert excluded.answer.plain().endswith("规则还在暂停，启用后才生效")


async def test_who_may_drop_what(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    mine = await store.draft_rule(EXCLUDE, PROPOSED, asked(LIN))
    assert not (await store.drop_rule_draft(mine, EXCLUDE, asked(LIN))).refused
    others = await store.draft_rule(EXCLUDE, PROPOSED, asked(FANG))
    assert (await store.drop_rule_draft(others, EXCLUDE, asked(LIN))).refused == "role"
    assert not (await store.drop_rule_draft(others, EXCLUDE, asked(FANG))).refused
    told = await bodies(store, "rule_draft_dropped")
    assert [(one["actor"], one["diffs"]["text"]) for one in told] == [(LIN, ["演练", None]), (FANG, ["演练", None])]


async def test_a_press_again_gets_the_same_answer(store: Store) -> None:
    draft = await written(store, "[停气]\n停气")
    press = asked(key="press:1")
    first = await store.drop_rule_draft(draft, WRITE, press)
    assert await store.drop_rule_draft(draft, WRITE, press) == first
    assert (await store.drop_rule_draft(draft, WRITE, asked())).refused == "gone"
    assert len(await bodies(store, "rule_draft_dropped")) == 1


async def test_what_nobody_tapped_is_forgotten_with_its_event(store: Store) -> None:
    left, done = await written(store, "[停气]\n停气"), await written(store, "[停暖]\n停暖")
    await store.save_rule_draft(done, asked())
    await store.forget_rule_drafts(NOON - timedelta(days=1), NOON)
    assert await store.rule_draft(left) is not None
    assert not await bodies(store, "rule_draft_expired")
    later = NOON + timedelta(days=31)
    await store.forget_rule_drafts(later - timedelta(days=30), later)
    assert await store.rule_draft(left) is None
    assert await store.rule_draft(done) is None
    (event,) = await bodies(store, "rule_draft_expired")
    assert event["diffs"]["text"] == ["[停气]\n停气", None]


async def test_a_trial_waits_for_a_tap_only_once_it_is_told(store: Store) -> None:
    draft = await store.draft_rule(WRITE, {"text": "[停气]\n停气"}, asked(), TRYING)
    only = await store.draft_rule(TRIAL, {"text": "", "only": "停气"}, asked(), TRYING)
    assert [one.id for one in await store.rule_trials(WRITE, TRIAL)] == [draft, only]
    assert [one.id for one in await store.rule_trials(EXCLUDE)] == []
    assert (await store.save_rule_draft(draft, asked())).refused == "gone"
    await store.trial_over(draft, OPEN, NOON, versions={})
    await store.trial_over(only, DONE, NOON)
    await store.trial_over(draft, DONE, NOON)
    assert await store.rule_trials(WRITE, TRIAL) == ()
    assert not (await store.save_rule_draft(draft, asked())).refused, "it waits since it was told first"


async def test_what_came_of_a_trial_is_said_once_and_can_be_tapped_at_once(store: Store) -> None:
    draft = await store.draft_rule(WRITE, {"text": "[停气]\n停气"}, asked(), TRYING)
    for key in ("first", "again"):
        said = Notice(key=key, chat=GROUP, text=Message("试算"), lane=Lane.PROMPT)
        await store.trial_over(draft, OPEN, NOON, (said,), versions={})
    assert [one.text.plain() for one in await store.waiting(NOON)] == ["试算"]
    assert not (await store.save_rule_draft(draft, asked())).refused
