"""What README tells an operator to do at the first start works, step by step, with README's own files (O2)."""

import asyncio
import re
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.__main__ import main
from sandbox import Sandbox
from tests.chat import stage as stages
from tests.chat.stage import Site, staged
from tests.conftest import GROUP
from tests.docs.test_documents import blocks, read

LEADER, NEWCOMER, UNIT = 71, 77, -1003


def of_the_readme(folder: Path, sandbox: Sandbox, site: Site, database: URL) -> Path:
    """README's config.toml and watch.rules; only the far ends are ours."""
    config, rules = (next(b for b in blocks(read("README.md")) if b.startswith(f"[{w}]")) for w in HEADS)
    (folder / "watch.rules").write_text(rules, "utf-8")
    path, feed = folder / "config.toml", site.server.make_url("/feed.json")
    config = config.replace("123456:ABC", f'{sandbox.token}"\napi_base_url = "{sandbox.url}')
    config = config.replace("https://forum.example/rss", f'{feed}"\ninterval = "60s')
    path.write_text(f'{config}local = true\n[storage]\nurl = "{database}"\n', "utf-8")
    return path


HEADS = ("organisation", "道路施工")


async def test_from_the_readme_to_the_first_card(
    tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stages, "configuration", of_the_readme)
    async with staged(tmp_path, sqlite_url) as stage:
        found = re.search(r"/bind (\w{10})", capsys.readouterr().err)
        assert found, "the start prints a one-time code"
        for person, name in ((LEADER, "方正"), (NEWCOMER, "何建")):
            stage.sandbox.add_user(person, name)
            stage.sandbox.world.chat(GROUP).members[person] = "member"
        stage.sandbox.say(LEADER, GROUP, f"/bind {found[1]}")
        await stage.expect_card("方正 现为带班领导")

        stage.sandbox.say(NEWCOMER, NEWCOMER, "/start join")
        await stage.expect_text("请直接发送您的姓名", chat=NEWCOMER)
        stage.sandbox.say(NEWCOMER, NEWCOMER, "何建")
        await (await stage.expect_card("请选择您的部门", chat=NEWCOMER)).press("市政科", by=NEWCOMER)
        await (await stage.expect_card("申请加入")).press("同意为承办人", by=LEADER)
        await stage.expect_text("您现在是", chat=NEWCOMER)

        stage.sandbox.add_group(UNIT, "市政科", members=[LEADER, NEWCOMER])
        stage.sandbox.say(LEADER, UNIT, "/bind 市政科")
        await stage.expect_text("已绑定为市政科的群", chat=UNIT)

        await stage.publish("望江西路修路修了一年", "投诉几次没人管，雨天全是泥")
        card = await stage.expect_card("望江西路")
        await card.press("我来认领", by=LEADER)
        await card.expect("👤 方正")
    assert await asyncio.to_thread(main, ["members", "export", "-c", str(tmp_path / "config.toml")]) == 0
    exported = capsys.readouterr().out
    assert 'name = "何建"' in exported
    assert 'name = "方正"' in exported


async def test_without_a_code_nobody_becomes_a_lead(
    tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "configuration", of_the_readme)
    async with staged(tmp_path, sqlite_url) as stage:
        stage.sandbox.add_user(NEWCOMER, "小唐")
        stage.sandbox.world.chat(GROUP).members[NEWCOMER] = "member"
        stage.sandbox.say(NEWCOMER, GROUP, "/bind 2222222222")
        await stage.expect_text("绑定码不对")
        stage.sandbox.say(NEWCOMER, NEWCOMER, "/start join")
        await stage.expect_text("还没有绑定工作群", chat=NEWCOMER)
        assert not (await stage.running.store.policy()).members
