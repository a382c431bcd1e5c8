"""Charts as nobody wishes them: nothing, one, far too much, no numbers, names without end."""

import math
from datetime import timedelta

from core.pictures.charts import Bar, Bars, Chart, Curve, Line, Mark, Mood, Phase, Stripe, Stripes, Trend
from tests.unit.pictures.charts import BEGIN, HOUR, WEEK

LONG = "滨河新区管理委员会综合行政执法大队第二中队" * 4
MOODS = tuple(Mood)
DAYS = tuple(f"{1 + number // 31:02}-{1 + number % 31:02}" for number in range(366))
NAN, INF = math.nan, math.inf


def _trend(count: int, lines: int = 2, name: str = "新增") -> Trend:
    made = tuple(
        Line(name=name, values=tuple((7 * day + 5 * number) % 13 for day in range(count)), mood=MOODS[number % 4])
        for number in range(lines)
    )
    return Trend(title=f"{count} 天", ticks=DAYS[:count], lines=made)


def _bars(count: int, name: str = "市政科", said: str = "3/8") -> Bars:
    bars = tuple(Bar(name=name, value=number / count, said=said, mood=MOODS[number % 4]) for number in range(count))
    return Bars(title=f"{count} 个部门", note=LONG * 3, bars=bars)


def _stripes(count: int, pieces: int, name: str = "海棠论坛") -> Stripes:
    cut = tuple((number / pieces, (number + 1) / pieces, MOODS[number % 4]) for number in range(pieces))
    return Stripes(
        title=LONG, note=LONG * 3, ticks=WEEK, stripes=(Stripe(name=name, said="31 小时", pieces=cut),) * count
    )


def _curve(
    count: int, marks: int, *, apart: timedelta, phases: int = 5, said: str = "认领", name: str = "爆发"
) -> Curve:
    span = max(1, count) * HOUR
    return Curve(
        title=LONG,
        note=LONG * 3,
        steps=tuple(BEGIN + number * HOUR for number in range(count)),
        values=tuple(float((number * 37) % 90) for number in range(count)),
        phases=tuple(
            Phase(begin=BEGIN + span * number / phases, end=BEGIN + span * (number + 1) / phases, name=name)
            for number in range(phases)
        ),
        marks=tuple(Mark(at=BEGIN + number * apart, said=said, mood=MOODS[number % 4]) for number in range(marks)),
    )


EXTREMES: dict[str, Chart] = {
    "no trend": Trend(title="没有数据"),
    "no values": Trend(title="没有数据", lines=(Line(name="新增", values=()),)),
    "one day": _trend(1),
    "two days": _trend(2, 5),
    "a month": _trend(31),
    "a year": _trend(366),
    "seven lines": _trend(12, 7, LONG),
    "all zero": Trend(
        title="没有新增", ticks=WEEK, lines=(Line(name="新增", values=(0,) * 7), Line(name="办结", values=(0,) * 7))
    ),
    "unlike lengths": Trend(
        title="", ticks=WEEK, lines=(Line(name="", values=(1,)), Line(name="办结", values=(1, 2, 3)))
    ),
    "no numbers": Trend(
        title="NaN", ticks=WEEK, lines=(Line(name="新增", values=(NAN, INF, -INF, -3, 1e300, 1e-300)),)
    ),
    "large": Trend(title="很多", ticks=WEEK, lines=(Line(name="帖文", values=(1234567, 9876543, 12, 3, 4, 5, 6)),)),
    "long ticks": Trend(title="长", ticks=(LONG,) * 7, lines=(Line(name="新增", values=(1, 2, 3, 4, 5, 6, 7)),)),
    "no bars": Bars(title="没有部门"),
    "one bar": _bars(1),
    "twelve bars": _bars(12, LONG, LONG),
    "forty bars": _bars(40),
    "bars without numbers": Bars(
        title="", most=NAN, bars=(Bar(name="", value=NAN, said=""), Bar(name="x", value=INF, said="y"))
    ),
    "bars of nothing": Bars(title="零", most=0, bars=(Bar(name="教育局", value=0, said="0"),)),
    "no stripes": Stripes(title="没有监测源"),
    "twelve stripes": _stripes(12, 3, LONG),
    "forty stripes": _stripes(40, 1),
    "a thousand pieces": _stripes(2, 1000),
    "pieces outside": Stripes(
        title="越界",
        ticks=("11-16",),
        stripes=(Stripe(name="源", said="", pieces=((-1, 2, Mood.BAD), (0.9, 0.1, Mood.GOOD), (NAN, INF, Mood.WEAK))),),
    ),
    "no curve": Curve(title="没有帖文", marks=(Mark(at=BEGIN, said="认领"),)),
    "one post": _curve(1, 1, apart=HOUR),
    "two steps": _curve(2, 3, apart=HOUR, phases=1),
    "acts at once": _curve(24, 30, apart=timedelta(0), said=LONG),
    "acts all along": _curve(48, 8, apart=6 * HOUR),
    "acts far away": _curve(24, 6, apart=timedelta(days=30)),
    "acts before": _curve(24, 4, apart=timedelta(days=-3)),
    "many phases": _curve(30, 2, apart=HOUR, phases=40, name="非常长的阶段名称"),
    "half a year": _curve(4400, 5, apart=timedelta(days=20)),
    "steps without values": Curve(title="", steps=(BEGIN, BEGIN + HOUR), values=(1,)),
    "steps at once": Curve(title="", steps=(BEGIN,) * 5, values=(1, 2, 3, 4, 5)),
}
