"""What is only counted for a report: posts by day, messages, how sources stood. All by index, nothing post by post."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, String, and_, case, func, literal_column, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from core.arrivals import KIND
from core.digest.facts import PostCount, Talk, Watch
from core.digest.periods import Period, Span
from core.tone import Tone
from core.voice import Voice
from core.watching.health import BLIND, Health
from storage.instants import first_message_since
from storage.outages import blind_within
from storage.real import MESSAGES, POSTS
from storage.tables import chats, departments, members, outages, outbox, posts, sources
from storage.tables.base import Instant

#: what of the outbox is no message of its own
_SILENT = ("edit", "delete", "left")


async def post_counts(connection: AsyncConnection, period: Period, zone: ZoneInfo) -> tuple[PostCount, ...]:
    """Posts of every day of the organisation's own calendar. The database counts hours: no zone has its days as UTC."""
    begins = [Period(span=Span.DAY, begin=day, end=day + timedelta(days=1)).bounds(zone)[0] for day in period.days]
    width = _HOUR if all(begin.astimezone(UTC).minute == 0 for begin in begins) else _MINUTE
    first = [str(Instant().process_bind_param(begin, connection.dialect))[:width] for begin in begins]
    totals = [dict.fromkeys(_COUNTED, 0) for _ in begins]
    if begins:
        for row in await connection.execute(_by_time(width, *period.bounds(zone))):
            total = totals[bisect_right(first, row.time) - 1]
            for name in total:
                total[name] += getattr(row, name)
    return tuple(PostCount(day=day, **total) for day, total in zip(period.days, totals, strict=True))


_COUNTED = ("stored", "quiet", "positive", "negative", "own", "praise")
#: of an instant as it is written: up to its hour, up to its minute
_HOUR, _MINUTE = 13, 16


def _by_time(width: int, begin: datetime, end: datetime) -> Select[Any]:
    time = func.substr(type_coerce(posts.c.seen_at, String), 1, literal_column(str(width)))
    # 官方账号: what we say ourselves is in none of the other counts
    own = posts.c.voice == Voice.OWN.value
    quiet = and_(posts.c.incident.is_(None), ~own)
    positive, negative = (and_(quiet, posts.c.tone == one.value) for one in (Tone.POSITIVE, Tone.NEGATIVE))
    praise = and_(quiet, posts.c.voice == Voice.PRAISE.value)
    values = (~own, quiet, positive, negative, own, praise)
    counted = dict(zip(_COUNTED, values, strict=True))
    sums = (func.sum(case((where, 1), else_=0)).label(name) for name, where in counted.items())
    within = (posts.c.seen_at >= begin) & (posts.c.seen_at < end) & POSTS
    return select(time.label("time"), *sums).where(within).group_by(time)


async def joined_incidents(connection: AsyncConnection, begin: datetime, as_of: datetime) -> int:
    """How many incidents the posts of the period joined."""
    mine = (posts.c.seen_at >= begin) & (posts.c.seen_at < as_of) & POSTS
    return await connection.scalar(select(func.count(posts.c.incident.distinct())).where(mine)) or 0


async def talk_of(connection: AsyncConnection, begin: datetime, as_of: datetime) -> Talk:
    """Messages written in the period, by what became of them; who cannot be written to now."""
    first, last = await first_message_since(connection, begin), await first_message_since(connection, as_of)
    mine = (outbox.c.id >= first) & (outbox.c.id < last) & outbox.c.kind.not_in(_SILENT) & MESSAGES
    query = select(outbox.c.state, func.count()).where(mine).group_by(outbox.c.state)
    states = {row[0]: row[1] for row in await connection.execute(query)}
    shut = (
        select(members.c.name)
        .join(chats, chats.c.id == members.c.id)
        .where(chats.c.unreachable != "", members.c.active)
        .union_all(
            select(departments.c.name).join(chats, chats.c.id == departments.c.chat).where(chats.c.unreachable != "")
        )
    )
    unreachable = tuple(sorted(await connection.scalars(shut)))
    return Talk(sent=states.get("sent", 0), failed=states.get("failed", 0), unreachable=unreachable)


async def watches_of(connection: AsyncConnection, begin: datetime, as_of: datetime) -> tuple[Watch, ...]:
    """Every source that is looked at, as it stood, and the blind seconds of each within the period."""
    blind: dict[int, float] = {}
    sick: dict[int, Health] = {}
    for row in await connection.execute(select(outages).where(blind_within(begin, as_of)).order_by(outages.c.id)):
        ended = row.ended_at or as_of
        seconds = (min(ended, as_of) - max(row.began_at, begin)).total_seconds()
        blind[row.source] = blind.get(row.source, 0.0) + seconds
        if row.ended_at is None or row.ended_at >= as_of:
            sick[row.source] = Health(row.health)
    mine = sources.c.body["kind"].as_string() != KIND
    query = select(
        sources.c.id,
        sources.c.name,
        sources.c.body["platform"].as_string().label("platform"),
        sources.c.active,
        sources.c.health,
    )
    return tuple(
        Watch(
            id=row.id,
            name=row.name,
            platform=row.platform or "",
            active=row.active,
            health=sick.get(row.id, _sighted(Health(row.health))),
            blind=blind.get(row.id, 0.0),
        )
        for row in await connection.execute(query.where(mine).order_by(sources.c.id))
    )


def _sighted(health: Health) -> Health:
    """Blind now and not then: it turned so later."""
    return Health.OK if health in BLIND else health
