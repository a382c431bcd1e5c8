"""`tingfeng due`: until when, if it were found then, and why; the same figures as the bot's."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from core.timer import Clock

HEAD = '[organisation]\nname = "海棠县住建局"\n'


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No config.toml of somebody's is beside us."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def due(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the command; the record that it printed and what it complained of."""

    def run(*arguments: str) -> tuple[Any, str]:
        assert main(["due", *arguments]) == 0
        told = capsys.readouterr()
        return json.loads(told.out), told.err

    return run


def test_the_example_of_the_specification(due: Any) -> None:
    """§4: 周五 16:50 发现,当日剩 40 分钟,余 2 小时 20 分顺延,周一 11:20 到期."""
    record, complaint = due("2026-11-20T16:50", "--clock", "first_response")
    assert complaint == ""
    (one,) = record.pop("due")
    explanation = one.pop("explanation")
    assert one == {
        "clock": "first_response",
        "name": "首次回应",
        "level": "general",
        "due": "2026-11-23T11:20:00+08:00",
        "due_utc": "2026-11-23T03:20:00Z",
        "calendar": "chinesecalendar 1.11.0",
        "official": True,
    }
    assert record == {
        "start": "2026-11-20T16:50:00+08:00",
        "start_utc": "2026-11-20T08:50:00Z",
        "level": "general",
        "category": "",
        "calendar": "chinesecalendar 1.11.0",
        "config": None,
    }
    for words in ("周五", "16:50", "发现", "剩 40 分钟", "2 小时 20 分", "顺延", "周一", "11:20"):
        assert words in explanation


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], {"claim": "30T17:05", "first_response": "08T11:20", "ceiling": "02T16:50"}),
        (
            ["--category", "inquiry", "--level", "significant"],
            {"claim": "30T17:05", "first_response": "08T11:20", "same_day": "08T12:00", "ceiling": "02T16:50"},
        ),
        (
            ["--level", "major"],
            {
                "claim": "30T17:05",
                "report_up": "30T20:50",
                "first_response": "30T19:50",
                "authoritative": "30T21:50",
                "briefing": "01T16:50",
            },
        ),
        (
            ["--level", "extreme", "--category", "fabrication"],
            {
                "claim": "30T17:05",
                "report_up": "30T18:50",
                "first_response": "30T19:50",
                "authoritative": "30T21:50",
                "briefing": "01T16:50",
            },
        ),
        (["--clock", "same_day"], {"same_day": "08T12:00"}),
        (["--clock", "verify"], {"verify": "08T10:20"}),
        (["--clock", "final"], {"final": "13T17:30"}),
        (["--clock", "instruct"], {"instruct": "10T17:30"}),
        (["--clock", "approval", "--level", "major"], {"approval": "30T17:05"}),
    ],
)
def test_the_evening_before_a_holiday_week(due: Any, options: list[str], expected: dict[str, str]) -> None:
    """National Day 2026: 1 to 7 October off, Saturday 10 October worked."""
    record, complaint = due("2026-09-30T16:50", *options)
    assert complaint == ""
    assert {one["clock"]: one["due"][8:16] for one in record["due"]} == expected
    assert all(one["official"] and one["explanation"] for one in record["due"])


def test_every_clock_but_a_promise_can_be_asked_for(due: Any) -> None:
    for clock in set(Clock) - {Clock.PROMISE}:
        level = "general" if clock is Clock.CEILING else "major"
        record, _ = due("2026-11-20T16:50", "--clock", clock.value, "--level", level)
        assert [one["clock"] for one in record["due"]] == [clock.value]


@pytest.mark.parametrize("instant", ["2026-11-20 16:50", "2026-11-20T08:50Z", "2026-11-20T16:50:00+08:00"])
def test_a_zone_may_be_named(due: Any, instant: str) -> None:
    assert due(instant)[0]["start"] == "2026-11-20T16:50:00+08:00"


def test_figures_hours_and_zone_of_the_organisation(due: Any, tmp_path: Path) -> None:
    text = (
        f'{HEAD}timezone = "Asia/Urumqi"\n[clocks]\nfirst_response = "1h"\n'
        '[calendar]\nhours = ["10:00-14:00"]\nextra_holidays = [2026-11-23]\n'
    )
    for path, options in (("own.toml", ["-c", "own.toml"]), ("config.toml", [])):
        (tmp_path / path).write_text(text, "utf-8")
        record, _ = due("2026-11-20T13:30", "--clock", "first_response", *options)
        assert record["config"] == path
        assert record["due"][0]["due"] == "2026-11-24T10:30:00+06:00"
        assert record["calendar"].startswith("chinesecalendar 1.11.0 +")


def test_a_year_without_a_table_is_said(due: Any, tmp_path: Path) -> None:
    record, complaint = due("2026-12-30T16:50", "--clock", "final")
    assert record["due"][0]["official"] is False
    assert record["due"][0]["due"] == "2027-01-06T17:30:00+08:00"
    assert len(complaint.splitlines()) == 1
    assert "2027" in complaint
    assert "extra_holidays" in complaint
    record, complaint = due("2026-12-31T23:50", "--clock", "ceiling")
    assert (record["due"][0]["official"], complaint) == (True, ""), "a clock that runs day and night needs no table"
    (tmp_path / "config.toml").write_text(
        f"{HEAD}[calendar]\nextra_holidays = [2027-01-01]\nextra_years = [2027]\n", "utf-8"
    )
    record, complaint = due("2026-12-30T16:50", "--clock", "final")
    assert (record["due"][0]["official"], complaint) == (True, "")
    assert record["due"][0]["due"] == "2027-01-07T17:30:00+08:00"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["tomorrow"], ["tomorrow", "2026-09-30T16:50"]),
        (["2026-09-30"], ["2026-09-30T16:50"]),
        (["2026-02-30T09:00"], ["2026-02-30T09:00"]),
        (["0001-01-01T00:00"], ["2000"]),
        (["9999-12-31T23:59+00:00"], ["2099"]),
        (["2026-09-30T16:50", "--clock", "promise"], ["--clock", "promise", "first_response"]),
        (["2026-09-30T16:50", "--level", "重大"], ["--level", "重大", "major"]),
        (["2026-09-30T16:50", "--category", "x"], ["--category", "x", "inquiry"]),
        (["2026-09-30T16:50", "--clock", "report_up"], ["report_up", "general", "--level"]),
        (["2026-09-30T16:50", "--clock", "ceiling", "--level", "major"], ["ceiling", "major", "--level"]),
        (["2026-09-30T16:50", "--clock", "same_day", "--category", "hype"], ["same_day", "hype", "--category"]),
    ],
)
def test_a_wrong_call_is_one_line(arguments: list[str], words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert all(word in told.err for word in words), told.err


@pytest.mark.parametrize("text", [None, f'{HEAD}[clocks]\nclaim = "soon"\n'])
def test_a_configuration_that_cannot_be_used_is_a_problem(
    text: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if text:
        (tmp_path / "own.toml").write_text(text, "utf-8")
    assert main(["due", "2026-09-30T16:50", "-c", "own.toml"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert "own.toml" in told.err
