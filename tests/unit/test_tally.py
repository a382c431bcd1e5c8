"""What `tingfeng detect` counts without a database is what the rows would say, in little room."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from core.detect import Prepared
from core.grading import Grade
from core.policy import Figures, Policy
from core.spreading import Sighting, graded, sighted, spread
from core.tally import Tally
from tests.conftest import NOON
from tests.unit.making import POLICY, found
from tests.unit.test_intake import FORUM, WEIBO, prepared

TABLE = Figures().grading


def said(at: datetime, number: int, url: str = "", **post: object) -> Prepared:
    one = prepared("还是绕行", WEIBO if number % 3 else FORUM)
    return replace(one, post=replace(one.post, url=url, published_at=at, author=f"网友{number % 5}", **post))


@pytest.mark.parametrize("seed", range(5))
def test_it_counts_as_if_each_post_were_looked_at_anew(seed: int) -> None:
    """Posts at any distance, pages that are found again: level by level."""
    luck, tally, seen, pages = Random(seed), Tally(POLICY), list[Sighting](), set[str]()
    now, level = NOON, None
    for number in range(200):
        now += luck.choice((timedelta(0), timedelta(minutes=5), timedelta(minutes=5), timedelta(hours=3)))
        one = said(now, number, url=luck.choice(("", f"https://x.example/{luck.randrange(99)}")), reposts=number // 9)
        times = int(not one.post.url or one.post.url not in pages)
        pages.add(one.post.url)
        seen.append(replace(sighted(one, now), times=times))
        _, got = tally.take(1, one, found(one), at=now, seen_at=now)
        wanted: Grade = graded(seen, now, TABLE, by=one)
        level = wanted if level is None or wanted.severity > level.severity else level
        assert got is not None
        assert got.severity is level.severity
        mine = spread(tally._seen[1].sightings(now), now)
        whole = spread(seen, now)
        assert (mine.posts, mine.authors, mine.reposts, mine.platforms) == (
            whole.posts,
            whole.authors,
            whole.reposts,
            whole.platforms,
        )
        assert abs(mine.pace.last - whole.pace.last) <= max(2, whole.pace.last // 5)
    assert len(tally) == 1


def test_a_flood_takes_little_room() -> None:
    tally = Tally(Policy())
    for number in range(3000):
        at = NOON + timedelta(minutes=5 * number)
        tally.take(1, said(at, number), found(said(at, number)), at=at, seen_at=at)
    kept = tally._seen[1]
    assert len(kept.counts) < 700
    assert len(kept.sightings(NOON + timedelta(days=11))) < 9
    assert spread(kept.sightings(NOON + timedelta(days=11)), NOON + timedelta(days=11)).posts == 3000


def test_what_belongs_to_nothing_has_a_score_and_no_level() -> None:
    one = said(NOON, 1)
    scored, level = Tally(POLICY).take(None, one, found(one), at=NOON, seen_at=NOON)
    assert level is None
    assert 0 <= scored.total < 10
