"""What is a date, and what is better left unknown."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from jobs.sources.dates import parse_date

CHINA = ZoneInfo("Asia/Shanghai")
MOMENT = datetime(2026, 6, 1, 8, 5, tzinfo=CHINA)


@pytest.mark.parametrize(
    "text",
    """Mon, 01 Jun 2026 08:05:00 +0800
    Mon, 1 Jun 2026 08:05 +08:00
    Monday, 01-June-26 00:05:00 GMT
    Mon,01 Jun 2026 00:05:00 UT
    01 Jun 2026 08:05:00 +0800 (CST)
    1 Jun 26 08:05 CST
    Sun, 31 May 2026 20:05:00 EDT
    Mon Jun 01 08:05:00 CST 2026
    Mon Jun  1 08:05:00 2026
    Mon Jun 01 08:05:00 +0800 2026
    Mon Jun 01 2026 08:05:00 GMT+0800 (中国标准时间)
    June 1, 2026 8:05 AM
    2026-06-01T08:05:00+08:00
    2026-06-01T08:05:00.123456+0800
    2026-06-01T00:05:00Z
    2026-06-01t00:05z
    2026-06-01 08:05:00
    2026-06-01 08:05
    2026-06-01 08:05 CST
    2026-6-1 8:05
    2026/6/1 8:05:00
    2026.06.01 08:05
    2026/6/1 上午 8:05:00
    2026-06-01 星期一 08:05
    2026-06-01T00:05:00+00
    20260601T000500Z
    20260601080500
    2026年6月1日 8:05
    2026年06月01日 08:05:00
    2026年6月1日8时5分
    2026年6月1日 8时05分00秒
    2026年6月1日（星期一）上午8:05
    2026 年 6 月 1 日 早上 8点05分
    ２０２６年６月１日　０８：０５
    2026年6月1號 8時05分
    1780272300
    1780272300000""".splitlines(),
)
def test_one_moment_in_many_forms(text: str) -> None:
    found = parse_date(text, CHINA)
    assert found is not None
    assert found.replace(microsecond=0, second=0) == MOMENT


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("下午3:05", 15),
        ("下午 15:05", 15),
        ("中午12:05", 12),
        ("中午1:05", 13),
        ("晚上8:05", 20),
        ("晚8点05分", 20),
        ("凌晨0:05", 0),
        ("凌晨12:05", 0),
        ("上午12:05", 12),
        ("3:05 PM", 15),
        ("12:05 AM", 0),
        ("12:05 PM", 12),
    ],
)
def test_halves_of_the_day(text: str, hour: int) -> None:
    assert parse_date(f"2026年6月1日 {text}", CHINA) == datetime(2026, 6, 1, hour, 5, tzinfo=CHINA)


@pytest.mark.parametrize(
    "text", ["2026-06-01", "2026年6月1日", "2026/6/1", "1 Jun 2026", "Mon, 01 Jun 2026", "20260601"]
)
def test_a_day_is_its_beginning_in_the_sources_zone(text: str) -> None:
    assert parse_date(text, CHINA) == datetime(2026, 6, 1, tzinfo=CHINA)


def test_cst_is_chinas_unless_the_source_is_where_another_cst_holds() -> None:
    text = "Mon, 05 Jan 2026 08:05:00 CST"
    assert parse_date(text, CHINA) == datetime(2026, 1, 5, 8, 5, tzinfo=CHINA)
    assert parse_date(text, UTC) == datetime(2026, 1, 5, 8, 5, tzinfo=CHINA)
    chicago = parse_date(text, ZoneInfo("America/Chicago"))
    assert chicago == datetime(2026, 1, 5, 8, 5, tzinfo=timezone(timedelta(hours=-6)))


@pytest.mark.parametrize(
    "text",
    """06-01 08:05
    6月1日 08:05
    06/01/2026 08:05
    01/06/26
    今天 08:05
    3分钟前
    昨天
    08:05
    2026
    2026-06
    2026年6月
    2026年2月30日
    2026-13-01
    2026-06-31T08:05
    2026-06-01T25:05
    2026-06-01T08:61
    2026-06-01T08:05+99:00
    2026-06-01T08:05 XYZ
    2026-06-01T08:05 IST
    2026年6月1日 晚上12:05
    2026年6月1日 晚上1:05
    Mon, 01 Foo 2026 08:05:00 GMT
    0001-01-01T00:00:00Z
    1970-01-01T00:00:00Z
    9999-12-31T23:59:59Z
    0
    2026060108
    99999999999999999999
    -1780272300
    Mon, 01 Jun 2026 08:05:00 +0800 and more words
    null""".splitlines(),
)
def test_what_is_not_sure_is_not_guessed(text: str) -> None:
    assert parse_date(text, CHINA) is None
    assert parse_date("", CHINA) is None


def test_a_leap_second_is_the_one_before() -> None:
    assert parse_date("2016-12-31T23:59:60Z", CHINA) == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)
