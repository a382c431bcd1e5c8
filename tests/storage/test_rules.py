"""Rules as rows: the file seeds, chat changes, every change has its event, a replay changes nothing."""

from datetime import timedelta
from typing import Any

import pytest

from core.rules.editing import Mistakes, assembled
from core.rules.sections import Rule
from storage import Store
from storage.commands import Command
from storage.rule_drafts import EXCLUDE, WRITE
from tests.conftest import FANG, LIN, NOON
from tests.storage.making import bodies, command, verdict

FILE = """\
# 全县
$小区 = 锦绣花园|和美家园

[全局排除]
招聘

[停水]
停水|断水
+$小区

[停电]
停电
"""


def asked(person: int = FANG, **options: Any) -> Command:
    return command(person, "", **options)


async def kept(store: Store) -> dict[str, Rule]:
    return {rule.name: rule for rule in await store.rules()}


async def written(store: Store, text: str, *, only: str = "", person: int = FANG, versions: Any = None) -> int:
    body = {"text": text, "only": only, "versions": versions or {}}
    return await store.draft_rule(WRITE, body, asked(person))


async def test_the_file_seeds_every_piece_once(store: Store) -> None:
    assert await store.rules_edition() == 0
    assert await store.seed_rules(FILE, NOON) == ()
    assert [rule.name for rule in await store.rules()] == ["小区", "全局排除", "停水", "停电"]
    assert await store.rules_edition() == 4
    told = await bodies(store, "seed")
    assert [body["diffs"]["rule"][1] for body in told] == ["小区", "全局排除", "停水", "停电"]
    assert {body["subject"].split(":")[0] for body in told} == {"rule"}
    await store.seed_rules(FILE, NOON)
    assert len(await bodies(store, "seed")) == 4
    assert [group.name for group in assembled(await store.rules()).groups] == ["停水", "停电"]


