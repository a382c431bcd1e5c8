"""`tingfeng doctor` as an operator runs it, against the sandbox's Bot API (O2, product §3)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.__main__ import main
from bot.config import load_config
from bot.seeding import seed
from sandbox import Sandbox
from storage import Database, Store
from tests.chat.stage import Site, configuration
from tests.conftest import GROUP, NOON

Doctor = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    await made.server.start_server()
    made.publish("望江西路修路修了一年", "投诉几次没人管")
    yield made
    await made.server.close()


@pytest.fixture
async def office(sandbox: Sandbox, site: Site, tmp_path: Path, database_url: URL) -> Path:
    """A config.toml whose group, people, source and rules are in the database already."""
    path = configuration(tmp_path, sandbox, site, database_url)
    config = load_config(path, {})
    store = Store(Database(database_url), config.figures)
    await seed(store, config, NOON)
    await store.close()
    return path


@pytest.fixture
def doctor(office: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    async def called(*flags: str) -> tuple[int, str]:
        code = await asyncio.to_thread(main, ["doctor", "-c", str(office), *flags])
        said = capsys.readouterr()
        assert said.err == ""
        return code, said.out

    return called


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


async def test_a_healthy_office(doctor: Doctor, sandbox: Sandbox) -> None:
    code, out = await doctor()
    assert code == 0
    assert "❌" not in out
    for words in ("令牌有效：@tingfeng_bot", "时钟准确", "隐私模式已开", "工作群：机器人在群里", "没有开话题"):
        assert words in out
    for words in ("数据库完好", "可写", "规则文件：3 组", "都已生效", "安排已收录", "中文字体可用"):
        assert words in out
    assert "监测源「海棠论坛」：1 条，第一条「望江西路修路修了一年」" in out
    assert out.splitlines()[-1].startswith("没有须处理的")
    assert {call.method for call in sandbox.calls} == {"getMe", "getChat", "getChatMember"}, "it changes nothing"


async def test_without_a_network_nothing_is_asked(doctor: Doctor, sandbox: Sandbox) -> None:
    code, out = await doctor("--offline")
    assert code == 0
    assert "数据库完好" in out
    assert "令牌有效" not in out
    assert "海棠论坛" not in out
    assert sandbox.calls == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("_of_the_sandbox", "_of_nobody", "Telegram 不认这个令牌"),
        ("[storage]", 'proxy = "socks5://127.0.0.1:9"\n[storage]', "连不上代理 socks5://127.0.0.1:9"),
        ('token = "', 'token = ""\n#"', "没有令牌"),
    ],
)
async def test_each_trouble_is_named_with_its_cure(
    doctor: Doctor, office: Path, old: str, new: str, words: str
) -> None:
    change(office, old, new)
    code, out = await doctor()
    assert code == 1
    (told,) = [one for one in out.splitlines() if words in one]
    assert told.startswith("❌")
    assert "；" in told or "→" in told
    assert "AAE-a_token" not in out


async def test_a_source_that_cannot_be_read(doctor: Doctor, office: Path, site: Site) -> None:
    site.status = 500
    code, out = await doctor()
    assert code == 1
    (told,) = [one for one in out.splitlines() if "监测源「海棠论坛」" in one]
    assert told.startswith("❌")
    assert "/source test 海棠论坛" in told


async def test_the_bot_was_thrown_out(doctor: Doctor, sandbox: Sandbox) -> None:
    sandbox.kick_bot(GROUP)
    code, out = await doctor()
    assert code == 1
    assert "工作群：Forbidden: bot was kicked" in out
    assert "/bind" in out


async def test_topics_and_open_ears_are_told_and_no_trouble(doctor: Doctor, sandbox: Sandbox) -> None:
    sandbox.world.chat(GROUP).forum = True
    sandbox.world.privacy = False
    code, out = await doctor()
    assert code == 0
    assert "ℹ️ 工作群开了话题" in out
    assert "ℹ️ 隐私模式已关" in out


async def test_broken_rules_and_what_chat_changed(doctor: Doctor, office: Path) -> None:
    rules = office.with_name("watch.rules")
    change(rules, "停暖", "停热")
    code, out = await doctor()
    assert code == 0
    assert "监测规则「小区供暖」" in out
    rules.write_text("[道路]\n!只有排除\n", "utf-8")
    code, out = await doctor()
    assert code == 1
    assert "只有排除词" in out
    assert "tingfeng rules check" in out


async def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await asyncio.to_thread(main, ["doctor", "-c", str(tmp_path / "none.toml")]) == 1
    assert "不存在" in capsys.readouterr().err
    with pytest.raises(SystemExit) as wrong:
        main(["doctor", "--nonsense"])
    assert wrong.value.code == 2
