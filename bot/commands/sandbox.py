"""`tingfeng try`: the same bot against the embedded sandbox; no token, no network, nothing left behind."""

import argparse
import asyncio
import tempfile
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import log
from bot.app import started
from bot.commands.run import ready
from bot.config import load_config
from bot.stopping import until_stopped
from bot.terminal import CALLED_WRONGLY, FINE, complain, say, why
from core.texts import N_, Message
from sandbox import Clock, Sandbox, Scene, Town, load_scene, populate

PORT = 8317


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("try", help="the sandbox: a phone in the browser and a sample town")
    command.add_argument("--port", type=int, default=PORT, help="0 = any free one (default: %(default)s)")
    command.add_argument("--no-browser", action="store_true", help="only print the address")
    command.add_argument("--fast", action="store_true", help="a day's posts in under a minute")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    log.set_up()
    with tempfile.TemporaryDirectory(prefix="tingfeng-") as folder:
        try:
            asyncio.run(until_stopped(_serve(options, Path(folder))))
        except OSError as error:
            text = N_("端口 {port} 用不了（{error}）；请换一个：--port 0")
            return complain(Message(text, {"port": options.port, "error": why(error)}), CALLED_WRONGLY)
    return FINE


async def _serve(options: argparse.Namespace, folder: Path) -> None:
    scene = load_scene("haitang")
    # as strict as Telegram: twenty messages a minute in a group, edits included
    sandbox = Sandbox(clock=Clock(), limits=True)
    sandbox.mount(Town(scene, fast=options.fast))
    populate(sandbox, scene)
    await sandbox.start(port=options.port)
    try:
        await _play(sandbox, scene, options, folder)
    finally:
        await sandbox.stop()


async def _play(sandbox: Sandbox, scene: Scene, options: argparse.Namespace, folder: Path) -> None:
    path = folder / "config.toml"
    interval = "2s" if options.fast else "10s"
    path.write_text(scene.config(base=sandbox.url, directory=folder.as_posix(), interval=interval), "utf-8")
    (folder / "watch.rules").write_text(scene.rules, "utf-8")
    config = load_config(path, {})
    await asyncio.to_thread(ready, config)
    # the page lets time pass for both
    async with started(config, now=lambda: datetime.fromtimestamp(sandbox.clock(), UTC)) as running:
        say(N_("沙盒已就绪：{url} （按 Ctrl-C 结束）"), url=sandbox.url)
        if not options.no_browser:
            webbrowser.open(sandbox.url)
        async with asyncio.TaskGroup() as group:
            group.create_task(_announce(sandbox, scene, running.port, config.web.token))
            await running.failed()


async def _announce(sandbox: Sandbox, scene: Scene, port: int, token: str) -> None:
    await sandbox.wait_for(lambda: sandbox.messages(scene.group_id), timeout=300)
    first = sandbox.messages(scene.group_id)[0].text.splitlines()
    say(N_("第一张卡片：{card}"), card=" ".join(first[:2]))
    intake = f"http://127.0.0.1:{port}/intake"
    say(N_("其他监测系统可向这里报送：POST {url}，口令 {token}"), url=intake, token=token)
