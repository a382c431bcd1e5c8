"""Which posts an account of ours wrote, though whoever found them names no author."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, select

from core.posts import Post
from core.rediscovery import wrote
from core.voice import Voice
from storage import rows
from storage.engine import Database
from storage.posts import page_of
from storage.real import POSTS
from storage.tables import posts


class Ours:
    """Looks posts up by their pages."""

    db: Database

    async def ours_among(self, found: Sequence[Post], before: datetime | None = None) -> frozenset[str]:
        """The keys of those that an account of ours wrote (`before`: as far as was known then); a search finds them too
        and names no author. Our answer in a thread has the address of the thread: only its own words are ours.
        """
        by_page: dict[str, list[Post]] = {}
        for post in found:
            if post.url:
                by_page.setdefault(page_of(post), []).append(post)
        then = () if before is None else (posts.c.seen_at < before,)
        of_pages, ours = and_(posts.c.page.in_(by_page), POSTS, *then), posts.c.voice == Voice.OWN.value
        async with self.db.read() as connection:
            mine = (await connection.execute(select(posts.c.page, posts.c.body).where(of_pages, ours))).all()
            if not mine:
                return frozenset()
            theirs = set(await connection.scalars(select(posts.c.page).where(of_pages, ~ours).distinct()))
        pairs = ((one, rows.post(row.body), row.page in theirs) for row in mine for one in by_page[row.page])
        return frozenset(one.key for one, own, shared in pairs if wrote(own, one, shared=shared))
