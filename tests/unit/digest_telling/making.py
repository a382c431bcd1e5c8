"""Summaries by hand: a normal week, an empty one, a bad one."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from core.digest.facts import Praise
from core.digest.figures import Burden, Bypass, Day, Late, Named, Rate, Spread, Summary
from core.digest.periods import Period, Span, containing
from core.dossier import Category
from core.incident import Phase
from core.posts import Tier
from core.severity import Severity
from core.timer import Clock
from tests.conftest import FANG, HE, LIN, SU
from tests.unit.making import POLICY

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
MONDAY = date(2026, 11, 9)
WEEK = containing(Span.WEEK, MONDAY)
ZONE = POLICY.figures.timezone
AS_OF = WEEK.bounds(ZONE)[1]
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def of(period: Period = WEEK, **changes: object) -> Summary:
    """A summary of the period, everything else as told."""
    days = tuple(Day(day=day) for day in period.days)
    base = Summary(period=period, as_of=period.bounds(ZONE)[1], days=days, seq=1234, hash=HASH, sources=6, healthy=6)
    return replace(base, **changes)  # type: ignore[arg-type]


def days(period: Period, new: tuple[int, ...], closed: tuple[int, ...]) -> tuple[Day, ...]:
    return tuple(Day(day=day, new=n, closed=c) for day, n, c in zip(period.days, new, closed, strict=True))


def spread(count: int, median: float, p90: float, *, open_: int = 0, more: bool = False) -> Spread:
    return Spread(ended=count - open_, open=open_, median=median, p90=p90, p90_more=more)


def late(number: int, clock: Clock | None, ago: timedelta, *, as_of: datetime = AS_OF, **changes: object) -> Late:
    base = Late(incident=number, title="望江西路改建拖延", clock=clock, due_at=as_of - ago, person=LIN)
    return replace(base, **changes)  # type: ignore[arg-type]


#: the week that product.md shows
NORMAL = of(
    new=12,
    carried=3,
    closed=9,
    invalid=2,
    transferred=1,
    drills=1,
    merged=2,
    levels=((Severity.GENERAL, 8), (Severity.SIGNIFICANT, 3), (Severity.MAJOR, 1)),
    categories=((Category.NONE, 2), (Category.INQUIRY, 9), (Category.FABRICATION, 1)),
    days=days(WEEK, (2, 3, 1, 0, 4, 2, 0), (1, 1, 2, 2, 3, 0, 0)),
    claim=spread(12, 9 * MINUTE, 24 * MINUTE),
    claim_working=spread(10, 8 * MINUTE, 20 * MINUTE),
    lag=spread(11, 6 * MINUTE, 2.5 * HOUR),
    lag_unknown=Rate(part=1, whole=12),
    verify=spread(11, 52 * MINUTE, 1.9 * HOUR),
    rejudged=Rate(part=1, whole=11),
    accept=spread(8, 40 * MINUTE, 2.2 * HOUR),
    bounces=1,
    on_time=Rate(part=31, whole=33),
    clocks=(
        (Clock.REPORT_UP, Rate(part=1, whole=1)),
        (Clock.FIRST_RESPONSE, Rate(part=11, whole=12)),
        (Clock.FINAL, Rate(part=7, whole=8)),
    ),
    departments=(
        Named(name="市政科", rate=Rate(part=7, whole=9)),
        Named(name="物业科", rate=Rate(part=3, whole=3)),
    ),
    response=spread(12, 1.5 * HOUR, 3.2 * HOUR, open_=1, more=True),
    waived=1,
    final=Spread(ended=3, listed=(6 * HOUR, 9.5 * HOUR, 30 * HOUR), listed_open=(False, False, False)),
    approval=spread(6, 25 * MINUTE, 1.1 * HOUR),
    returned=2,
    published=9,
    false_alarms=Rate(part=2, whole=11),
    false_by_rule=(Named(name="道路施工", rate=Rate(part=2, whole=5)),),
    false_by_source=(Named(name="海棠论坛", rate=Rate(part=2, whole=7)),),
    mentions=132,
    positive=14,
    praised=3,
    best=(
        Praise(title="省报：海棠县老旧小区加装电梯，居民点赞", source="省日报", tier=Tier.PROVINCIAL),
        Praise(title="望江西路提前通车", source="青禾晚报", tier=Tier.CITY),
    ),
    own=6,
    rumours=Rate(part=1, whole=11),
    missed=Rate(part=1, whole=9),
    posts=41,
    joined=12,
    open=((Phase.HANDLING, 3), (Phase.CLAIMED, 1), (Phase.SUSPECTED, 1)),
    oldest=late(88, None, timedelta(days=9), phase=Phase.HANDLING, department="市政科"),
    snoozed=1,
    late=(late(127, Clock.FIRST_RESPONSE, timedelta(hours=5), phase=Phase.VERIFIED),),
    promises=3,
    promises_due=1,
    healthy=5,
    silent=1,
    blind_hours=3.5,
    blind=(("县政府留言板", 3.5),),
    unseen=(("留言板", 3.5),),
    burdens=(
        Burden(person=LIN, name="林晓", taken=7, open=3, night=2),
        Burden(person=SU, name="苏敏", taken=5, open=1),
    ),
    night=2,
    sent=86,
    failed=1,
)
#: the one before it, of which the arrows tell
BEFORE = of(
    containing(Span.WEEK, MONDAY - timedelta(days=7)),
    new=10,
    closed=11,
    on_time=Rate(part=28, whole=30),
    claim=spread(10, 12 * MINUTE, 30 * MINUTE),
    response=spread(9, HOUR, 2 * HOUR),
    false_alarms=Rate(part=2, whole=11),
)
EMPTY = of(mentions=57, positive=6, praised=1, best=NORMAL.best[:1])
#: more late than a phone shows, everything signed past its stages, nobody reachable, sources that nobody saw
BAD = of(
    new=23,
    carried=9,
    closed=2,
    levels=((Severity.GENERAL, 15), (Severity.SIGNIFICANT, 5), (Severity.MAJOR, 2), (Severity.EXTREME, 1)),
    days=days(WEEK, (1, 2, 9, 6, 3, 1, 1), (0, 0, 1, 0, 1, 0, 0)),
    claim=Spread(ended=14, open=9, median=50 * MINUTE, p90=3.4 * DAY, median_more=False, p90_more=True),
    on_time=Rate(part=9, whole=31),
    departments=(
        Named(name="市政科", rate=Rate(part=1, whole=12)),
        Named(name="物业科", rate=Rate(part=3, whole=7)),
    ),
    response=spread(20, 9 * HOUR, 26 * HOUR, open_=12, more=True),
    false_alarms=Rate(part=1, whole=3),
    open=((Phase.SUSPECTED, 14), (Phase.CLAIMED, 9), (Phase.TO_PUBLISH, 7)),
    oldest=late(70, None, timedelta(days=20), phase=Phase.HANDLING, person=None),
    untouched=2,
    late=(
        late(70, Clock.FINAL, timedelta(days=8), phase=Phase.TO_PUBLISH, person=None, department="市政科"),
        late(131, Clock.CLAIM, timedelta(days=3), person=None, title="小区没有暖气，电话 13812345678 没人接"),
        late(131, Clock.FIRST_RESPONSE, timedelta(days=2), person=None),
        late(128, None, timedelta(hours=30), phase=Phase.CLAIMED),
        late(127, Clock.APPROVAL, timedelta(minutes=40)),
        late(126, Clock.PROMISE, timedelta(minutes=20), promise=2, person=HE, department="市政科"),
    ),
    bypasses=(
        Bypass(incident=120, statement=1, by=FANG, reason="会前必须回应"),
        Bypass(incident=131, statement=2, by=FANG, reason="审签人联系不上"),
    ),
    solo=1,
    promises=4,
    promises_due=2,
    promises_late=1,
    healthy=2,
    silent=1,
    failing=3,
    blind_hours=211.25,
    blind=(("海棠论坛", 160.0), ("县政府留言板", 51.25)),
    unreachable=("何建", "苏敏"),
)
