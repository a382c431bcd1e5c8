"""`tingfeng detect` as an operator calls it."""

import io
import json
import sys

import pytest

from tests.unit.detect.conftest import Shell
from tests.unit.detect.making import RULES

STORY = "东门小区停水三天，物业和水厂互相推诿，老人只能拎水上六楼"


def test_without_rules_every_post_is_judged(shell: Shell) -> None:
    posts = shell.posts(
        {"id": "a", "text": STORY, "platform": "论坛"},
        {"id": 2, "text": f"转发：{STORY}！", "platform": "微博", "unknown": [1]},
        {"id": "c", "text": "周末天气很好，适合爬山", "likes": None},
    )
    assert shell.run("detect", posts) == 0
    first, second, third = shell.decisions()
    assert list(first) == [
        *("id", "action", "incident", "duplicate_of", "level", "score", "negative", "topic", "department", "reasons"),
    ]
    assert first["negative"] > 0.5 > third["negative"] > 0
    assert any("推诿↑" in reason for reason in first["reasons"])
    assert [first["id"], first["action"], first["incident"], first["duplicate_of"]] == ["a", "open", 1, None]
    assert [second["id"], second["action"], second["incident"], second["duplicate_of"]] == [2, "duplicate", 1, "a"]
    assert [third["action"], third["incident"], third["level"], third["topic"]] == ["open", 2, "general", None]
    assert any("指纹" in reason for reason in second["reasons"])
    assert second["level"] == "significant"
    assert second["reasons"][-1].startswith("等级「较大」")


def test_rules_choose_and_name_topic_and_department(shell: Shell) -> None:
    path = shell.file("watch.rules", RULES)
    assert shell.run("detect", "--rules", path, shell.posts({"id": 1, "text": STORY}, {"id": 2, "text": "爬山"})) == 0
    hit, miss = shell.decisions()
    assert (hit["action"], hit["topic"], hit["department"]) == ("open", "停水", "供水科")
    assert (miss["action"], miss["incident"], miss["level"]) == ("ignore", None, None)


def test_a_configuration_brings_organisation_sources_and_rules(shell: Shell) -> None:
    shell.file("watch.rules", RULES)
    config = shell.file(
        "config.toml",
        '[organisation]\nname = "青禾县水厂"\naliases = ["青禾水厂"]\n[rules]\nfile = "watch.rules"\n'
        '[[sources]]\nname = "水厂信箱"\nkind = "rss"\nurl = "https://box.example/rss"\nown_area = true\n',
    )
    posts = shell.posts(
        {"id": 1, "text": "青禾水厂停水三天"},
        {"id": 2, "text": "邻县停水，投诉无门"},
        {"id": 3, "text": "三号楼又停水，没人管", "source": "水厂信箱"},
    )
    assert shell.run("detect", "-c", config, posts) == 0
    assert [one["action"] for one in shell.decisions()] == ["open", "ignore", "open"]


def test_bad_lines_are_told_by_number_and_the_rest_goes_on(shell: Shell) -> None:
    bad: list[object] = [
        "not json",
        "[1]",
        {"text": "没有编号"},
        {"id": True, "text": "x"},
        {"id": "a"},
        {"id": "a", "text": 5},
        {"id": "a", "text": "x", "likes": -1},
        {"id": "a", "text": "x", "reposts": "5"},
        {"id": "a", "text": "x", "tier": "moon"},
        {"id": "a", "text": "x", "published_at": "昨天"},
        {"id": "a", "text": "x", "published_at": 5},
        "[" * 100_000,
    ]
    posts = shell.posts({"id": "first", "text": STORY}, "", *bad, {"id": "last", "text": "周末爬山"})
    assert shell.run("detect", posts) == 1
    assert [one["id"] for one in shell.decisions()] == ["first", "last"]
    errors = [json.loads(line) for line in shell.err]
    assert [error["line"] for error in errors] == list(range(3, 3 + len(bad)))
    assert "tier" in errors[8]["error"]
    assert "provincial" in errors[8]["error"]


def test_hostile_but_valid_lines_are_decided(shell: Shell) -> None:
    posts = shell.file(
        "posts.jsonl",
        b'\xef\xbb\xbf{"id":"\\ud800","text":"\\ud800 \\u0000 {braces} %s"}\n{"id":1,"text":""}\n{"id":2,"text":""}\n',
    )
    assert shell.run("detect", posts) == 0
    assert [one["action"] for one in shell.decisions()] == ["open", "open", "open"]


def test_thirty_days_apart_is_not_the_same_flood(shell: Shell) -> None:
    times = ("2026-01-01T08:00:00+08:00", "2026-01-20 08:00", "2026-03-20T00:00:00Z")
    posts = shell.posts(*({"id": at, "text": STORY, "published_at": at} for at in times))
    assert shell.run("detect", posts) == 0
    assert [one["action"] for one in shell.decisions()] == ["open", "duplicate", "open"]


def test_lines_without_a_time_follow_the_newest_before_them(shell: Shell) -> None:
    posts = shell.posts(
        {"id": 1, "text": STORY},
        {"id": 2, "text": STORY, "published_at": "2026-01-01T08:00:00"},
        {"id": 3, "text": STORY, "published_at": "2026-03-20T08:00:00"},
        {"id": 4, "text": STORY},
    )
    assert shell.run("detect", posts) == 0
    assert [one["action"] for one in shell.decisions()] == ["open", *["duplicate"] * 3]


def test_speed_counts_only_where_times_are_known(shell: Shell) -> None:
    undated = shell.posts(*({"id": n, "text": STORY, "source": "甲", "platform": "论坛"} for n in range(101)))
    assert shell.run("detect", undated) == 0
    assert shell.decisions()[-1]["level"] == "significant"
    dated = shell.posts(
        *({"id": n, "text": STORY, "published_at": f"2026-01-01T08:{n % 60:02}:00"} for n in range(101))
    )
    assert shell.run("detect", dated) == 0
    assert shell.decisions()[-1]["level"] == "extreme"


def test_a_copy_that_opens_takes_its_ignored_original_along(shell: Shell) -> None:
    config = shell.file(
        "config.toml",
        '[organisation]\nname = "青禾县水厂"\n[[sources]]\nname = "水厂信箱"\nkind = "rss"\n'
        'url = "https://box.example/rss"\nown_area = true\n',
    )
    given = [{"id": 1}, {"id": 2, "source": "水厂信箱"}, {"id": 3}]
    assert shell.run("detect", "-c", config, shell.posts(*({"text": STORY} | one for one in given))) == 0
    found = [(one["action"], one["incident"]) for one in shell.decisions()]
    assert found == [("ignore", None), ("open", 1), ("duplicate", 1)]


def test_stdin(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    line = json.dumps({"id": 1, "text": STORY}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line)))
    assert shell.run("detect", "-") == 0
    assert [one["action"] for one in shell.decisions()] == ["open"]


def test_mistakes_in_rules_stop_before_the_first_post(shell: Shell) -> None:
    path = shell.file("watch.rules", "[甲]\n停水\n死\n:颜色 红\n")
    assert shell.run("detect", "--rules", path, shell.posts({"id": 1, "text": STORY})) == 1
    assert shell.out == []
    assert [line.removeprefix(path).split(": ")[0] for line in shell.err] == [":3:1", ":4:2"]
