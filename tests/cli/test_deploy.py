"""The unit and the container file: what they promise holds, as far as a machine without systemd and Docker can tell."""

import configparser
import re
import shlex
import shutil
import signal
import subprocess
import sys
from asyncio import create_subprocess_exec, timeout
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.__main__ import COMMANDS
from sandbox import Sandbox
from tests.chat.stage import Site, configuration, people
from tests.cli.test_run import read_until

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy/tingfeng.service"
CONTAINER = ROOT / "deploy/Containerfile"


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(UNIT, "utf-8")
    return parser


def test_the_unit_can_write_one_folder_only() -> None:
    service = unit()["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["StateDirectory"] == "tingfeng"
    assert "ReadWritePaths" not in service
    assert service["DynamicUser"] == service["NoNewPrivileges"] == service["ProtectHome"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["Restart"] == "always"
    program, *words = shlex.split(service["ExecStart"])
    assert program.endswith("/tingfeng")
    assert words[0] in COMMANDS
    assert "TOKEN" not in "".join(service.values())


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("no systemd here")
    text = UNIT.read_text("utf-8").replace("/opt/tingfeng/.venv/bin/tingfeng", sys.executable)
    (tmp_path / UNIT.name).write_text(text, "utf-8")
    done = subprocess.run(
        [tool, "verify", "--man=no", str(tmp_path / UNIT.name)], capture_output=True, text=True, timeout=60, check=False
    )
    assert UNIT.name not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr


def test_the_container_is_not_root_and_looks_after_itself() -> None:
    text = re.sub(r"\\\n\s*", " ", CONTAINER.read_text("utf-8"))
    steps = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    last = max(index for index, (word, _) in enumerate(steps) if word == "FROM")
    said = dict(steps[last:])
    assert said["USER"].isdigit()
    assert int(said["USER"]) > 0
    assert said["VOLUME"] == "/data"
    assert "/healthz" in said["HEALTHCHECK"]
    (port,) = re.findall(r"TINGFENG_WEB_STATUS=127\.0\.0\.1:(\d+)", said["ENV"])
    assert f":{port}/healthz" in said["HEALTHCHECK"]
    assert '"run"' in said["CMD"]
    assert "TOKEN" not in text.partition("FROM")[2]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert {"config.toml", ".git"} <= set(ignored)


async def test_it_runs_without_a_home_beside_a_read_only_configuration(tmp_path: Path) -> None:
    """As the unit and the container start it: elsewhere, with next to no environment; it writes to its data folder."""
    data, conf = tmp_path / "data", tmp_path / "conf"
    data.mkdir()
    conf.mkdir()
    site, sandbox = Site(), Sandbox()
    people(sandbox)
    await site.server.start_server()
    await sandbox.start()
    path = configuration(conf, sandbox, site, make_url(f"sqlite:///{data / 'tingfeng.db'}"))
    before = {one: one.stat().st_mtime_ns for one in ROOT.rglob("*") if _code(one)}
    conf.chmod(0o500)
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "TINGFENG_WEB_STATUS": "127.0.0.1:0"}
    try:
        child = await create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "-c", str(path), stdout=PIPE, stderr=PIPE, env=environment, cwd="/"
        )
        try:
            assert "health and metrics on port" in await read_until(child, "listening as @tingfeng_bot")
            child.send_signal(signal.SIGTERM)
            async with timeout(10):
                _, rest = await child.communicate()
        finally:
            if child.returncode is None:
                child.kill()
                await child.communicate()
    finally:
        conf.chmod(0o700)
        await sandbox.stop()
        await site.server.close()
    assert child.returncode == 0, rest
    assert {one.name for one in conf.iterdir()} == {"config.toml", "watch.rules"}
    assert {one.name.partition("-")[0] for one in data.iterdir()} <= {"tingfeng.db", "tingfeng.db.lock", "files"}
    assert {one: one.stat().st_mtime_ns for one in ROOT.rglob("*") if _code(one)} == before


def _code(path: Path) -> bool:
    inside = path.relative_to(ROOT).parts
    return inside[0] in ("bot", "core", "handlers", "jobs", "storage") and path.suffix == ".py" and path.is_file()
