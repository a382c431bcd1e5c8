"""`tingfeng import FILE`: what a spreadsheet or another tool exported goes through the one door (W5)."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.__main__ import main
from core.arrivals import Arrival
from core.policy import Figures
from storage import Database, Store
from storage.engine import database_url

CSV = """\
编号,标题,正文,链接,作者,时间,转发,平台,来源
1,断头路,"每天绕行,投诉",https://weibo.example/1,路人,2026/11/20 8:12,"1,024",微博,人民舆情
2,没有暖气,冷,javascript:alert(1),,,,,
3,,,,,,,,
4,停暖,冷,,,明天,,,
5,停暖,冷,,,,很多,,
"""


@pytest.fixture
def config(tmp_path: Path, sqlite_url: URL) -> Path:
    path = tmp_path / "config.toml"
    url = sqlite_url.set(drivername="sqlite").render_as_string(hide_password=False)
    path.write_text(f'[organisation]\nname = "海棠县住建局"\n[storage]\nurl = "{url}"\n', "utf-8")
    return path


def waiting(config: Path) -> list[Arrival]:
    async def read() -> list[Arrival]:
        store = Store(Database(database_url(f"sqlite:///{config.parent}/tingfeng.db", config.parent)), Figures())
        try:
            return list(await store.new_arrivals(100))
        finally:
            await store.close()

    return asyncio.run(read())


def run(config: Path, name: str, content: bytes, *more: str) -> int:
    path = config.parent / name
    path.write_bytes(content)
    return main(["import", str(path), "-c", str(config), *more])


@pytest.mark.parametrize("raw", [CSV.encode(), b"\xef\xbb\xbf" + CSV.encode(), CSV.encode("gb18030")])
def test_a_spreadsheet_is_read_and_bad_lines_are_named(
    config: Path, capsys: pytest.CaptureFixture[str], raw: bytes
) -> None:
    assert run(config, "导出.csv", raw) == 1
    out, err = capsys.readouterr()
    assert "收下 2 条，已有 0 条，有误 3 条" in out
    assert [line.split("：")[0] for line in err.splitlines() if line.startswith("第")] == [
        "第 4 行",
        "第 5 行",
        "第 6 行",
    ]
    assert "转发“很多”应为不小于 0 的整数" in err
    first, second = waiting(config)
    assert (first.source.name, first.source.platform, first.post.reposts) == ("人民舆情 · 微博", "微博", 1024)
    assert first.post.published_at is not None
    assert first.post.published_at.isoformat() == "2026-11-20T00:12:00+00:00"
    assert (second.source.name, second.post.url, second.entry) == ("导入", "", "import")


def test_importing_twice_adds_nothing(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = CSV.split("\n3,")[0].encode()
    assert run(config, "a.csv", good, "--source", "老系统") == 0
    assert run(config, "b.csv", good, "--source", "老系统") == 0
    assert "收下 0 条，已有 2 条，有误 0 条" in capsys.readouterr().out
    assert [one.source.name for one in waiting(config)] == ["人民舆情 · 微博", "老系统"]


def test_json_lines_as_detect_reads_them(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (
        '{"id": "a", "text": "断头路"}\n\nnonsense\n{"text": "没有编号"}\n{"id": 2, "text": "停暖", "tier": "city"}\n'
    )
    assert run(config, "posts.jsonl", lines.encode()) == 1
    out, err = capsys.readouterr()
    assert "收下 2 条，已有 0 条，有误 2 条" in out
    assert "第 3 行" in err
    assert "第 4 行" in err
    assert [one.post.key for one in waiting(config)] == ["a", "2"]


@pytest.mark.parametrize("raw", [b"", b"a,b\n1,2\n", b"\x00\x01", "编号,链接\n1,https://x.example\n".encode()])
def test_a_table_without_a_usable_head_is_refused(config: Path, capsys: pytest.CaptureFixture[str], raw: bytes) -> None:
    assert run(config, "x.csv", raw) == 2
    assert "第一行应为列名" in capsys.readouterr().err
    assert waiting(config) == []


def test_a_file_that_is_not_there_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(config.parent / "none.csv"), "-c", str(config)]) == 2
    assert "none.csv" in capsys.readouterr().err


def test_lines_that_no_database_could_keep_cost_the_others_nothing(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """NUL and half a character in every text, a count and a date beyond all bounds, a number without end."""
    nasty = "a\\u0000\\ud800b"
    lines = [
        (
            f'{{"id": "{nasty}", "text": "{nasty}", "title": "{nasty}", "url": "https://x.example/{nasty}",'
            f' "author": "{nasty}", "source": "{nasty}", "platform": "{nasty}"}}'
        ),
        '{"id": 1, "text": "断头路", "reposts": 1' + "0" * 30 + "}",
        '{"id": 2, "text": "断头路", "published_at": "0001-01-01T00:00:00"}',
        '{"id": 3, "text": "断头路", "published_at": "9999-12-31T23:59:59-12:00"}',
        '{"id": 4, "text": "断头路", "likes": ' + "9" * 5000 + "}",
        '{"id": 5, "text": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"id": 6, "text": "断头路"}',
    ]
    assert run(config, "posts.jsonl", "\n".join(lines).encode()) == 1
    assert "收下 2 条，已有 0 条，有误 5 条" in capsys.readouterr().out
    first, last = waiting(config)
    assert (first.post.key, first.post.title, first.post.url, first.source.name) == ("a?b", "a?b", "", "a?b · a?b")
    assert last.post.key == "6"


@pytest.mark.parametrize("line", ["ab," * 1_400_000, '"' + "x" * 1_100_000 + '"'])
def test_a_line_without_end_is_one_bad_line(config: Path, capsys: pytest.CaptureFixture[str], line: str) -> None:
    """Cut into its cells it would fill the memory: 190 MB of commas took 5.7 GB."""
    assert run(config, "x.csv", f"标题,正文\n断头路,绕行\n{line}\n停暖,冷\n".encode()) == 1
    out, err = capsys.readouterr()
    assert "收下 2 条，已有 0 条，有误 1 条" in out
    assert "第 3 行：这一行不是有效的 CSV" in err
