"""The file and the chat say something of one rule: whose word on its use and its words stands."""

from datetime import timedelta

from core.rules.figures import Figures
from core.rules.listing import rule_list, rule_panel
from core.rules.sections import Rule, State
from core.texts import Texts
from storage import Store
from storage.rule_drafts import EXCLUDE
from tests.conftest import FANG, NOON
from tests.storage.making import bodies
from tests.storage.test_rules import FILE, asked, kept, written

WITHOUT = FILE.replace("[停电]\n停电\n", "")
LATER = NOON + timedelta(hours=1)


async def turned(store: Store, active: bool) -> None:
    rule = (await kept(store))["停电"]
    assert not (await store.turn_rule(rule.id, active, asked(now=LATER))).refused


async def rule(store: Store) -> Rule:
    return (await kept(store))["停电"]


async def test_what_the_file_drops_rests_and_comes_back_with_it(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    for _ in range(2):
        await store.seed_rules(WITHOUT, NOON)
        assert (await rule(store)).state is State.GONE
    await store.seed_rules(FILE, NOON)
    assert (await rule(store)).active
    told = [body["diffs"]["active"] for body in await bodies(store, "seed") if "active" in body["diffs"]]
    assert told == [[True, False], [False, True]], "each once"


async def test_what_a_lead_resumed_goes_on_after_a_restart(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    await store.seed_rules(WITHOUT, NOON)
    await turned(store, True)
    await store.seed_rules(WITHOUT, NOON)
    assert (await rule(store)).active
    # that the file has it again and drops it again is the file's own word on it
    await store.seed_rules(FILE, NOON)
    assert (await rule(store)).active
    await store.seed_rules(WITHOUT, NOON)
    assert not (await rule(store)).active


async def test_what_a_lead_paused_stays_so_when_the_file_brings_it_back(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    await store.seed_rules(WITHOUT, NOON)
    await turned(store, True)
    await turned(store, False)
    await store.seed_rules(FILE, NOON)
    assert (await rule(store)).state is State.PAUSED


async def test_a_pause_survives_that_the_file_drops_and_names_it(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    await turned(store, False)
    await store.seed_rules(WITHOUT, NOON)
    await store.seed_rules(FILE, NOON)
    assert (await rule(store)).state is State.PAUSED


async def test_who_turned_it_and_when_stands_in_the_rule(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    await turned(store, False)
    resting = await rule(store)
    assert (resting.person, resting.at) == (FANG, LATER)
    # its words are the file's all the same, and follow it
    assert await store.seed_rules(FILE.replace("[停电]\n停电", "[停电]\n断电"), NOON) == ()
    again = await rule(store)
    assert (again.active, again.section.text, again.person) == (False, "[停电]\n断电", 0)


async def test_a_rule_of_chat_that_the_file_names_keeps_its_words(store: Store) -> None:
    draft = await written(store, "[停电]\n停电|拉闸")
    assert not (await store.save_rule_draft(draft, asked())).refused
    assert await store.seed_rules(FILE, NOON) == ("停电",)
    assert await store.seed_rules(FILE, NOON) == ()
    assert "拉闸" in (await rule(store)).section.text
    # chat's words do not rest because the file, which never had them, drops the name
    await store.seed_rules(WITHOUT, NOON)
    assert (await rule(store)).active


async def test_a_name_cannot_rest(store: Store) -> None:
    await store.seed_rules("$备用 = 甲乙|丙丁\n\n[停电]\n停电\n", NOON)
    name = (await kept(store))["备用"]
    outcome = await store.turn_rule(name.id, False, asked())
    assert outcome.refused
    assert "词组「备用」不能暂停" in outcome.answer.plain()
    assert (await kept(store))["备用"].state is State.ACTIVE


async def test_a_long_rule_of_the_file_can_take_one_more_exclusion(store: Store) -> None:
    words = "|".join(f"停电停水停气{n}" for n in range(400))
    await store.seed_rules(f"[停电]\n{words}\n", NOON)
    draft = await store.draft_rule(EXCLUDE, {"rule": "停电", "terms": ["演练"], "number": "#0001"}, asked())
    outcome = await store.exclude_term(draft, "演练", asked())
    assert not outcome.refused, outcome.answer.plain()
    assert (await rule(store)).section.text.endswith("\n!演练")
    # what somebody writes has to fit into a message, to be given back
    long = await written(store, f"[停气]\n{words}")
    assert (await store.save_rule_draft(long, asked())).refused == "mistakes"


async def test_adding_to_the_global_exclusions_keeps_what_is_there(store: Store) -> None:
    """In a file several [全局排除] are one."""
    await store.seed_rules(FILE, NOON)
    draft = await written(store, "[全局排除]\n剧组\n招聘\n", versions={"global:全局排除": 1})
    assert not (await store.save_rule_draft(draft, asked())).refused
    assert (await kept(store))["全局排除"].section.text == "[全局排除]\n招聘\n剧组"
    # edited under its name it is what was written
    draft = await written(store, "剧组\n", only="全局排除", versions={"global:全局排除": 2})
    assert not (await store.save_rule_draft(draft, asked())).refused
    assert (await kept(store))["全局排除"].section.text == "[全局排除]\n剧组"


async def test_the_first_global_exclusions_come_as_they_are_written(store: Store) -> None:
    draft = await written(store, "[全局排除]\n剧组|片场\n")
    assert not (await store.save_rule_draft(draft, asked())).refused
    assert (await kept(store))["全局排除"].section.text == "[全局排除]\n剧组|片场"


async def test_the_list_counts_resting_rules_as_it_counts_rules(store: Store) -> None:
    """The global exclusions are no rule; what the file dropped rests as what a lead paused."""
    await store.seed_rules(FILE, NOON)
    await store.turn_rule((await kept(store))["全局排除"].id, False, asked())

    async def told() -> str:
        return rule_list(await store.rules(), {}, 0, await store.policy(), Texts()).text.plain()

    assert "监测规则 2 条，暂停 0 条" in await told()
    await store.seed_rules(WITHOUT, NOON)
    assert "监测规则 2 条，暂停 1 条" in await told()


async def test_a_rule_that_the_file_dropped_says_so(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    await store.seed_rules(WITHOUT, NOON)
    policy = await store.policy()
    for active, words in ((None, "⏸ 停电（规则文件已删去，停用）"), (True, "🟢 停电"), (False, "⏸ 停电（暂停）")):
        if active is not None:
            await turned(store, active)
        text, _, _ = rule_panel(await rule(store), Figures(), policy, NOON, 0)
        assert text.plain().splitlines()[0] == words
