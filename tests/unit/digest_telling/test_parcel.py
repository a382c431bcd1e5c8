"""What is sent for a period, in which order, and which pictures."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from core.digest import charts
from core.digest.charts import Spell
from core.digest.figures import Named, Rate, Summary
from core.digest.parcel import Told, parcel
from core.digest.periods import Period, Span, containing
from core.ledger.wish import Wish
from core.outgoing import Enclosure, Notice
from core.pictures.charts import Bars, Mood, Stripes, Trend
from core.texts import Texts
from core.watching.health import Health
from tests.conftest import GROUP
from tests.unit.digest_telling.making import BEFORE, EMPTY, MONDAY, NORMAL, WEEK, ZONE, days, of
from tests.unit.making import POLICY

TEXTS = Texts()
MONTH = containing(Span.MONTH, MONDAY)
YEAR = containing(Span.YEAR, MONDAY)


def keys(summary: Summary, spells: tuple[Spell, ...] = (), rows: int = 1) -> list[str]:
    return [one.key for one in parcel(Told(summary=summary, spells=spells, rows=rows), POLICY, TEXTS)]


def spell(source: str, day: int, length: float, health: Health = Health.FAILING, period: Period = WEEK) -> Spell:
    begin = period.bounds(ZONE)[0] + timedelta(days=day)
    return Spell(source=source, health=health, begin=begin, end=begin + timedelta(days=length))


def test_a_week_is_a_lead_four_themes_one_picture_and_the_ledger() -> None:
    said = parcel(Told(summary=NORMAL, before=BEFORE, spells=(spell("海棠论坛", 1, 1),), rows=14), POLICY, TEXTS)
    first = "digest:2026-W46"
    assert [one.key for one in said] == [
        first,
        *(f"{first}:{n}" for n in range(1, 5)),
        f"{first}:trend",
        f"{first}:ledger",
    ]
    assert [one.after for one in said] == ["", *[first] * 6]
    assert all((one.chat, one.loud) == (GROUP, False) for one in said)
    assert [type(one.content) for one in said if isinstance(one, Enclosure)] == [Trend, Wish]
    assert isinstance(said[0], Notice)


def test_an_empty_week_is_its_lead_and_its_picture() -> None:
    assert keys(EMPTY, rows=0) == ["digest:2026-W46", "digest:2026-W46:trend"]


def test_a_week_without_a_row_needs_no_ledger() -> None:
    assert "digest:2026-W46:ledger" not in keys(of(carried=2), rows=0)
    said = parcel(Told(summary=of(carried=2), rows=3), POLICY, TEXTS)[-1]
    assert TEXTS.say(said.text) == "台账 2026年第46周（11-09 至 11-15），共 3 件"


def test_a_month_has_further_pictures_only_where_they_show_something() -> None:
    blind = (spell("海棠论坛", 1, 1, period=MONTH),)
    assert keys(of(MONTH, new=1))[-2:] == ["digest:2026-11:trend", "digest:2026-11:ledger"]
    whole = of(MONTH, new=1, departments=NORMAL.departments, blind=(("海棠论坛", 24.0),), blind_hours=24.0)
    assert [key.rpartition(":")[2] for key in keys(whole, blind)[-4:]] == ["trend", "departments", "sources", "ledger"]


def test_the_title_says_the_finding() -> None:
    def title(summary: Summary, before: Summary | None = None) -> str:
        return charts.trend(summary, before, TEXTS).title

    assert title(of(new=7, closed=5), of(new=4)) == "本周新增 7 件，比上周多 3 件"
    assert title(of(new=4), of(new=7)) == "本周新增 4 件，比上周少 3 件"
    assert title(of(new=4), of(new=4)) == "本周新增 4 件，与上周持平"
    assert title(of(new=4, closed=2)) == "本周新增 4 件，办结 2 件"
    assert title(EMPTY, NORMAL) == "本周没有新增，也没有办结"
    assert title(of(MONTH, new=7), of(MONTH, new=4)) == "本月新增 7 件，比上月多 3 件"
    assert title(of(YEAR, new=7), of(YEAR, new=9)) == "全年新增 7 件，比上年少 2 件"


def test_a_trend_has_as_many_ticks_as_values() -> None:
    week = charts.trend(NORMAL, None, TEXTS)
    assert list(week.ticks) == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
    assert list(week.lines[0].values) == [2, 3, 1, 0, 4, 2, 0]
    month = charts.trend(of(MONTH), None, TEXTS)
    assert (month.ticks[0], len(month.ticks), len(month.lines[0].values)) == ("11-01", 30, 30)


def test_a_year_has_a_value_a_month_and_they_add_up() -> None:
    new = tuple(n % 3 for n in range(365))
    year = charts.trend(of(YEAR, days=days(YEAR, new, new)), None, TEXTS)
    assert (year.ticks[0], year.ticks[-1], len(year.ticks)) == ("1月", "12月", 12)
    assert sum(year.lines[0].values) == sum(new)
    assert year.lines[0].values[0] == sum(new[:31])


def test_departments_the_worst_first_with_how_many() -> None:
    bars = charts.departments(NORMAL, TEXTS)
    assert isinstance(bars, Bars)
    assert [(bar.name, bar.said, bar.mood) for bar in bars.bars] == [
        ("市政科", "78%（7/9）", Mood.BAD),
        ("物业科", "3/3", Mood.GOOD),
    ]
    assert bars.title == "市政科最需催办：按时 78%（7/9）"
    good = replace(NORMAL, departments=(Named(name="物业科", rate=Rate(part=3, whole=3)),))
    assert (charts.departments(good, TEXTS) or bars).title == "各部门都按时"
    assert charts.departments(EMPTY, TEXTS) is None


def test_stripes_cover_the_period_without_a_gap_or_an_overlap() -> None:
    begin, end = WEEK.bounds(ZONE)
    spells = (
        spell("海棠论坛", 1, 2),
        spell("海棠论坛", 2, 2, Health.SILENT),
        Spell(source="海棠论坛", health=Health.CHANGED, begin=begin + timedelta(days=6)),
        Spell(source="留言板", health=Health.SILENT, begin=begin - timedelta(days=9), end=end + timedelta(days=9)),
    )
    summary = of(blind=(("留言板", 168.0), ("海棠论坛", 96.0)), blind_hours=264.0)
    found = charts.sources(summary, spells, ZONE, TEXTS)
    assert isinstance(found, Stripes)
    assert found.title == "2 个监测源一度监测不到，共 264 小时"
    assert [stripe.name for stripe in found.stripes] == ["留言板", "海棠论坛"]
    whole, forum = (stripe.pieces for stripe in found.stripes)
    assert whole == ((0.0, 1.0, Mood.WEAK),)
    assert [mood for _, _, mood in forum] == [Mood.GOOD, Mood.BAD, Mood.WEAK, Mood.GOOD, Mood.BAD]
    assert (forum[0][0], forum[-1][1]) == (0.0, 1.0)
    assert all(left[1] == right[0] for left, right in pairwise(forum))
    assert charts.sources(summary, (), ZONE, TEXTS) is None
