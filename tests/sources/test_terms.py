"""`{keyword}` in an address: one request for each watch term (W1)."""

from datetime import timedelta

import pytest
from making_pages import NOON, source
from small_site import FEED, Site

from core.errors import InputError, SourceError
from core.posts import Cursor, Source
from jobs.sources import check
from jobs.sources.looking import look
from jobs.sources.terms import pages
from jobs.sources.trial import trial
from jobs.sources.web import Web

SEARCH = "https://board.example/s?q={keyword}&sort=new"


def feed(*titles: str) -> str:
    items = "".join(f"<item><title>{t}</title><guid>{t}</guid></item>" for t in titles)
    return f"<rss><channel>{items}</channel></rss>"


def watching(site: Site, *terms: str, **more: object) -> Source:
    return site.source("/s/{keyword}", terms=terms, **more)


def test_a_term_is_written_in_the_pages_own_charset() -> None:
    asked = {
        encoding: [
            page.url for _, page in pages(source("rss", url=SEARCH, terms=("停水 a&b",), keyword_encoding=encoding))
        ]
        for encoding in ("utf-8", "gb18030")
    }
    assert asked["utf-8"] == ["https://board.example/s?q=%E5%81%9C%E6%B0%B4%20a%26b&sort=new"]
    assert asked["gb18030"] == ["https://board.example/s?q=%CD%A3%CB%AE%20a%26b&sort=new"]


async def test_gbk_terms_reach_the_site_as_they_were_written(site: Site) -> None:
    site.gives("/s", FEED)
    one = site.source("/s?wd={keyword}", terms=("停水",), keyword_encoding="gb18030")
    async with Web() as web:
        await look(web, one, Cursor(), NOON)
    assert site.asked[0].raw_path == "/s?wd=%CD%A3%CB%AE"


async def test_every_term_is_asked_and_their_posts_are_one_look(site: Site) -> None:
    site.gives("/s/停水", feed("北门停水", "东门停水停电"), ETag='"1"')
    site.gives("/s/停电", feed("东门停水停电", "西门停电"))
    async with Web() as web:
        fetched = await look(web, watching(site, "停水", "停电"), Cursor(etag='"old"'), NOON)
    assert fetched.posts is not None
    assert {post.title for post in fetched.posts} == {"北门停水", "东门停水停电", "西门停电"}
    assert (len(fetched.posts), fetched.missed) == (3, None)
    assert fetched.cursor == Cursor(), "pages of terms keep no cursor"
    assert all("If-None-Match" not in request.headers for request in site.asked)


async def test_a_term_that_fails_is_told_and_takes_nothing_from_the_others(site: Site) -> None:
    site.gives("/s/停水", status=500)
    site.gives("/s/停电", feed("西门停电"))
    async with Web() as web:
        fetched = await look(web, watching(site, "停水", "停电"), Cursor(), NOON)
    assert [post.title for post in fetched.posts or ()] == ["西门停电"]
    assert fetched.missed is not None
    assert "停水" in fetched.missed.plain()
    assert "HTTP 500" in fetched.missed.plain()


async def test_all_terms_failing_is_a_failed_look(site: Site) -> None:
    site.gives("/s/停水", status=500)
    site.gives("/s/停电", status=500)
    async with Web() as web:
        with pytest.raises(SourceError, match="HTTP 500"):
            await look(web, watching(site, "停水", "停电"), Cursor(), NOON)
    assert len(site.asked) == 2


async def test_a_pause_that_is_asked_for_is_kept_for_the_other_terms_too(site: Site) -> None:
    site.gives("/s/停水", feed("北门停水"))
    site.gives("/s/停电", "", 429, Retry_After="600")
    site.gives("/s/停气", feed("南门停气"))
    one = watching(site, "停水", "停电", "停气")
    turn = NOON + timedelta(seconds=300 * (-int(NOON.timestamp() / 300) % 3))
    async with Web() as web:
        fetched = await look(web, one, Cursor(), turn)
    assert [request.path for request in site.asked] == ["/s/停水", "/s/停电"]
    assert fetched.missed is not None
    assert "2 个" in fetched.missed.plain()
    assert fetched.retry_after == 600


async def test_a_pause_is_known_too_where_nothing_could_be_read(site: Site) -> None:
    site.gives("/s/停水", status=500)
    site.gives("/s/停电", "", 429, Retry_After="600")
    async with Web() as web:
        with pytest.raises(SourceError) as failed:
            await look(web, watching(site, "停水", "停电"), Cursor(), NOON)
    assert failed.value.retry_after == 600


async def test_another_term_begins_each_time_so_that_a_limit_starves_none(site: Site) -> None:
    for term in ("停水", "停电", "停气"):
        site.gives(f"/s/{term}", feed(term))
    begun = []
    async with Web() as web:
        for turn in range(3):
            site.asked.clear()
            await look(web, watching(site, "停水", "停电", "停气"), Cursor(), NOON + timedelta(minutes=5 * turn))
            begun.append(site.asked[0].path)
    assert sorted(begun) == sorted(["/s/停水", "/s/停电", "/s/停气"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"url": SEARCH}, ["{keyword}", "terms"]),
        ({"terms": ("停水",)}, ["{keyword}", "terms"]),
        ({"url": SEARCH, "terms": ("停水",), "keyword_encoding": "gbk"}, ["keyword_encoding", "gb18030"]),
        ({"url": "https://{keyword}.example/", "terms": ("a",)}, ["{keyword}"]),
        ({"url": SEARCH, "terms": ("停水", " ")}, ["terms"]),
        ({"url": SEARCH, "terms": ("停水", "停水")}, ["停水", "两次"]),
        ({"url": SEARCH, "terms": ("x" * 51,)}, ["50"]),
        ({"url": SEARCH, "terms": tuple(map(str, range(101)))}, ["100"]),
    ],
)
def test_terms_and_their_place_belong_together(change: dict[str, object], words: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        check(source("rss", **change))
    assert all(word in str(refused.value) for word in words), str(refused.value)


async def test_a_trial_says_what_it_would_bring_and_stores_nothing(site: Site) -> None:
    site.gives("/s/停水", feed("北门停水"))
    site.gives("/s/停电", status=404)
    async with Web() as web:
        good = await trial(web, watching(site, "停水"), NOON)
        partly = await trial(web, watching(site, "停水", "停电"), NOON)
        bad = await trial(web, watching(site, "停电"), NOON)
        wrong = await trial(web, site.source("/s", kind="html"), NOON)
    assert ([post.title for post in good.posts], good.problem) == (["北门停水"], None)
    assert partly.posts == good.posts
    assert partly.problem is not None
    assert "停电" in partly.problem.plain()
    assert bad.problem is not None
    assert "404" in bad.problem.plain()
    assert wrong.problem is not None
    assert "fields.items" in wrong.problem.plain()


async def test_a_kind_that_nobody_reads_is_a_failure_in_words(site: Site) -> None:
    async with Web() as web:
        with pytest.raises(SourceError, match=r"smoke.*hotlist"):
            await look(web, site.source(kind="smoke"), Cursor(), NOON)
    assert site.asked == []
