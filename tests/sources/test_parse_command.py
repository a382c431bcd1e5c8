"""`tingfeng parse`: what it prints, and how it refuses."""

import argparse
import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from small_site import FEED, Site

from bot.commands import parse

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    parser = argparse.ArgumentParser(prog="tingfeng")
    parse.add(parser.add_subparsers(required=True))

    def call(*words: str) -> tuple[int, str, str]:
        args = parser.parse_args(["parse", *words])
        code = args.run(args)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_a_file_is_printed_item_by_item(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(FEED.replace("</guid>", "</guid><pubDate>2026-06-01 08:05</pubDate>"), encoding="utf-8")
    code, out, err = run(str(file), "--kind", "rss", "--timezone", "Asia/Tokyo")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "key": "t1",
        "url": "http://forum.example/t/1",
        "title": "北门桥积水",
        "text": "",
        "author": "",
        "published_at": "2026-06-01T08:05:00+09:00",
        "reposts": None,
        "comments": None,
        "likes": None,
    }
    assert "北门桥" in out


async def test_an_address_is_fetched_where_that_is_allowed(run: Run, site: Site) -> None:
    site.gives("/feed")
    site.gives("/down", status=503)
    code, out, _ = await asyncio.to_thread(run, site.url(), "--kind", "rss", "--local")
    assert (code, json.loads(out)["key"]) == (0, "t1")
    code, out, err = await asyncio.to_thread(run, site.url("/feed?token=SECRET"), "--kind", "rss")
    assert (code, out) == (1, "")
    assert "内网" in err
    assert "SECRET" not in err
    code, _, err = await asyncio.to_thread(run, site.url("/down"), "--kind", "rss", "--local")
    assert code == 1
    assert "HTTP 503" in err
    assert len(site.asked) == 2


def test_errors_are_one_line_and_an_exit_code(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body>登录</body></html>", encoding="utf-8")
    huge = tmp_path / "huge.xml"
    huge.write_bytes(b" " * (8 * 1024 * 1024 + 1))
    cases = [
        ((str(page), "--kind", "rss"), 1, "网页"),
        ((str(huge), "--kind", "rss"), 1, "超过 8 MiB"),
        ((str(tmp_path / "none.xml"), "--kind", "rss"), 2, "打不开文件"),
        ((str(tmp_path), "--kind", "rss"), 2, "打不开文件"),
        ((str(page), "--kind", "rss", "--timezone", "Mars"), 2, "时区"),
    ]
    for words, expected, sentence in cases:
        code, out, err = run(*words)
        assert (code, out) == (expected, "")
        assert err.count("\n") == 1
        assert err.startswith("tingfeng parse：")
        assert sentence in err


@pytest.mark.parametrize("words", [["x.xml"], ["x.xml", "--kind", "smoke"], ["--kind", "rss"]])
def test_a_wrong_call_is_refused(run: Run, words: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        run(*words)
    assert refused.value.code == 2
