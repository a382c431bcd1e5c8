"""Charts as an office has them: one of each kind."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.pictures.charts import Bar, Bars, Curve, Line, Mark, Mood, Phase, Stripe, Stripes, Trend

BEGIN = datetime(2026, 11, 18, 6, tzinfo=ZoneInfo("Asia/Shanghai"))
WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
HOUR = timedelta(hours=1)

TREND = Trend(
    title="本周新增 23 件，比上周多 6 件",
    note="11月16日—22日 · 新增 23 件，办结 15 件",
    ticks=WEEK,
    lines=(
        Line(name="新增", values=(2, 3, 1, 4, 6, 5, 2)),
        Line(name="办结", values=(1, 2, 2, 3, 3, 1, 3), mood=Mood.GOOD),
    ),
)
BARS = Bars(
    title="市政科最需催办：按时 3/8",
    note="11月16日—22日 · 部门及时率",
    bars=(
        Bar(name="市政科", value=3 / 8, said="3/8", mood=Mood.BAD),
        Bar(name="滨河新区管理委员会综合执法大队", value=0.75, said="12/16 · 75%"),
        Bar(name="教育局", value=1, said="12/12 · 100%", mood=Mood.GOOD),
        Bar(name="卫生健康局", value=0, said="—", mood=Mood.WEAK),
    ),
)
STRIPES = Stripes(
    title="2 个监测源一度监测不到，共 83 小时",
    note="11月16日—22日 · 监测源盲区",
    ticks=("11-16", "11-19", "11-22"),
    stripes=(
        Stripe(
            name="海棠论坛", said="31 小时", pieces=((0, 0.3, Mood.GOOD), (0.3, 0.48, Mood.BAD), (0.48, 1, Mood.GOOD))
        ),
        Stripe(name="微博热搜榜（省内）", said="52 小时", pieces=((0, 0.69, Mood.GOOD), (0.69, 1, Mood.WEAK))),
    ),
)
CURVE = Curve(
    title="首次回应后 3 小时，热度开始回落",
    note="11月18日—20日 · 共 1862 条，原创 31%",
    steps=tuple(BEGIN + number * HOUR for number in range(12)),
    values=(1, 2, 4, 30, 80, 140, 90, 60, 30, 12, 5, 2),
    phases=(
        Phase(begin=BEGIN, end=BEGIN + 3 * HOUR, name="潜伏"),
        Phase(begin=BEGIN + 3 * HOUR, end=BEGIN + 4 * HOUR, name="发展"),
        Phase(begin=BEGIN + 4 * HOUR, end=BEGIN + 12 * HOUR, name="爆发"),
    ),
    marks=(
        Mark(at=BEGIN + 3 * HOUR, said="认领"),
        Mark(at=BEGIN + 4 * HOUR, said="首次回应逾期", mood=Mood.BAD),
        Mark(at=BEGIN + 6 * HOUR, said="发布首次回应", mood=Mood.GOOD),
        Mark(at=BEGIN + timedelta(days=20), said="办结"),
    ),
)
CHARTS = (TREND, BARS, STRIPES, CURVE)
