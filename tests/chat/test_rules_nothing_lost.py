"""/rule in the chat: no press and no text is lost, whatever comes between; what goes is named before it goes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from bot.aside import Aside
from tests.chat.stage import Card, Stage, staged
from tests.chat.test_rule_offers import FILMING, REAL, marked
from tests.chat.test_rules import NEW, said, saved, texts, tried
from tests.conftest import FANG, GROUP, LIN, NOON


async def pressed(stage: Stage, message: int, data: str, *, by: int = FANG) -> str:
    query = stage.sandbox.press_raw(by, GROUP, message, data)
    answer = await stage.sandbox.answer_of(query)
    await stage.quiet()
    return answer.text


async def test_no_after_yes_does_not_say_that_nothing_was_saved(both: Stage) -> None:
    """Two leads look at the same dry run; one saves, the other's phone still shows ❌ 不存."""
    card = await tried(both)
    assert "已保存" in await pressed(both, card.message_id, "u1:sv:1")
    assert await pressed(both, card.message_id, "u1:dr:1") == "已经保存过了"
    assert "已保存" in card.text
    rule = await both.running.store.rule("停水")
    assert rule is not None
    assert rule.active
    assert not await both.events("rule_draft_dropped")


async def test_yes_after_no_saves_nothing(stage: Stage) -> None:
    card = await tried(stage)
    assert "没有保存" in await pressed(stage, card.message_id, "u1:dr:1")
    assert "停水|断水" in card.text, "the text is given back"
    assert "已放弃" in await pressed(stage, card.message_id, "u1:sv:1")
    assert await stage.running.store.rule("停水") is None
    (event,) = await stage.events("rule_draft_dropped")
    assert (event["actor"], event["role"]) == (FANG, "lead")
    assert "停水|断水" in event["diffs"]["text"][0]


async def test_yes_twice_leaves_the_message_saying_saved(stage: Stage) -> None:
    card = await tried(stage)
    await pressed(stage, card.message_id, "u1:sv:1")
    assert await pressed(stage, card.message_id, "u1:sv:1") == "已经保存过了"
    assert "已保存" in card.text


async def test_a_busy_bot_gives_the_text_back(tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Aside, "put", lambda _self, _work: False)
    async with staged(tmp_path, sqlite_url) as stage:
        await said(stage, "/rule add")
        await stage.answer_question("请回复新规则", "[停水]\n停水|断水", by=FANG)
        told = await stage.expect_text("正在试算的规则太多")
        assert "停水|断水" in told.text


async def test_a_dry_run_that_fails_is_told(tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any) -> Any:
        raise OSError("disk full")

    monkeypatch.setattr("bot.app.forecast", broken)
    async with staged(tmp_path, sqlite_url) as stage:
        stage.expected_errors.append("work aside failed")
        await said(stage, NEW)
        told = await stage.expect_text("试算没有完成，规则没有保存")
        assert "停水|断水" in told.text
        assert not await stage.running.store.rule_trials("write"), "it is not begun anew by itself"


