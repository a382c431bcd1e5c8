"""Dates as list pages show them (W1)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from making_pages import NOON

from jobs.sources.moments import When

CHINA = ZoneInfo("Asia/Shanghai")
WHEN = When(CHINA, NOON)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("3分钟前", "2026-11-20 11:57"),
        ("回复于 3 分钟前", "2026-11-20 11:57"),
        ("30秒前", "2026-11-20 11:59:30"),
        ("2小时前", "2026-11-20 10:00"),
        ("半小时前", "2026-11-20 11:30"),
        ("一个小时前", "2026-11-20 11:00"),
        ("刚刚", "2026-11-20 12:00"),
        ("今天 08:12", "2026-11-20 08:12"),
        ("昨天 08:12", "2026-11-19 08:12"),
        ("昨天08:12", "2026-11-19 08:12"),
        ("前天 23:59", "2026-11-18 23:59"),
        ("昨天", "2026-11-19 00:00"),
        ("3天前", "2026-11-17 00:00"),
        ("08:12", "2026-11-20 08:12"),
        ("[11-19]", "2026-11-19 00:00"),
        ("11-19 08:12", "2026-11-19 08:12"),
        ("11月19日 08:12", "2026-11-19 08:12"),
        ("12-31 08:12", "2025-12-31 08:12"),
        ("11-21 08:12", "2026-11-21 08:12"),
        ("２０２６－１１－１９", "2026-11-19 00:00"),
        ("发布时间：2026-11-19 08:12:30 来源：本站", "2026-11-19 08:12:30"),
        ("2026年11月19日 浏览 33", "2026-11-19 00:00"),
        ("(2026/11/19)", "2026-11-19 00:00"),
        ("Thu, 19 Nov 2026 08:12:00 +0800", "2026-11-19 08:12"),
    ],
)
def test_what_a_list_page_says(text: str, clock: str) -> None:
    assert WHEN.read(text) == datetime.fromisoformat(clock).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "几分钟前",
        "25:70",
        "02-31",
        "13-45 08:12",
        "昨天 29:99",
        "置顶",
        "共 3 条",
        "192.168.11.20",
        "99999999小时前",
    ],
)
def test_what_names_no_moment_is_none(text: str) -> None:
    assert WHEN.read(text) is None


def test_nothing_is_counted_from_an_unknown_now() -> None:
    unknown = When(CHINA, None)
    assert unknown.read("3分钟前") is None
    assert unknown.read("昨天 08:12") is None
    assert unknown.read("发布：2026-11-19") == datetime(2026, 11, 19, tzinfo=CHINA)


def test_a_day_is_the_sources_own_day() -> None:
    """At 12:00 in China it is still the 19th in Hawaii."""
    assert When(ZoneInfo("Pacific/Honolulu"), NOON).read("今天 08:12") == datetime(
        2026, 11, 19, 8, 12, tzinfo=ZoneInfo("Pacific/Honolulu")
    )
