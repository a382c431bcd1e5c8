"""What is pressed in `benchmarks.presses`: a database with incidents whose cards are shown, and who presses."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

from core.detect import Decision, Prepared
from core.detect.decide import Action
from core.people import Member
from core.policy import Figures
from core.posts import Cursor, Post, Source
from core.severity import Risk
from core.similar import fingerprint
from storage import Database, Store, migrate
from storage.engine import database_url

INCIDENTS = 60
PEOPLE = 10
GROUP = -1001
MEMBERS = [Member(id=1000 + number, name=f"成员{number}") for number in range(PEOPLE)]


async def prepare(folder: Path) -> None:
    """A database with the incidents, their cards shown, as every round of ours begins."""
    migrate.upgrade(make_url(f"sqlite:///{folder / 'tingfeng.db'}"))
    store = Store(Database(database_url("sqlite:///tingfeng.db", folder)), Figures())
    now = datetime.now(UTC)  # noqa: TID251 - a program of its own
    await store.seed(group=GROUP, people=MEMBERS, units=(), now=now)
    await store.seed_sources([Source(name="论坛", kind="rss", url="https://forum.example/feed")], now)
    watched = (await store.all_sources())[0]
    for number in range(1, INCIDENTS + 1):
        # slowly, so that no storm takes them
        at = now - timedelta(minutes=INCIDENTS - number)
        await store.intake(
            watched,
            (_found(number, watched.source),),
            lambda _: Decision(action=Action.OPEN, reasons=()),
            lambda _: None,
            cursor=Cursor(),
            moved_to="",
            next_at=now,
            now=at,
        )
    await _show(store, now)
    await store.close()


def _found(number: int, source: Source) -> Prepared:
    post = Post(key=str(number), url=f"https://forum.example/{number}", title=f"第{number}处断头路")
    return Prepared(
        post=post, source=source, features=fingerprint(post.title), hits=(), risk=Risk(), passed=True, reasons=()
    )


async def _show(store: Store, now: datetime) -> None:
    while cards := await store.stale_cards(now):
        for card in cards:
            await store.card_shown(card, card.incident.id, "", now)