async def test_a_dry_run_that_a_stop_cut_off_is_told_after_the_start(
    tmp_path: Path, database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as swallowed:
        swallowed.setattr(Aside, "put", lambda _self, _work: True)
        async with staged(tmp_path, database_url) as stage:
            await said(stage, NEW)
            await said(stage, "/rule test 道路施工", by=LIN)
            await stage.expect_text("正在用近7天的帖文试算")
            assert not any("🧪" in text for text in texts(stage))
    async with staged(tmp_path, database_url, begin=NOON + timedelta(minutes=9)) as stage:
        stage.sandbox.world.updates._last_id = 5000  # the same Telegram goes on counting
        card = await stage.expect_card("🧪 试算「停水」")
        await stage.expect_text("🧪 试算「道路施工」")
        await card.press("✅ 保存", by=FANG)
        await stage.expect_text("已保存，立即生效")
        assert not any("正在用" in text for text in texts(stage)), "said before the stop"
        assert not await stage.running.store.rule_trials("write", "trial")


async def test_a_long_rule_is_shown_whole_and_not_asked_for_in_one_message(stage: Stage) -> None:
    """What is copied and sent back must not lose the end of the rule without a word."""
    lines = "\n".join(f"停水停电停气第{n}号小区" for n in range(600))
    await stage.running.store.seed_rules(f"[停水]\n{lines}\n:级别 重大\n", NOON)
    await said(stage, "/rule edit 停水")
    told = await stage.expect_text("在聊天里改会丢词")
    assert "/rule add" in told.text
    await stage.quiet()
    seen = "\n".join(texts(stage))
    assert all(f"停水停电停气第{n}号小区" in seen for n in range(600))
    assert ":级别 重大" in seen
    assert "请回复" not in seen
    await said(stage, "/rule")
    listed = await stage.expect_card("📐 监测规则")
    before = len(texts(stage))
    await listed.press("停水", by=LIN)
    await listed.expect("✏️ 修改")
    await stage.quiet()
    panel = "\n".join([listed.text, *texts(stage)[before:]])
    assert all(f"第{n}号小区" in panel for n in range(600))


async def test_adding_a_rule_that_is_there_says_what_it_replaces(stage: Stage) -> None:
    card = await tried(stage, "/rule add\n[道路施工]\n修路扰民\n:部门 市政科")
    assert "「道路施工」保存后替换：去掉 望江西路、断头路；加上 修路扰民" in card.text
    before = await stage.expect_text("已有「道路施工」，保存后会被替换")
    assert "望江西路|断头路" in before.text
    await card.press("❌ 不保存", by=FANG)
    await stage.expect_text("没有保存")
    card = await tried(stage, "/rule add\n[道路施工]\n望江西路|断头路|修路扰民\n:部门 市政科")
    await card.expect("「道路施工」保存后加上 修路扰民，原有的保留")
    assert sum("保存后会被替换" in text for text in texts(stage)) == 1, "nothing goes, nothing is warned of"


async def test_an_edit_names_what_goes_and_a_new_rule_nothing(stage: Stage) -> None:
    card = await tried(stage, "/rule edit 道路施工\n望江西路")
    assert "「道路施工」保存后去掉 断头路、部门：市政科" in card.text
    assert not any("会被替换" in text for text in texts(stage))
    await said(stage, NEW)
    new = await stage.expect_card("试算「停水」")
    assert "保存后" not in new.text


async def test_a_rule_that_rests_is_saved_and_said_to_rest(stage: Stage) -> None:
    await said(stage, "/rule pause 道路施工")
    card = await tried(stage, "/rule edit 道路施工\n望江西路|断头路|修路")
    assert "已保存；「道路施工」还在暂停，启用后才生效" in await pressed(stage, card.message_id, "u1:sv:1")
    assert "立即生效" not in card.text


def town(stage: Stage) -> None:
    """120 posts, of which nine in ten are about a competition."""
    for number in range(120):
        kind = "征文" if number % 10 else "投诉"
        stage.site.publish(f"小区新闻第{number}号", f"{number * 7919} 锦绣花园{kind}{number}")


async def test_a_change_that_narrows_a_broad_rule_is_saved_one_that_widens_it_is_not(stage: Stage) -> None:
    """The file's rule hits all posts; a lead excludes most of them everywhere."""
    await stage.running.store.seed_rules("[小区]\n小区新闻\n", NOON)
    town(stage)
    await stage.look()
    card = await tried(stage, "/rule add\n[全局排除]\n征文")
    assert "⚠️ 太宽：组「小区」会命中近7天 10% 的帖文（12/120）" in card.text
    await card.press("✅ 保存", by=FANG)
    await stage.expect_text("已保存，立即生效")
    await said(stage, "/rule edit 小区\n小区新闻|锦绣花园")
    same = await stage.expect_card("试算「小区」")
    assert "✅ 保存" in same.labels, "it hits what it did"
    await said(stage, "/rule add\n[更宽]\n投诉|锦绣")
    told = await stage.expect_text("没有保存：组「更宽」")
    assert "投诉|锦绣" in told.text
    await said(stage, "/rule test 小区", by=LIN)
    tested = await stage.expect_text("🧪 试算「小区」")
    assert "太宽" in tested.text
    assert "没有保存" not in tested.text, "nobody wanted to save anything"


async def test_a_proposal_is_made_although_the_bot_is_busy(
    tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can ask for it once more: what is full must not lose it."""
    monkeypatch.setattr(Aside, "put", lambda _self, _work: False)
    async with staged(tmp_path, sqlite_url) as stage:
        await false_alarm(stage)
        await stage.quiet()
        assert any("加排除词" in text for text in texts(stage))


async def test_a_proposal_that_a_stop_cut_off_is_made_after_the_start(
    tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as swallowed:
        swallowed.setattr(Aside, "put", lambda _self, _work: True)
        async with staged(tmp_path, sqlite_url) as stage:
            await false_alarm(stage)
            await stage.quiet()
            assert not any("加排除词" in text for text in texts(stage))
    async with staged(tmp_path, sqlite_url, begin=NOON + timedelta(minutes=30)) as stage:
        offer = await stage.expect_card("要加排除词吗")
        assert [label for label in offer.labels if label.startswith("! ")]
        await stage.quiet()
        assert not await stage.running.store.rule_trials("exclude")
        draft = await stage.running.store.rule_draft(1)
        assert draft is not None
        assert (draft.state, draft.body["rule"]) == ("open", "道路施工")


async def false_alarm(stage: Stage) -> Card:
    await stage.publish(*REAL)
    await stage.expect_card(REAL[0])
    await stage.publish(*FILMING)
    return await marked(stage, FILMING[0], by=FANG)


async def test_a_key_of_another_kind_of_draft_is_refused(stage: Stage) -> None:
    """`u1:sv:N` with the number of a proposal: refused, and it still stands."""
    await false_alarm(stage)
    offer = await stage.expect_card("要加排除词吗")
    for data in ("u1:sv:1", "u1:dr:1"):
        assert "失效" in await pressed(stage, offer.message_id, data)
    assert "要加排除词吗" in offer.text
    assert any(label.startswith("! ") for label in offer.labels)


async def test_why_says_each_word_once_however_many_posts(stage: Stage) -> None:
    for number in range(9):
        await stage.publish(f"望江西路断头路第{number}天没人管", "望江西路断头路一直没人管，县住建局投诉无门")
    await stage.expect_card("望江西路")
    await stage.quiet()
    await said(stage, "/rule why 1", by=LIN)
    told = await stage.expect_text("命中的规则")
    assert told.text.count("「望江西路」") == 1
    assert told.text.count("「断头路」") == 1
    assert "条帖文也命中" in told.text
    assert len(told.text.splitlines()) <= 6


async def test_the_list_names_rules_first(stage: Stage) -> None:
    await saved(stage, "/rule add\n$小区 = 锦绣花园|和美家园\n\n[全局排除]\n剧组\n\n[停水]\n停水\n+$小区")
    await said(stage, "/rule", by=LIN)
    listed = await stage.expect_card("📐 监测规则 4 条")
    assert [line.split()[1].split("：")[0] for line in listed.text.splitlines()[1:]] == [
        "道路施工",
        "小区供暖",
        "工程安全",
        "停水",
        "词组",
        "全局排除",
    ]


async def test_the_first_copy_of_a_question_asked_twice_is_answered_too(stage: Stage) -> None:
    """A sending of which nobody knows is sent again; whoever replies to the first of the two loses no text."""
    stage.sandbox.faults.lose_answer("sendMessage", times=1)
    await said(stage, "/rule add")

    def asked() -> list[int]:
        return [one.message_id for one in stage.sandbox.messages(GROUP) if "请回复新规则" in one.text]

    await stage.until(lambda: len(asked()) == 2)
    await stage.quiet()
    stage.sandbox.say(FANG, GROUP, "[停水]\n停水|断水", reply_to=min(asked()))
    card = await stage.expect_card("🧪 试算「停水」")
    await card.press("✅ 保存", by=FANG)
    await stage.expect_text("已保存，立即生效")


async def test_a_dry_run_cut_off_whose_text_fits_no_more_is_told_once(
    tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as swallowed:
        swallowed.setattr(Aside, "put", lambda _self, _work: True)
        async with staged(tmp_path, sqlite_url) as stage:
            await stage.running.store.seed_rules("$小区 = 锦绣花园\n", NOON)
            await said(stage, "/rule add\n[停水]\n停水\n+$小区~5停水")
            await stage.expect_text("正在用近7天的帖文试算")
            await stage.running.store.seed_rules("$小区 = 锦绣~3花园\n", NOON)
    async with staged(tmp_path, sqlite_url, begin=NOON + timedelta(minutes=9)) as stage:
        stage.sandbox.world.updates._last_id = 5000  # the same Telegram goes on counting
        told = await stage.expect_text("没有保存，请改好再发")
        assert "停水" in told.text
        await stage.quiet()
        assert not await stage.running.store.rule_trials("write"), "a later start does not try it again"


async def test_a_proposal_comes_although_a_stop_came_right_after_the_mark(
    tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The press is handed in again after the start: the mark stands already, the offer was never made."""

    async def nothing(*_: Any) -> None:
        return None

    with monkeypatch.context() as cut_off:
        cut_off.setattr("handlers.buttons.offer_exclusion", nothing)
        async with staged(tmp_path, sqlite_url) as stage:
            cut_off.setattr(type(stage.running.store), "mark_handled", nothing)
            await false_alarm(stage)
            await stage.quiet()
    async with staged(tmp_path, sqlite_url, begin=NOON + timedelta(minutes=30)) as stage:
        await stage.expect_card("要加排除词吗")
        await stage.quiet()
        assert sum("要加排除词吗" in text for text in texts(stage)) == 1
