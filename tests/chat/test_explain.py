"""One list of reasons (D2): ⋯ → 为什么 of the real bot over HTTP, and `tingfeng detect`, for the same posts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from tests.chat.stage import Stage, staged
from tests.conftest import LIN
from tests.unit.detect.conftest import Shell

#: title, text, author, minutes after the one before
POSTS = (
    ("断头路什么时候通", "望江西路断头路每天绕行，投诉几次没人管，实在让人失望", "路人甲", 0),
    ("转发：断头路什么时候通", "望江西路断头路每天绕行，投诉几次没人管，实在让人失望！", "路人乙", 3),
    ("断头路什么时候通？", "望江西路断头路每天绕行，投诉几次没人管，实在让人失望。", "路人丙", 4),
    ("城东工地塌方", "城东工地发生塌方，有人被埋，县住建局在哪里", "路人丁", 5),
    ("又是塌方", "昨天的塌方，警方情况通报：城东工地塌方造成2人死亡，县住建局已到场", "平安海棠", 6),
)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Beside the bot's own configuration."""
    return Shell(tmp_path, capsys)


async def why(stage: Stage, number: int) -> list[str]:
    """The lines that the card's 为什么 shows in the private menu."""
    stage.sandbox.say(LIN, LIN, f"/incident {number}")
    await stage.quiet()
    card = await stage.expect_card(f"#{number:04d}", chat=LIN)
    before = len(stage.sandbox.messages(LIN))
    answer = await card.press("为什么", by=LIN)
    await stage.quiet()
    later = [m.text for m in stage.sandbox.messages(LIN)[before:] if "为什么报出" in m.text]
    said = later[-1] if later else answer.text
    return [line.removeprefix("· ") for line in said.splitlines()]


def written(stage: Stage, title: str, text: str, author: str, number: int) -> dict[str, Any]:
    """What `tingfeng detect` reads of the same post."""
    return {
        "id": number,
        "source": "海棠论坛",
        "title": title,
        "text": text,
        "author": author,
        "url": f"https://forum.example/{number}",
        "published_at": stage.clock().isoformat(),
    }


async def test_the_bot_and_the_command_say_the_same(tmp_path: Path, sqlite_url: URL, shell: Shell) -> None:
    lines, seen = [], []
    async with staged(tmp_path, sqlite_url) as stage:
        stage.sandbox.say(LIN, LIN, "/start")
        for number, (title, text, author, minutes) in enumerate(POSTS, 1):
            stage.clock.forward(minutes=minutes)
            lines.append(written(stage, title, text, author, number))
            extra = {"authors": [{"name": author}], "date_published": lines[-1]["published_at"]}
            await stage.publish(title, text, **extra)
            await stage.quiet()
            incident = 2 if number > 3 else 1
            seen.append(await why(stage, incident))
        assert await stage.running.store.incident(3) is None
    posts = shell.file("posts.jsonl", "\n".join(json.dumps(one) for one in lines))
    assert shell.run("detect", "-c", str(tmp_path / "config.toml"), posts) == 0
    decisions = shell.decisions()
    assert [one["incident"] for one in decisions] == [1, 1, 1, 2, 2]
    assert [one["action"] for one in decisions[::3]] == ["open", "open"]
    for decision, shown in zip(decisions, seen, strict=True):
        missing = [reason for reason in decision["reasons"] if reason not in shown]
        assert missing == [], decision["id"]
        assert len(decision["reasons"]) >= 4
    # and the other way round: the card of a new incident says nothing that the command does not
    for place in (0, 3):
        assert seen[place][1:] == decisions[place]["reasons"]


async def test_every_number_of_it_is_named(tmp_path: Path, sqlite_url: URL, shell: Shell) -> None:
    """The score adds up, the line of the table has its figures, nothing stands there without its source."""
    async with staged(tmp_path, sqlite_url) as stage:
        stage.sandbox.say(LIN, LIN, "/start")
        for _ in range(3):
            title, text, author, _ = POSTS[0]
            await stage.publish(title, text, authors=[{"name": author}], date_published=stage.clock().isoformat())
            await stage.quiet()
        said = await why(stage, 1)
        (score,) = [line for line in said if re.match(r"评分 \d+：", line)][-1:]
        total = int(re.findall(r"\d+", score)[0])
        assert total == sum(int(points) for points in re.findall(r" ([+-]\d+)", score))
        assert total == (await stage.incident()).score
        assert any(line.startswith("等级「较大」：") for line in said)
        assert any("来源：海棠论坛（本地论坛）" in line for line in said)
