"""From presses to a model and back to the cards, over HTTP, with the real worker (D6)."""

import asyncio
import re
import sys
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from handlers.common import decide, subjects
from jobs.learn import learn
from jobs.learning import ask
from storage.tables import models
from tests.chat.stage import Stage, staged
from tests.chat.test_model import asked
from tests.conftest import FANG, LIN
from tests.storage.making import command, look, prepared
from tests.unit.detect.marking import line

LEARNING = ("[rules]", '[learning]\nleast = 24\nevery = "1h"\n[rules]')
BAD = "第 {n} 条：路修到一半没人管，拖欠工资，天天堵，气死人"
FINE = "第 {n} 条：街道组织应急演练，培训志愿者，居民纷纷点赞"


async def judged(stage: Stage, ident: int, code: str, arg: str = "") -> None:
    """As presses on its card do."""
    for _ in range(2 if arg else 1):
        stage.clock.forward(seconds=2)
        idents, act = subjects(command(FANG, code, arg=arg, now=stage.clock()), ident)
        await stage.running.store.change(idents, partial(decide, command=act, seen=None), act)


async def taught(stage: Stage, count: int = 24) -> None:
    """So many posts, every other one a false alarm; a minute lies between them."""
    for number in range(count):
        stage.clock.forward(minutes=1)
        text = (FINE if number % 2 else BAD).format(n=number)
        (stored,) = await look(stage.running.store, prepared(f"t{number}", text, text=text), now=stage.clock())
        assert stored.incident is not None
        await judged(stage, stored.incident, *(("iv", "f") if number % 2 else ("vt",)))


async def learned(stage: Stage) -> None:
    """The bot's own beat may have begun it."""
    await learn(stage.running.tools)
    await stage.until(lambda: stage.running.tools.memory.model is not None)


async def versions(stage: Stage) -> int:
    async with stage.running.store.db.read() as connection:
        return await connection.scalar(select(func.count()).select_from(models)) or 0


async def test_what_people_press_becomes_marks(both: Stage) -> None:
    await both.publish("望江西路断头路何时修", "等了两年，投诉没人管")
    card = await both.expect_card("断头路何时修")
    await card.press("✅ 属实", by=LIN)
    await both.publish("小区没有暖气的传闻", "有人举报说小区没有暖气，其实是演戏")
    other = await both.expect_card("没有暖气的传闻")
    await other.press("🚫 无效", by=LIN)
    await other.expect("误报")
    await other.confirm("误报", by=LIN)
    await learn(both.running.tools)
    found = await both.running.store.learned()
    assert (found.positive, found.negative) == (1, 1)
    assert await versions(both) == 0, "far too few"
    both.clock.forward(seconds=2)
    both.sandbox.say(LIN, LIN, "/undo")
    await both.heard()
    await learn(both.running.tools)
    assert (await both.running.store.learned()).negative == 0, "taken back"


async def test_a_model_is_fitted_once_told_used_and_there_after_a_restart(tmp_path: Path, sqlite_url: URL) -> None:
    async with staged(tmp_path, sqlite_url, change=LEARNING) as stage:
        await taught(stage)
        tools = stage.running.tools
        await learned(stage)
        assert tools.memory.model is not None
        version = tools.memory.model.version
        assert await versions(stage) == 1
        told = await asked(stage, "学习情况", by=LIN)
        assert "学自 24 条标记：该报的 12 条，误报的 12 条" in told.text
        assert f"版本 {version[:8]}" in told.text
        assert "用较新的 6 条检验" in told.text
        assert "最像该报的：" in told.text
        await learn(tools)
        stage.clock.forward(hours=2)
        await learn(tools)
        assert await versions(stage) == 1, "nothing is new"

        await stage.publish("望江西路断头路还是没人管", "天天堵，投诉没人管")
        card = await stage.expect_card("断头路还是没人管")
        menu = await stage.menu(card, by=LIN)
        await menu.press("为什么", by=LIN)
        await stage.quiet()
        assert any(f"模型 {version}" in m.text for m in stage.sandbox.messages(LIN))
        await stage.quiet()
        stopped = stage.clock()
    async with staged(tmp_path, sqlite_url, change=LEARNING, begin=stopped) as stage:
        tools = stage.running.tools
        await tools.memory.ready(stage.running.store, stage.clock())
        assert tools.memory.model is not None
        assert tools.memory.model.version == version, "loaded at the start"
        await learn(tools)
        assert await versions(stage) == 1


