"""`tingfeng learn` and `tingfeng detect --model` as an operator calls them."""

import json
from pathlib import Path

import pytest

from core.learning import Model
from tests.unit.detect.conftest import Shell
from tests.unit.detect.marking import line, marks


def test_a_model_is_made_and_used(shell: Shell, tmp_path: Path) -> None:
    path = shell.file("marks.jsonl", "\n".join(map(line, marks(60))))
    model = tmp_path / "model"
    assert shell.run("learn", path, "-o", str(model)) == 0
    version = Model.from_bytes(model.read_bytes()).version
    said = "\n".join(shell.out)
    assert f"学自 60 条标记（该报的 30 条，误报的 30 条），版本 {version}" in said
    assert "交叉检验" in said
    assert "学较早的，判较新的 9 条" in said, "of the newest twelve three say what older ones said"
    assert said.count("准确率") == said.count("召回率") == 4
    assert not shell.err
    posts = shell.posts({"id": 1, "text": "河边的蓝盒子在那里"})
    assert shell.run("detect", posts) == 0
    (plain,) = shell.decisions()
    assert shell.run("detect", posts, "--model", str(model)) == 0
    (taught,) = shell.decisions()
    assert plain["negative"] < 0.5 < taught["negative"]
    assert any(f"模型 {version}" in reason for reason in taught["reasons"])
    assert not any("模型" in reason for reason in plain["reasons"])


def test_bad_lines_are_named_and_the_rest_is_learnt(shell: Shell, tmp_path: Path) -> None:
    good = [line(mark) for mark in marks(12, timed=False)]
    bad = [
        "not json",
        "[1]",
        "[" * 100_000,
        json.dumps({"text": "没有编号", "label": 1}),
        json.dumps({"id": "a", "label": 1}),
        json.dumps({"id": "a", "text": " ", "label": 1}),
        json.dumps({"id": "a", "text": "标签不对", "label": 2}),
        json.dumps({"id": "a", "text": "标签不对", "label": True}),
        json.dumps({"id": "a", "text": "标签不对", "label": "1"}),
        json.dumps({"id": "a", "text": "时间不对", "label": 1, "at": "昨天"}),
        good[3],
        json.dumps({"id": "long", "text": "水" * 4_000_000, "label": 1}, ensure_ascii=False),
    ]
    path = shell.file("marks.jsonl", "\n\n".join([*good, *bad, '{"id": 7, "text": "河边没人管", "label": 1}']))
    assert shell.run("learn", path, "-o", str(tmp_path / "model")) == 1
    numbers = [2 * (len(good) + at) + 1 for at in range(len(bad))]
    assert [said.partition("行")[0] for said in shell.err] == [f"第 {number} " for number in numbers]
    for said, part in zip(shell.err, ("JSON", "JSON", "JSON", "id", "text", "text", *["label"] * 3), strict=False):
        assert part in said
    assert "编号「m3」在第 7 行已经用过" in shell.err[-2]
    assert "太长" in shell.err[-1]
    assert "学自 13 条标记" in shell.out[0]
    assert "没有按时间检验" in shell.out[-1]


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_learn_is_said(shell: Shell, tmp_path: Path, count: int) -> None:
    path = shell.file("marks.jsonl", "\n".join(map(line, marks(count))))
    assert shell.run("learn", path, "-o", str(tmp_path / "model")) == 1
    assert "两种至少各要 2 条，内容不能都一样" in shell.err[0]
    assert not (tmp_path / "model").exists()


def test_files_that_do_not_open(shell: Shell, tmp_path: Path) -> None:
    path = shell.file("marks.jsonl", "\n".join(map(line, marks(8))))
    assert shell.run("learn", str(tmp_path / "none"), "-o", str(tmp_path / "model")) == 2
    assert shell.run("learn", path, "-o", str(tmp_path / "no" / "model")) == 2
    assert shell.run("learn", path) == 2
    posts = shell.posts({"id": 1, "text": "河边的蓝盒子在那里"})
    assert shell.run("detect", posts, "--model", str(tmp_path / "none")) == 2
    assert "none" in shell.err[0]


def test_a_file_that_is_no_model_is_refused_in_words(shell: Shell) -> None:
    posts = shell.posts({"id": 1, "text": "河边的蓝盒子在那里"})
    assert shell.run("detect", posts, "--model", posts) == 1
    assert "不是听风的模型文件" in shell.err[0]
    assert not shell.out
