"""`tingfeng members export`, `sources export`, `bind-code`: what stands in the database, as the file would say it."""

import asyncio
import re
import tomllib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.engine import URL

from bot.__main__ import main
from bot.config import Config, load_config
from bot.toml import comment, table
from core.people import Department, Member, Role
from core.policy import Figures
from core.posts import Source, Tier
from storage import Database, Store
from storage.people_rows import put_member
from storage.tables import sources
from tests.conftest import NOON

NASTY = '«"\\\n\t\x7f\x01' + "]]\u2028'''#🌊"
HEAD = '[organisation]\nname = "海棠县住建局"\n'
PEOPLE = (
    Member(id=11, name=NASTY, roles=frozenset({Role.CHIEF, Role.MEMBER})),
    Member(id=12, name="何建", roles=frozenset({Role.HANDLER}), department=NASTY + "科", head=True),
    Member(id=13, name="离岗\n的人", active=False),
)
UNITS = (Department(id=0, name=NASTY + "科", chat=-100123), Department(id=0, name="物业科"))
SOURCES = (
    Source(name=NASTY, kind="rss", url='https://forum.example/rss?a=1&b="2"', interval=90),
    Source(
        name="接口",
        kind="json",
        url="https://api.example/{keyword}",
        platform="微博",
        tier=Tier.CITY,
        headers=(("Cookie", NASTY.replace("\n", "")), ("X-Y", "1")),
        fields=(("items", "data[?a=='b']"), ("title", "t")),
        terms=("望江 西路", "海棠"),
        keyword_encoding="gb18030",
        own_area=True,
        watched=True,
        own=True,
        local=True,
        interval=5,
    ),
    Source(name="暂停的", kind="rss", url="https://paused.example/rss", timezone="Europe/Berlin", region="海棠县"),
)


def written(folder: Path, url: URL, more: str = "") -> Path:
    path = folder / "config.toml"
    storage = url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)
    path.write_text(f'{HEAD}[storage]\nurl = "{storage}"\n{more}', "utf-8")
    return path


def filled(url: URL, fill: Callable[[Store], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        store = Store(Database(url), Figures())
        try:
            return await fill(store)
        finally:
            await store.close()

    return asyncio.run(run())


def read_back(folder: Path, text: str) -> Config:
    path = folder / "again.toml"
    path.write_text(HEAD + text, "utf-8")
    return load_config(path, {})


def test_members_come_back_as_they_stand(tmp_path: Path, database_url: URL, capsys: pytest.CaptureFixture[str]) -> None:
    async def team(store: Store) -> None:
        await store.seed(group=-1001, people=PEOPLE[:1], units=UNITS, now=NOON)
        async with store.db.write() as connection:
            for one in PEOPLE[1:]:
                await put_member(connection, one)

    filled(database_url, team)
    assert main(["members", "export", "-c", str(written(tmp_path, database_url))]) == 0
    text = capsys.readouterr().out
    again = read_back(tmp_path, text)
    assert again.members == PEOPLE[:2]
    assert again.departments == UNITS
    assert "# [telegram] 里：group = -1001" in text
    assert "# 已停用：离岗的人（13）" in text
    left = filled(database_url, lambda s: s.seed(group=None, people=again.members, units=again.departments, now=NOON))
    assert left == (), "what was exported changes nothing"


def test_a_department_that_is_gone_does_not_break_the_file(
    tmp_path: Path, sqlite_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(sqlite_url, lambda s: s.seed(group=None, people=PEOPLE[:2], units=(), now=NOON))
    assert main(["members", "export", "-c", str(written(tmp_path, sqlite_url))]) == 0
    assert [m.department for m in read_back(tmp_path, capsys.readouterr().out).members] == ["", ""]


def test_sources_come_back_as_they_stand(tmp_path: Path, database_url: URL, capsys: pytest.CaptureFixture[str]) -> None:
    arrived = replace(SOURCES[0], name="人工报送", kind="arrival", url="")

    async def watch(store: Store) -> None:
        await store.seed_sources([*SOURCES, arrived], NOON)
        async with store.db.write() as connection:
            await connection.execute(update(sources).where(sources.c.name == "暂停的").values(active=False))

    filled(database_url, watch)
    assert main(["sources", "export", "-c", str(written(tmp_path, database_url))]) == 0
    text = capsys.readouterr().out
    assert read_back(tmp_path, text).sources == SOURCES
    assert "# 已暂停：暂停的\n[[sources]]" in text
    assert "人工报送" not in text


def test_an_empty_database_exports_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "config.toml"
    path.write_text(HEAD, "utf-8")
    for what in ("members", "sources"):
        assert main([what, "export", "-c", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "tingfeng.db").exists()


def test_bind_code_prints_a_code_that_the_store_knows_by_its_hash(
    tmp_path: Path, sqlite_url: URL, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bind-code", "-c", str(written(tmp_path, sqlite_url))]) == 0
    first = re.search(r"绑定码 (\w{10})，15 分钟内有效", capsys.readouterr().out)
    assert main(["bind-code", "-c", str(tmp_path / "config.toml")]) == 0
    second = re.search(r"/bind (\w{10})，", capsys.readouterr().out)
    assert first
    assert second
    assert first[1] != second[1]


@pytest.mark.parametrize("command", [["members", "export"], ["sources", "export"], ["bind-code"]])
def test_without_a_file_it_is_said_in_a_line(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "-c", str(tmp_path / "none.toml")]) == 1
    assert "不存在" in capsys.readouterr().err


@given(
    st.text(max_size=60),
    st.lists(st.text(max_size=20), max_size=4),
    st.dictionaries(st.text(max_size=8), st.text(max_size=8)),
)
def test_any_text_is_read_back(name: str, terms: list[str], pairs: dict[str, str]) -> None:
    whole = comment(name) + table("sources", {"name": name, "terms": terms, "fields": pairs, "n": -5, "b": True})
    (read,) = tomllib.loads(whole)["sources"]
    assert read == {"name": name, "terms": terms, "fields": pairs, "n": -5, "b": True}


def test_what_our_tables_do_not_hold_is_a_bug() -> None:
    with pytest.raises(TypeError):
        table("members", {"at": None})
