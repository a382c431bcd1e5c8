"""The posts of the last days (试算的帖文), page by page, as a dry run needs them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from core.arrivals import BY_HAND
from core.policy import Policy
from core.posts import Post, Source
from core.voice import Voice
from storage import rows
from storage.engine import Database
from storage.real import POSTS
from storage.rule_days import cards_opened
from storage.tables import posts, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Posts behind number `after`, up to number `until`; the first of them came at `begin` or later."""

    after: int
    until: int
    begin: datetime
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPost:
    """A stored post as a dry run needs it."""

    id: int
    post: Post
    source: Source
    seen_at: datetime
    #: an account of ours had shown its page before: it may be ours too
    our_page: bool = False

    @property
    def by_hand(self) -> bool:
        """Did a person report it?"""
        return self.source.name == BY_HAND


class Windows:
    """Reads posts in the order in which they came."""

    db: Database

    async def window(self, since: datetime, most: int) -> Window:
        """The posts seen since, of too many the newest."""
        lately, real = (posts.c.seen_at >= since) & POSTS, select(posts.c.id).where(POSTS)
        older = real.where(posts.c.seen_at < since).order_by(posts.c.seen_at.desc(), posts.c.id.desc()).limit(1)
        nth = select(posts.c.id).where(lately).order_by(posts.c.id.desc()).offset(most).limit(1)
        async with self.db.read() as connection:
            cut = await connection.scalar(nth)
            after = int(cut or await connection.scalar(older) or 0)
            until = int(await connection.scalar(real.order_by(posts.c.id.desc()).limit(1)) or 0)
            count = await connection.scalar(select(func.count()).where(lately, posts.c.id > after))
            first = select(posts.c.seen_at).where(posts.c.id > after, POSTS).order_by(posts.c.id).limit(1)
            begin = await connection.scalar(first) if cut else since
        return Window(after=after, until=until, begin=begin or since, posts=count or 0)

    async def seen_posts(self, since: datetime, after: int, until: int, limit: int) -> tuple[SeenPost, ...]:
        """The posts seen since, behind number `after` and up to `until`, the oldest first."""
        earlier = posts.alias()
        told = (earlier.c.page == posts.c.page, earlier.c.voice == Voice.OWN.value, earlier.c.seen_at < posts.c.seen_at)
        our_page = exists().where(posts.c.page != "", earlier.c.source > 0, *told)
        columns = (posts.c.id, posts.c.body, posts.c.seen_at, sources.c.body.label("watched"), our_page.label("ours"))
        query = (
            select(*columns)
            .join(sources, sources.c.id == posts.c.source)
            .where(posts.c.seen_at >= since, posts.c.id > after, posts.c.id <= until, POSTS)
            .order_by(posts.c.id)
            .limit(limit)
        )
        async with self.db.read() as connection:
            found = (await connection.execute(query)).all()
        return tuple(
            SeenPost(id=r.id, post=rows.post(r.body), source=rows.source(r.watched), seen_at=r.seen_at, our_page=r.ours)
            for r in found
        )

    async def cards_before(self, moment: datetime, policy: Policy) -> dict[str, int]:
        """The cards that each rule had opened on the moment's day before it came."""
        async with self.db.read() as connection:
            return dict(await cards_opened(connection, policy, moment, moment - timedelta(microseconds=1)))
