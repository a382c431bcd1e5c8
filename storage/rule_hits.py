"""Which posts hit which rule, and what is counted of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.detect import Prepared
from core.incident import Incident, Status, Verdict
from core.posts import Post, Source
from core.rules import Field, Found
from core.rules.figures import SPAN, Figures, alarms
from storage import rows
from storage.engine import Database
from storage.loads import COUNTS
from storage.real import POSTS
from storage.tables import incidents, posts, rule_hits, sources

_WEEK = timedelta(days=7)
#: terms of one hit that are kept
_TERMS = 40
#: posts of an incident whose hits are told
_FIRST = 40
#: hits and incidents of one rule that its exclusions are learnt from
_NEWEST, _JUDGED = 2_000, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRow:
    """One post that hit one rule, with the words' places in its tidy fields, and the incident it belongs to."""

    post_id: int
    rule: str
    terms: tuple[Found, ...]
    post: Post
    source: Source
    seen_at: datetime
    incident: Incident | None = None


class RuleHits:
    """Reads hits."""

    db: Database

    async def rule_figures(self, now: datetime) -> Mapping[str, Figures]:
        """By the name of the rule; one that never hit and opened nothing is missing."""
        month, week = now - SPAN, now - _WEEK
        lately = rule_hits.c.seen_at >= week
        counted = (
            func.count().label("hits"),
            func.sum(case((lately, 1), else_=0)).label("week"),
            func.sum(case((lately & rule_hits.c.held, 1), else_=0)).label("held"),
        )
        query = select(rule_hits.c.rule, *counted).where(rule_hits.c.seen_at >= month).group_by(rule_hits.c.rule)
        async with self.db.read() as connection:
            hits = {row.rule: row for row in await connection.execute(query)}
            judged = alarms(await _alike(connection, month))
        return {name: _figures(hits.get(name), *judged.get(name, (0, 0))) for name in {*hits, *judged}}

    async def posts_since(self, since: datetime) -> int:
        """How many posts were stored since."""
        async with self.db.read() as connection:
            counted = select(func.count()).select_from(posts).where(posts.c.seen_at >= since, POSTS)
            return await connection.scalar(counted) or 0

    async def hits_of(self, incident: int) -> tuple[HitRow, ...]:
        """What hit in the first posts of an incident that rules hit, the first seen first."""
        hit = exists().where(rule_hits.c.post == posts.c.id)
        first = select(posts.c.id).where(posts.c.incident == incident, hit).order_by(posts.c.id).limit(_FIRST)
        async with self.db.read() as connection:
            return await _hits(connection, rule_hits.c.post.in_(first))

    async def posts_hit(self, incident: int) -> int:
        """How many posts of an incident rules hit."""
        hit = exists().where(rule_hits.c.post == posts.c.id)
        async with self.db.read() as connection:
            query = select(func.count()).select_from(posts).where(posts.c.incident == incident, hit)
            return await connection.scalar(query) or 0

    async def hits_by(self, rule: str, since: datetime, lately: datetime, incident: int) -> tuple[HitRow, ...]:
        """What teaches something of one rule, the first seen first, each with its incident: what it has hit lately, of
        very many the newest, and since when one hit of each incident that people have decided, this one among them.
        """
        mine = select(rule_hits.c.id).where(rule_hits.c.rule == rule)
        newest = mine.where(rule_hits.c.seen_at >= lately).order_by(rule_hits.c.id.desc()).limit(_NEWEST)
        last, this = func.max(rule_hits.c.id), posts.c.incident == incident
        judged = (
            select(last)
            .join(posts, posts.c.id == rule_hits.c.post)
            .join(incidents, incidents.c.id == posts.c.incident)
            .where(rule_hits.c.rule == rule, rule_hits.c.seen_at >= since)
            .where(or_(this, incidents.c.status == Status.INVALID, incidents.c.verdict != Verdict.UNVERIFIED))
            .group_by(posts.c.incident)
            .order_by(case((this, 0), else_=1), last.desc())
            .limit(_JUDGED)
        )
        async with self.db.read() as connection:
            return await _hits(connection, or_(rule_hits.c.id.in_(newest), rule_hits.c.id.in_(judged)))


async def _alike(connection: AsyncConnection, since: datetime) -> list[tuple[Incident, int]]:
    """What rules opened since, those that ended alike as one with their number: thousands are a few lines."""
    how = ("topic", "status", "verdict")
    reason = incidents.c.body["invalid_reason"].as_string().label("reason")
    reporter = incidents.c.body["reported_by"].as_string().label("reporter")
    one = (
        select(*(incidents.c[name] for name in how), reason, reporter)
        .where(incidents.c.detected_at >= since, incidents.c.topic != "", COUNTS)
        .subquery()
    )
    same = (*(one.c[name] for name in how), one.c.reason)
    query = select(*same, func.count().label("number")).where(one.c.reporter.is_(None)).group_by(*same)
    return [
        (
            Incident(
                detected_at=since,
                topic=row.topic,
                status=Status(row.status),
                verdict=Verdict(row.verdict),
                invalid_reason=row.reason or "",
            ),
            row.number,
        )
        for row in await connection.execute(query)
    ]


async def note_hits(connection: AsyncConnection, post: int, one: Prepared, now: datetime, source: Source) -> None:
    """Beside a new post: the rules that it hit, and by which words. What was made up for a drill hit nothing."""
    if source.drill:
        return
    found = [
        {
            "post": post,
            "rule": hit.group,
            "seen_at": now,
            "terms": [[t.term, t.field.value, t.start, t.end] for t in (*hit.terms, *hit.weak)[:_TERMS]],
        }
        for hit in one.hits
    ]
    if found:
        await connection.execute(rule_hits.insert(), found)


async def hold_hits(connection: AsyncConnection, post: int, held: Collection[str]) -> None:
    """These rules had no card for the post, because their day had its number."""
    if held:
        mine = (rule_hits.c.post == post) & rule_hits.c.rule.in_(held)
        await connection.execute(update(rule_hits).where(mine).values(held=True))


async def _hits(connection: AsyncConnection, where: Any) -> tuple[HitRow, ...]:
    columns = (
        *(rule_hits.c[name] for name in ("post", "rule", "terms", "seen_at")),
        posts.c.body.label("said"),
        posts.c.incident,
        sources.c.body.label("watched"),
    )
    query = (
        select(*columns)
        .join(posts, posts.c.id == rule_hits.c.post)
        .join(sources, sources.c.id == posts.c.source)
        .where(where)
        .order_by(rule_hits.c.id)
    )
    found = (await connection.execute(query)).all()
    idents = {row.incident for row in found if row.incident is not None}
    mine = await connection.execute(select(incidents).where(incidents.c.id.in_(idents)))
    of = {row["id"]: rows.incident(row) for row in mine.mappings()}
    return tuple(
        HitRow(
            post_id=row.post,
            rule=row.rule,
            terms=tuple(Found(term=t, field=Field(f), start=a, end=b) for t, f, a, b in row.terms),
            post=rows.post(row.said),
            source=rows.source(row.watched),
            seen_at=row.seen_at,
            incident=of.get(row.incident),
        )
        for row in found
    )


def _figures(row: Any, decided: int, false: int) -> Figures:
    if row is None:
        return Figures(decided=decided, false=false)
    return Figures(hits=row.hits, week=row.week or 0, held=row.held or 0, decided=decided, false=false)
