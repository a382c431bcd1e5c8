"""`tingfeng parse`: what it prints, and how it refuses."""

import argparse
import asyncio
import json
import os
from collections.abc import Callable
from datetime import datetime
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


LIST = '<ul><li><a href="/t/1">断头路什么时候通</a><span>3分钟前</span></li><li></li></ul>'
HTML = ("--kind", "html", "--field", "items=ul > li", "--field", "title=a", "--field", "link=a@href")


def test_a_list_page_is_read_with_fields_and_what_says_nothing_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "list.html"
    file.write_bytes(LIST.encode("gbk"))
    saved = 1795147920
    os.utime(file, (saved, saved))
    code, out, err = run(str(file), *HTML, "--field", "date=span")
    assert code == 1
    post = json.loads(out)
    assert post["title"] == "断头路什么时候通"
    assert datetime.fromisoformat(post["published_at"]).timestamp() == saved - 180, "a saved page is as old as its file"
    record = json.loads(err)
    assert record["item"] == 2
    assert record["error"]


def test_every_kind_is_read_from_a_file(run: Run, tmp_path: Path) -> None:
    api, hot = tmp_path / "api.json", tmp_path / "hot.json"
    api.write_text('{"list": [{"t": "停水"}, {"t": "停电"}]}', "utf-8")
    hot.write_text('{"status": "success", "items": [{"id": 1, "title": "停水", "url": "https://a.example/"}]}', "utf-8")
    code, out, err = run(str(api), "--kind", "json", "--field", "items=list", "--field", "title=t")
    assert (code, err) == (0, "")
    assert [json.loads(line)["title"] for line in out.splitlines()] == ["停水", "停电"]
    code, out, err = run(str(hot), "--kind", "hotlist")
    assert (code, err, json.loads(out)["rank"]) == (0, "", 1)


def test_a_source_of_the_configuration_is_tried(run: Run, tmp_path: Path) -> None:
    config, file = tmp_path / "config.toml", tmp_path / "list.html"
    file.write_text(LIST.replace("<li></li>", ""), "utf-8")
    config.write_text(
        '[organisation]\nname = "局"\n[[sources]]\nname = "搜索"\nkind = "html"\nterms = ["停水"]\n'
        'url = "https://board.example/s?q={keyword}"\n[sources.fields]\nitems = "li"\ntitle = "a"\nlink = "a"\n',
        "utf-8",
    )
    code, out, _ = run(str(file), "--source", "搜索", "--config", str(config))
    assert (code, json.loads(out)["title"]) == (0, "断头路什么时候通")
    code, out, err = run(str(file), "--source", "搜索", "-c", str(config), "--field", "title=h9")
    assert (code, out) == (1, "")
    assert "1 条" in err, "an option replaces the entry of the file"
    code, _, err = run("--source", "没有", "--config", str(config))
    assert code == 2
    assert "搜索" in err


@pytest.mark.parametrize("short", [False, True])
async def test_a_source_of_the_configuration_is_fetched_term_by_term(
    run: Run, tmp_path: Path, site: Site, short: bool
) -> None:
    site.gives("/s/停水", FEED)
    site.gives("/s/停电", status=404)
    config = tmp_path / "config.toml"
    config.write_text(
        '[organisation]\nname = "局"\n[[sources]]\nname = "搜索"\nkind = "rss"\nlocal = true\n'
        'terms = ["停水", "停电"]\n'
        f'url = "{"rsshub:/s/" if short else site.url("/s/")}{{keyword}}"\n[services]\nrsshub = "{site.url("")}"\n',
        "utf-8",
    )
    code, out, err = await asyncio.to_thread(run, "--source", "搜索", "--config", str(config))
    assert code == 1
    assert json.loads(out)["title"] == "北门桥积水"
    assert "停电" in json.loads(err)["error"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--kind", "html"), "fields.items"),
        (("--kind", "json", "--field", "items"), "等号"),
        ((*HTML, "--field", "titel=h1"), "titel"),
        ((*HTML[:3], "items=li[", *HTML[4:]), "CSS"),
        (("--kind", "rss", "--field", "items=x"), "fields"),
    ],
)
def test_wrong_fields_are_refused_in_words(run: Run, tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    code, out, err = run(str(tmp_path / "never_opened.html"), *options)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
