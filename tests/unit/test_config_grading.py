"""[grading] and [score] of config.toml: every figure under its name, and what is refused in plain words."""

from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bot.config import ConfigError, load_config
from bot.config_grading import GradingTable, ScoreTable
from core.detect.score import Weights
from core.grading import GradingFigures
from core.policy import Figures
from core.posts import Tier
from tests.conftest import NOON

LEAST = '[organisation]\nname = "海棠县住建局"\n'


def figures(folder: Path, text: str) -> Figures:
    path = folder / "config.toml"
    path.write_text(LEAST + text, "utf-8")
    return load_config(path, {}).figures


def test_the_defaults_are_those_of_the_core(tmp_path: Path) -> None:
    read = figures(tmp_path, "")
    assert (read.grading, read.weights) == (GradingFigures(), Weights())
    assert [one.name for one in msgspec.structs.fields(ScoreTable)] == [one.name for one in fields(Weights)]


def test_every_line_is_read(tmp_path: Path) -> None:
    other = {
        "extreme_casualties": "false",
        "extreme_tiers": '["central", "provincial"]',
        "extreme_reposts": "2001",
        "extreme_last_hour": "202",
        "major_tiers": "[]",
        "major_regions": "5",
        "major_reposts": "206",
        "major_platforms": "7",
        "major_posts": "28",
        "major_class_a": "false",
        "significant_platforms": "9",
        "significant_posts": "10",
        "significant_last_hour": "11",
        "significant_class_b": "false",
        "significant_negative": "0.61",
        "significant_watched": "false",
        "burst_posts": "12",
        "burst_surprise": "2.5",
        "burst_cooldown": '"90m"',
    }
    assert list(other) == [one.name for one in msgspec.structs.fields(GradingTable)]
    read = figures(tmp_path, "[grading]\n" + "".join(f"{key} = {value}\n" for key, value in other.items())).grading
    lines = {"extreme": read.extreme, "major": read.major, "significant": read.significant, "burst": read.burst}
    found = {f"{name}_{one.name}": getattr(line, one.name) for name, line in lines.items() for one in fields(line)}
    expected = {key: msgspec.toml.decode(f"it = {value}")["it"] for key, value in other.items()}
    expected |= {"extreme_tiers": frozenset({Tier.CENTRAL, Tier.PROVINCIAL}), "major_tiers": frozenset()}
    assert found == expected | {"burst_cooldown": timedelta(minutes=90)}


def test_the_points_are_read(tmp_path: Path) -> None:
    names = [one.name for one in fields(Weights)]
    text = "".join(f"{name} = {number}\n" for number, name in enumerate(names, 1))
    read = figures(tmp_path, f"[score]\n{text}").weights
    assert read == Weights(**{name: number for number, name in enumerate(names, 1)})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[grading]\nextreme_reposts = 50\n", "grading.extreme_reposts = 50 低于 grading.major_reposts = 100"),
        ("[grading]\nextreme_last_hour = 2\n", "grading.extreme_last_hour = 2 低于 grading.significant_last_hour = 3"),
        ("[grading]\nsignificant_posts = 1\n", "grading.significant_posts = 1 会使每条帖文都升级"),
        ("[grading]\nmajor_regions = 1\n", "不用这一条时填 0"),
        ("[grading]\nburst_posts = 1\n", "$.grading.burst_posts"),
        ('[grading]\nburst_cooldown = "six"\n', "grading.burst_cooldown = “six” 不是时长"),
        ('[grading]\nmajor_tiers = ["moon"]\n', "$.grading.major_tiers"),
        ("[grading]\nsignificant_negative = 7\n", "$.grading.significant_negative"),
        ("[grading]\nmajor_reposts = -1\n", "$.grading.major_reposts"),
        ("[grading]\nmajor_repost = 5\n", "major_repost"),
        ("[score]\ncasualties = 101\n", "$.score.casualties"),
    ],
)
def test_what_cannot_be_is_named_with_its_key(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as error:
        figures(tmp_path, text)
    assert words in str(error.value)
    assert str(tmp_path / "config.toml") in str(error.value)


def test_what_is_taken_out_needs_no_order(tmp_path: Path) -> None:
    read = figures(tmp_path, "[grading]\nextreme_reposts = 0\nmajor_posts = 0\nsignificant_last_hour = 0\n")
    assert (read.grading.extreme.reposts, read.grading.significant.last_hour) == (0, 0)


def test_a_key_period_lowers_the_table_by_its_own_factor(tmp_path: Path) -> None:
    """W8"""
    period = '[[key_periods]]\nname = "两会"\nbegin = 2026-11-20\nend = 2026-11-20\nthreshold_factor = 0.2\n'
    read = figures(tmp_path, period)
    assert read.grading_at(NOON) == GradingFigures().scaled(0.2)
    assert read.grading_at(NOON).major.posts == 4
    # the day is the organisation's: 16:00 UTC is tomorrow in China
    assert read.grading_at(NOON + timedelta(hours=12)) == GradingFigures()
