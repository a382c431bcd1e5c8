"""`tingfeng run` and `tingfeng try` as an operator starts them: real processes, real signals (O1, O7)."""

import asyncio
import signal
from pathlib import Path

from sqlalchemy.engine import URL

from sandbox import Sandbox
from tests.chat.stage import Site, configuration, people
from tests.cli.processes import ended, process, read_until
from tests.conftest import GROUP, LIN

TOKEN = "123456789:AAE-very_secret-token_0123456789abcdef"


async def test_run_ends_when_told_to_and_never_logs_the_token(tmp_path: Path, sqlite_url: URL) -> None:
    site, sandbox = Site(), Sandbox(token=TOKEN)
    people(sandbox)
    await site.server.start_server()
    await sandbox.start()
    path = configuration(tmp_path, sandbox, site, sqlite_url)
    site.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    try:
        async with process("run", "-c", str(path)) as child:
            log = await read_until(child, "listening as @tingfeng_bot")
            await sandbox.wait_for(lambda: [m for m in sandbox.messages(GROUP) if m.buttons], timeout=60)
            sandbox.faults.fail("answerCallbackQuery", 400, f"Bad Request: {TOKEN} is wrong")
            sandbox.press_raw(LIN, GROUP, 1, "v1:cl:1:0")
            await sandbox.wait_for(lambda: "林晓" in sandbox.messages(GROUP)[0].text, timeout=60)
            sandbox.faults.outage = True
            log += await read_until(child, "getUpdates")
            child.send_signal(signal.SIGTERM)
            code, _, rest = await ended(child)
    finally:
        await sandbox.stop()
        await site.server.close()
    assert code == 0
    assert "stopped" in rest
    assert TOKEN not in log + rest
    assert "very_secret" not in log + rest


async def test_a_wrong_token_is_said_in_one_line(tmp_path: Path, sqlite_url: URL) -> None:
    site, sandbox = Site(), Sandbox(token=TOKEN)
    people(sandbox)
    await site.server.start_server()
    await sandbox.start()
    path = configuration(tmp_path, sandbox, site, sqlite_url)
    path.write_text(path.read_text("utf-8").replace(TOKEN, "1:wrong-token"), "utf-8")
    try:
        async with process("run", "-c", str(path)) as child:
            async with asyncio.timeout(60):
                _, err = await child.communicate()
    finally:
        await sandbox.stop()
        await site.server.close()
    assert child.returncode == 1
    assert err.decode().splitlines()[-1].startswith("Telegram 不认这个令牌")
    assert "wrong-token" not in err.decode()


async def test_half_a_rule_set_starts_nothing(tmp_path: Path, sqlite_url: URL) -> None:
    site, sandbox = Site(), Sandbox()
    await site.server.start_server()
    await sandbox.start()
    path = configuration(tmp_path, sandbox, site, sqlite_url, rules="[道路]\n!只有排除\n")
    try:
        async with process("run", "-c", str(path)) as child:
            async with asyncio.timeout(60):
                _, err = await child.communicate()
    finally:
        await sandbox.stop()
        await site.server.close()
    assert child.returncode == 1
    assert "只有排除词" in err.decode()
    assert not sandbox.calls


async def test_try_shows_a_first_card() -> None:
    async with process("try", "--fast", "--no-browser", "--port", "0") as child:
        assert child.stdout
        async with asyncio.timeout(60):
            ready = (await child.stdout.readline()).decode()
            card = (await child.stdout.readline()).decode()
        child.send_signal(signal.SIGINT)
        code, _, _ = await ended(child)
    assert "http://127.0.0.1:" in ready
    assert "第一张卡片" in card
    assert "#0001" in card
    assert code == 0


async def test_called_wrongly_is_two_and_a_problem_is_one(tmp_path: Path) -> None:
    async with process("run", "--nonsense") as child:
        async with asyncio.timeout(60):
            await child.communicate()
        assert child.returncode == 2
    async with process("run", "-c", str(tmp_path / "none.toml")) as child:
        async with asyncio.timeout(60):
            _, err = await child.communicate()
    assert child.returncode == 1
    assert "不存在；请先运行 tingfeng init" in err.decode()
    assert len(err.decode().splitlines()) == 1
