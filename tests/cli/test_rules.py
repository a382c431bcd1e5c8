"""`tingfeng rules export` and `import`: the present state as a rule file, and another program's words as ours."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.__main__ import main
from bot.terminal import why
from core.policy import Figures
from core.rules import RuleSet
from core.rules.sections import split
from storage import Database, Store
from storage.rule_drafts import WRITE
from tests.conftest import FANG, NOON, PEOPLE, stand
from tests.storage.making import command

FILE = "# 说明\n$小区 = 锦绣花园|和美家园\n\n[停水]\n停水\n+$小区\n\n[停电]\n停电\n\n"


def written(folder: Path, url: URL) -> Path:
    path = folder / "config.toml"
    storage = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)
    path.write_text(f'[organisation]\nname = "海棠县住建局"\n[storage]\nurl = "{storage}"\n', "utf-8")
    return path


async def changed(url: URL) -> None:
    """The file's rules, one changed and one paused in the chat."""
    store = Store(Database(url), Figures())
    await stand(store, people=PEOPLE)
    await store.seed_rules(FILE, NOON)
    body = {"text": "停水|断水\n+$小区", "only": "停水", "versions": {"group:停水": 1}}
    draft = await store.draft_rule(WRITE, body, command(FANG, ""))
    assert not (await store.save_rule_draft(draft, command(FANG, ""))).refused
    rule = await store.rule("停电")
    assert rule is not None
    await store.turn_rule(rule.id, False, command(FANG, ""))
    await store.close()


def test_what_is_exported_is_read_back(tmp_path: Path, database_url: URL, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(changed(database_url))
    assert main(["rules", "export", "-c", str(written(tmp_path, database_url))]) == 0
    text = capsys.readouterr().out
    assert text == (
        "# 说明\n$小区 = 锦绣花园|和美家园\n\n[停水]\n停水|断水\n+$小区\n\n# 已暂停：停电\n# [停电]\n# 停电\n\n"
    )
    assert [group.name for group in RuleSet.parse(text).groups] == ["停水"]
    assert [one.name for one in split(text)] == ["小区", "停水"]


def test_words_are_imported_with_warnings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs, ours = tmp_path / "frequency_words.txt", tmp_path / "watch.rules"
    theirs.write_text("停水\n+小区\n!演练\n\n雷\n", "utf-8")
    assert main(["rules", "import", str(theirs), "-o", str(ours)]) == 0
    said = capsys.readouterr()
    assert "1 组" in said.out
    assert f"{theirs}:3:1: ! 在 TrendRadar 里拦下所有组" in said.err
    assert f"{theirs}:5:1: 雷 没有导入" in said.err
    assert main(["rules", "check", str(ours)]) == 0
    capsys.readouterr()
    assert main(["rules", "import", str(theirs), "-o", str(ours)]) == 2, "nothing is written over"
    assert "已存在" in capsys.readouterr().err
    assert main(["rules", "import", str(theirs)]) == 0
    assert capsys.readouterr().out == ours.read_text("utf-8")


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"# none\n"])
def test_a_file_of_no_use_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "words.txt"
    if content is not None:
        path.write_bytes(content)
    assert main(["rules", "import", str(path)]) in (1, 2)
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(("language", "words"), [("zh_CN", "没有这个文件"), ("en", "no such file")])
def test_what_the_system_refuses_is_said_in_the_operators_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    monkeypatch.setenv("TINGFENG_LANGUAGE", language)
    assert main(["rules", "check", str(tmp_path / "words.rules")]) != 0
    assert words in capsys.readouterr().err
    # a trouble that has no words of ours keeps the system's
    assert why(OSError(5, "Input/output error")).plain() == "Input/output error"