async def test_a_change_in_the_file_is_followed_and_a_rule_that_left_it_rests(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    edition = await store.rules_edition()
    await store.seed_rules(FILE.replace("停水|断水", "停水|水压低").replace("[停电]\n停电\n", ""), NOON)
    rules = await kept(store)
    assert "水压低" in rules["停水"].section.text
    assert not rules["停电"].active
    assert await store.rules_edition() > edition
    await store.seed_rules(FILE, NOON)
    rules = await kept(store)
    assert rules["停电"].active
    assert "断水" in rules["停水"].section.text


async def test_what_chat_changed_is_left_alone_and_told_once(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    rules = await kept(store)
    draft = await written(store, "停水|水管爆裂", only="停水", versions={"group:停水": 1})
    assert not (await store.save_rule_draft(draft, asked())).refused
    other = FILE.replace("停水|断水", "停水|水压低")
    assert await store.seed_rules(FILE, NOON) == (), "the file says what it said"
    assert await store.seed_rules(other, NOON) == ("停水",)
    assert await store.seed_rules(other, NOON) == ()
    now = (await kept(store))["停水"]
    assert (now.section.text, now.person, now.version) == ("[停水]\n停水|水管爆裂", FANG, 2)
    (event,) = await bodies(store, "rule_changed")
    assert event["subject"] == f"rule:{now.id}"
    assert event["diffs"]["text"] == [rules["停水"].section.text, now.section.text]
    # a rule of chat's own is no business of the file
    await store.seed_rules("[停电]\n停电\n", NOON)
    assert (await kept(store))["停水"].active
    assert await verdict(store) is None


async def test_a_file_that_does_not_fit_chat_changes_nothing(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    draft = await written(store, "停水\n+$小区~5停水", only="停水", versions={"group:停水": 1})
    assert not (await store.save_rule_draft(draft, asked())).refused
    with pytest.raises(Mistakes, match="规则「停水」第 3 行"):
        await store.seed_rules(FILE.replace("锦绣花园", "锦绣~3花园"), NOON)
    assert "锦绣花园|和美家园" in (await kept(store))["小区"].section.text


async def test_a_saved_draft_is_used_once(store: Store) -> None:
    draft = await written(store, "[停气]\n停气\n\n[停暖]\n停暖\n")
    saving = asked(key="press:1")
    first = await store.save_rule_draft(draft, saving)
    assert first.answer.plain() == "已保存，立即生效，不用重启"
    assert await store.save_rule_draft(draft, saving) == first
    assert (await store.save_rule_draft(draft, asked())).refused == "gone"
    assert list(await kept(store)) == ["停气", "停暖"]
    assert [body["role"] for body in await bodies(store, "rule_added")] == ["lead", "lead"]


async def test_the_same_command_drafts_once(store: Store) -> None:
    writing = asked(key="update:9")
    first = await store.draft_rule(WRITE, {"text": "x"}, writing)
    assert await store.draft_rule(WRITE, {"text": "y"}, writing) == first
    await store.drop_rule_draft(first, WRITE, asked())
    draft = await store.rule_draft(first)
    assert draft is not None
    assert (draft.state, draft.body) == ("dropped", {"text": "x"})
    await store.forget_rule_drafts(NOON + timedelta(days=31), NOON + timedelta(days=61))
    assert await store.rule_draft(first) is None


@pytest.mark.parametrize("what", ["save", "exclude", "pause"])
async def test_only_a_lead_changes_rules(store: Store, what: str) -> None:
    await store.seed_rules(FILE, NOON)
    before = await store.rules()
    body = {"text": "[停气]\n停气", "only": "", "versions": {}, "rule": "停电", "terms": ["演练"], "number": "#0001"}
    draft = await store.draft_rule(EXCLUDE if what == "exclude" else WRITE, body, asked(LIN))
    if what == "save":
        outcome = await store.save_rule_draft(draft, asked(LIN))
    elif what == "exclude":
        outcome = await store.exclude_term(draft, "演练", asked(LIN))
    else:
        outcome = await store.turn_rule(before[-1].id, False, asked(LIN))
    assert outcome.refused == "role"
    assert await store.rules() == before
    assert [body["notes"]["code"] for body in await bodies(store, "refused")] == ["role"]


async def test_a_stale_or_broken_draft_is_refused(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    stale = await written(store, "停电|断电", only="停电", versions={"group:停电": 7})
    assert (await store.save_rule_draft(stale, asked())).refused == "stale"
    broken = await written(store, "[甲]\n$没有")
    outcome = await store.save_rule_draft(broken, asked())
    assert outcome.refused == "mistakes"
    assert "$没有 没有定义" in outcome.answer.plain()
    assert (await kept(store))["停电"].version == 1


async def test_a_word_is_excluded_and_only_one_that_was_proposed(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    body = {"rule": "停电", "terms": ["演练"], "number": "#0001"}
    draft = await store.draft_rule(EXCLUDE, body, asked())
    assert (await store.exclude_term(draft, "停电", asked())).refused == "gone"
    assert not (await store.exclude_term(draft, "演练", asked())).refused
    rule = (await kept(store))["停电"]
    assert rule.section.text == "[停电]\n停电\n!演练"
    (event,) = await bodies(store, "rule_changed")
    assert event["diffs"]["text"] == ["[停电]\n停电", rule.section.text]
    assert (await store.exclude_term(draft, "演练", asked())).refused == "gone"


async def test_pause_and_resume_move_the_edition(store: Store) -> None:
    await store.seed_rules(FILE, NOON)
    rule, edition = (await kept(store))["停电"], await store.rules_edition()
    assert (await store.turn_rule(rule.id, True, asked())).refused == "same"
    assert not (await store.turn_rule(rule.id, False, asked())).refused
    assert await store.rules_edition() == edition + 1
    assert [group.name for group in assembled(await store.rules()).groups] == ["停水"]
    assert (await store.turn_rule(999, False, asked())).refused == "gone"
    # a rule that rests in the file's words goes on resting
    await store.seed_rules(FILE.replace("[停电]\n停电", "[停电]\n停电|断电"), NOON)
    again = (await kept(store))["停电"]
    assert (again.active, "断电" in again.section.text) == (False, True)


async def test_a_week_is_looked_at_once(store: Store) -> None:
    assert await store.rules_looked_at() == ""
    await store.tell_checkup("2026-W47", (), NOON)
    assert await store.rules_looked_at() == "2026-W47"