async def test_the_command_line_learns_the_same_from_the_same_marks(tmp_path: Path, sqlite_url: URL) -> None:
    """`tingfeng learn` on what the bot keeps: the same version, and the same figures as in /model."""
    async with staged(tmp_path, sqlite_url, change=LEARNING) as stage:
        await taught(stage)
        await learned(stage)
        told = (await asked(stage, "学习情况", by=LIN)).text
        marks = tmp_path / "marks.jsonl"
        marks.write_text("\n".join(map(line, await stage.running.store.marked())), "utf-8")
        assert stage.running.tools.memory.model is not None
        version = stage.running.tools.memory.model.version
    command_line = (sys.executable, "-m", "bot", "learn", str(marks), "-o", str(tmp_path / "model"))
    child = await asyncio.create_subprocess_exec(*command_line, stdout=asyncio.subprocess.PIPE)
    said = (await child.communicate())[0].decode()
    assert f"学自 24 条标记（该报的 12 条，误报的 12 条），版本 {version}" in said
    taken = said[said.index("按时间检验") :]
    (judged,) = re.findall(r"判较新的 (\d+) 条", taken)
    assert f"用较新的 {judged} 条检验" in told
    (precision, recall), (base_precision, base_recall) = re.findall(r"准确率 (\d+)%，召回率 (\d+)%", taken)
    assert f"报出的里面 {precision}% 该报\n· 该报的里面报出 {recall}%" in told
    assert f"不学习时分别为 {base_precision}% 和 {base_recall}%" in told
    (threshold,) = re.findall(r"提醒线：负面倾向 (\d+)% 起", said)
    assert f"提醒线：负面倾向 {threshold}% 起" in told


async def test_what_a_lead_turned_off_judges_no_more(tmp_path: Path, sqlite_url: URL) -> None:
    async with staged(tmp_path, sqlite_url, change=LEARNING) as stage:
        await taught(stage)
        await learned(stage)
        for _ in range(2):
            stage.clock.forward(seconds=2)
            await stage.running.store.rule_model("of", 0, command(FANG, "of", now=stage.clock()))
        await learn(stage.running.tools)
        assert stage.running.tools.memory.model is None


@pytest.mark.parametrize(
    ("command_line", "words"),
    [
        (("false",), "学习程序中途退出"),
        (("sleep", "60"), "学习用时过长"),
        (("/no/such/program",), "学习程序中途退出"),
    ],
)
async def test_a_worker_that_fails_stops_nothing_and_is_told(
    tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch, command_line: tuple[str, ...], words: str
) -> None:
    monkeypatch.setattr(ask, "COMMAND", command_line)
    monkeypatch.setattr("jobs.learn.taught", partial(ask.learn, within=0.5))
    async with staged(tmp_path, sqlite_url, change=LEARNING) as stage:
        stage.expected_errors += ["learning failed", "learning took too long"]
        await taught(stage)
        await learn(stage.running.tools)
        assert words in (await asked(stage, "学习情况", by=LIN)).text
        assert stage.running.tools.memory.model is None
        assert await versions(stage) == 0


def alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


async def test_a_stop_ends_the_worker(tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"
    monkeypatch.setattr(ask, "COMMAND", ("sh", "-c", f"echo $$ > {pid}; exec sleep 600"))
    async with staged(tmp_path, sqlite_url, change=LEARNING) as stage:
        await taught(stage)
        run = asyncio.ensure_future(learn(stage.running.tools))
        await stage.until(lambda: pid.exists() and pid.read_text().strip())
        worker = int(pid.read_text())
        assert alive(worker)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        assert not alive(worker)
        assert (await stage.running.store.learned()).problem is None
