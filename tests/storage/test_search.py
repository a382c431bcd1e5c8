"""The index of full-text search (S5): what it holds after every change, and the same answers from both databases."""

import random
from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import URL

from core.changes import Change, noted
from core.incident import Incident, Status
from core.lists.incidents import PER_PAGE
from core.pairs import entries
from core.people import Role
from core.policy import Figures
from core.searching import Share, asked_for, ranked
from core.statement import Kind, Stand
from storage import Database, Store, migrate
from storage.rows import incident_row
from storage.search import Outdated, place
from storage.tables import incidents, search
from tests.conftest import FANG, GROUP, LIN, NOON, PEOPLE, UNITS, stand
from tests.storage.attack import outside, run
from tests.storage.making import attached, look, opened, prepared, press
from tests.storage.replies import reply, stands
from tests.unit.making import at_status, incident, turn

HOSTILE = (
    "停" * 4000,
    '"停暖" OR "望江"',
    "停暖*",
    "^停暖",
    "entries:停暖",
    "NEAR(停暖 望江, 2)",
    "停暖' OR 1=1 --",
    '"""',
    "{停暖}",
    "AND OR NOT",
    "停\x00暖",
    "😀😀😀",
    "\ud800停暖",
    "%停_暖%",
    "(((",
    "停暖" + "\u0301" * 500,
    "\u202e停暖",
)


async def found(store: Store, words: str) -> list[int]:
    """The numbers of all pages."""
    first = await store.found_page(words, 0)
    numbers = [one.id for one in first.incidents]
    for page in range(1, -(-first.total // PER_PAGE)):
        numbers += [one.id for one in (await store.found_page(words, page)).incidents]
    assert len(numbers) == first.total
    return numbers


async def put(store: Store, *those: Incident) -> None:
    """Incidents as the product's own door would have left them, many at once."""
    outdated = Outdated()
    async with store.db.write() as connection:
        rows = [incident_row(one) | {"id": one.id, "last_post_at": NOON} for one in those]
        await connection.execute(insert(incidents), rows)
        for one in those:
            blank = Incident(id=one.id, detected_at=one.detected_at)
            outdated.note(noted_from(blank, one))
        await outdated.renew(connection, {one.id: one for one in those})


def noted_from(blank: Incident, one: Incident) -> Change:
    values = {name: getattr(one, name) for name in ("title", "excerpt", "department", "topic", "status", "verdict")}
    return noted(blank, turn(LIN), "detect", Role.SYSTEM, **values)


async def held(store: Store) -> set[int]:
    async with store.db.read() as connection:
        return set((await connection.execute(select(search.c.rowid))).scalars())


async def test_a_new_incident_is_found_by_any_two_characters_of_it(store: Store) -> None:
    ident = await opened(store, "望江西路改建拖延", text="雨天全是泥，ETC门架坏了三个月")
    for words in ("改建", "西路", "望江 拖延", "泥泞 雨天", "etc", "ＥＴＣ", "望江西路改建"):
        assert await found(store, words) == [ident], words
    for words in ("停暖", "江建", "tc", "建"):
        assert await found(store, words) == [], words


async def test_traditional_and_wide_spellings_are_the_same(store: Store) -> None:
    ident = await opened(store, "供熱公司電話打不通")
    assert await found(store, "供热") == await found(store, "電話") == await found(store, "电话") == [ident]


async def test_what_is_written_later_is_found_at_once(store: Store) -> None:
    ident = await opened(store, "小区停暖")
    assert await found(store, "锅炉") == []
    await press(store, LIN, "vt", ident)
    await press(store, LIN, "bs", ident, words="锅炉房跳闸")
    assert await found(store, "锅炉") == [ident]
    unit = next(d.id for d in (await store.policy()).departments if d.name == "市政科")
    await press(store, LIN, "ag", ident, arg=str(unit))
    assert await found(store, "市政科") == [ident]


async def test_a_look_with_many_posts_writes_each_incident_once(store: Store) -> None:
    await look(store, *(prepared(f"p{n}", f"望江西路第{n}处塌陷") for n in range(30)))
    await attached(store, 1, title="又一处塌陷")
    assert len(await found(store, "塌陷")) == 30
    assert len(await held(store)) == 30


async def test_a_press_that_changes_nothing_looked_for_leaves_the_index_alone(store: Store) -> None:
    ident = await opened(store, "小区停暖")
    async with store.db.write() as connection:
        await connection.execute(delete(search))
    await press(store, LIN, "cl", ident)
    await press(store, LIN, "vt", ident)
    assert await held(store) == set()
    await press(store, LIN, "bs", ident, words="现场看过")
    assert await held(store) == {place(ident)}


async def test_replies_are_found_while_their_text_is_signed(store: Store) -> None:
    ident = await opened(store, "小区停暖")
    await reply(store, ident, "供热管网抢修已完成", stand=Stand.DRAFT)
    assert await found(store, "抢修") == []
    await stands(store, ident, Stand.APPROVED)
    assert await found(store, "抢修") == [ident]
    # an edit voids the approval: the new text is nobody's word yet
    await reply(store, ident, "供热管网换新", stand=Stand.DRAFT, version=2)
    assert await found(store, "抢修") == []
    assert await found(store, "换新") == []
    await stands(store, ident, Stand.PUBLISHED)
    assert await found(store, "换新") == [ident]
    assert await found(store, "抢修") == []
    await reply(store, ident, "补充说明", number=2)
    assert await found(store, "补充") == await found(store, "换新") == [ident]
    await stands(store, ident, Stand.WITHDRAWN)
    assert await found(store, "换新") == [ident]


async def test_what_was_merged_away_is_found_under_its_parent_only(store: Store) -> None:
    parent, child = await opened(store, "小区停暖"), await opened(store, "小区停暖两天了")
    assert await found(store, "停暖") == [child, parent]
    assert not (await press(store, FANG, "mg", child, arg=str(parent))).refused
    await press(store, FANG, "mg", child, arg=str(parent), now=NOON + timedelta(seconds=3))
    assert (await store.incident(child) or incident()).status is Status.MERGED
    assert await found(store, "停暖") == [parent]
    assert await store.similar(parent, 5) == ()
    await press(store, FANG, "um", parent, arg=str(child), now=NOON + timedelta(minutes=3))
    assert await found(store, "停暖") == [child, parent]


async def test_a_published_reply_goes_along_with_its_incident(store: Store) -> None:
    parent, child = await opened(store, "小区停暖"), await opened(store, "小区停暖两天了")
    await reply(store, child, "抢修已完成")
    for seconds in (0, 3):
        await press(store, FANG, "mg", child, arg=str(parent), now=NOON + timedelta(seconds=seconds))
    assert await found(store, "抢修") == [parent]
    assert place(child, 1) not in await held(store)


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_find_or_find_nothing(store: Store, words: str) -> None:
    ident = await opened(store, "小区停暖")
    page = await store.found_page(words, 9999)
    subject = await store.incident(ident)
    assert subject is not None
    assert [one.id for one in page.incidents] == by_hand([subject], words)


async def test_hostile_titles_are_kept_and_found(store: Store) -> None:
    titles = [f"{words[:60]} 停暖" for words in HOSTILE]
    idents = [await opened(store, title) for title in titles]
    assert sorted(await found(store, "停暖")) == sorted(idents)


WORDS = (
    "望江西路",
    "停暖",
    "停水",
    "小区",
    "物业",
    "施工",
    "扰民",
    "市政科",
    "ETC",
    "5G",
    "学校",
    "食堂",
    "路灯",
    "噪音",
)
#: places that a few incidents each are about
PLACES = tuple(f"{a}{b}{c}苑" for a in "安宁和平" for b in "东西南北" for c in "湖山桥")


def many(seed: int, count: int) -> tuple[Incident, ...]:
    dice = random.Random(seed)

    def some(least: int, most: int) -> str:
        return "，".join(dice.choices(WORDS, k=dice.randint(least, most)))

    states = (Status.SUSPECTED, Status.CLOSED, Status.HANDLING, Status.INVALID)
    return tuple(
        at_status(
            dice.choice(states), id=number, title=dice.choice(PLACES) + some(1, 3), excerpt=some(0, 6), topic=some(0, 1)
        )
        for number in range(1, count + 1)
    )


QUESTIONS = ("停暖", "望江西路", "小区 停水", "物业施工扰民", "etc 5g", "市政科 路灯 噪音", "学校食堂", "江西", "没有")


def by_hand(those: Iterable[Incident], words: str) -> list[int]:
    """What must come, told from the texts themselves without any index."""
    asked = set(asked_for(words))
    hits = []
    for one in those:
        fields = (one.title, one.excerpt, one.department, one.topic, one.basis, one.outcome)
        whole = {entry for text in fields for entry in entries(text)}
        shared, titled = len(asked & whole), len(asked & set(entries(one.title)))
        if shared:
            hits.append(Share(incident=one.id, shared=shared, titled=titled))
    return list(ranked(hits, len(asked)))


async def test_it_finds_what_a_reader_of_every_text_would_find(store: Store) -> None:
    those = many(7, 150)
    await put(store, *those)
    for words in QUESTIONS:
        assert await found(store, words) == by_hand(those, words), words


async def test_both_databases_give_the_same_in_the_same_order(sqlite_url: URL, postgres_url: URL) -> None:
    stores = [Store(Database(url), Figures()) for url in (sqlite_url, postgres_url)]
    told = []
    for store in stores:
        await stand(store, group=GROUP, people=PEOPLE, units=UNITS)
        await put(store, *many(8, 300))
        for ident in range(1, 60, 3):
            await reply(store, ident, f"{WORDS[ident % len(WORDS)]}已处理，{WORDS[ident % 5]}会整改")
        pages = [await store.found_page(words, page) for words in QUESTIONS for page in (0, 1, 99)]
        cases = [await store.similar(ident, 5) for ident in range(1, 300, 2)]
        told.append((pages, cases))
    for store in stores:
        await store.close()
    assert told[0] == told[1]
    assert sum(page.total for page in told[0][0]) > 500
    assert sum(map(len, told[0][1])) > 40


async def test_a_question_that_many_share_tells_of_the_best_only(store: Store) -> None:
    await put(store, *(incident(id=n, title="停暖", excerpt="") for n in range(1, 251)))
    page = await store.found_page("停暖", 0)
    assert (page.total, page.is_all) == (200, False)
    assert [one.id for one in page.incidents] == list(range(250, 242, -1))


async def test_similar_cases_come_with_their_reply_the_answered_first(store: Store) -> None:
    base = {"excerpt": "供热管网压力不足，室温只有十二度", "topic": "小区供暖"}
    await put(
        store,
        incident(id=1, title="幸福里停暖三天", **base),
        at_status(Status.CLOSED, id=2, title="和平小区停暖", **base),
        at_status(Status.FOLLOWING, id=3, title="书香苑停暖", **base),
        at_status(Status.INVALID, id=4, title="停暖是旧闻", **base),
        incident(id=5, title="学校食堂吃坏肚子", excerpt="三名学生住院"),
        incident(id=6, title="东湖停暖", **base),
    )
    await reply(store, 3, "抢修已完成，今晚恢复供热。", kinds=(Kind.FIRST, Kind.FINAL))
    cases = await store.similar(1, 5)
    assert [one.incident for one in cases] == [3, 2, 6]
    first = cases[0]
    assert (first.text, first.kinds, first.statement) == ("抢修已完成，今晚恢复供热。", (Kind.FIRST, Kind.FINAL), 1)
    assert [one.text for one in cases[1:]] == ["", ""]
    assert [one.incident for one in await store.similar(1, 1)] == [3]
    assert await store.similar(5, 5) == ()
    assert await store.similar(4711, 5) == ()
    assert await store.example(3, 1) == first
    for ident, number in ((3, 2), (2, 1), (4711, 1)):
        assert await store.example(ident, number) is None
    await stands(store, 3, Stand.WITHDRAWN)
    assert await store.example(3, 1) is None
    assert [one.text for one in await store.similar(1, 5)] == ["", "", ""]


async def test_an_incident_without_words_is_like_nothing(store: Store) -> None:
    await put(store, incident(id=1, title="", excerpt=""), incident(id=2, title="！", excerpt=""))
    assert await store.similar(1, 5) == ()


async def test_the_migration_fills_the_index(store: Store, database_url: URL) -> None:
    one, two = await opened(store, "小区停暖"), await opened(store, "小区停暖两天了")
    await reply(store, one, "抢修已完成")
    await reply(store, one, "草稿不算", stand=Stand.DRAFT, number=2)
    await press(store, FANG, "mg", two, arg=str(one))
    await press(store, FANG, "mg", two, arg=str(one), now=NOON + timedelta(seconds=3))
    before = await held(store)
    await store.db.close()
    migrate.downgrade(database_url, "0003")
    migrate.upgrade(database_url)
    assert migrate.differences(database_url) == []
    assert await held(store) == before == {place(one), place(one, 1)}
    assert await found(store, "抢修") == await found(store, "停暖") == [one]
    assert await found(store, "草稿") == []


async def test_a_refused_attempt_and_a_lost_transaction_leave_no_trace(store: Store) -> None:
    await opened(store, "小区停暖")
    before = await held(store)
    with pytest.raises(AttributeError):
        await look(store, prepared("k", "望江西路塌陷"), None)  # type: ignore[arg-type]
    assert await found(store, "塌陷") == []
    assert await held(store) == before


def test_an_index_that_is_missing_is_told(database_url: URL) -> None:
    with outside(database_url) as connection:
        run(connection, "DROP TABLE search_index")
    assert migrate.differences(database_url)


async def test_a_statement_stands_between_its_incident_and_the_next(store: Store) -> None:
    await put(store, incident(id=1, title="停暖"), incident(id=2, title="停水"))
    await reply(store, 1, "抢修", number=1023)
    assert await held(store) == {1024, 2047, 2048}
    assert await found(store, "抢修") == [1]
    await reply(store, 1, "通告", number=1024)
    assert await found(store, "通告") == []
    async with store.db.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(search)) == 3


async def test_a_few_common_words_make_nothing_alike(store: Store) -> None:
    """In a young office every word is rare: complaints that have only their tone in common are no examples."""
    stories = {
        1: ("望江西路改建拖延，居民出行受阻", "望江西路修了一年多还没修好，雨天全是泥，打了几次投诉电话没人管"),
        2: ("锦绣家园没有暖气", "老人小孩冻得受不了，打了几次投诉电话没人管，物业说在等配件"),
        3: ("电梯困人", "二号楼轿厢昨晚停在半空，打了几次投诉电话没人管，邻居只好爬楼梯上班"),
        4: ("拖欠工资", "干了三个月一分钱没拿到，打了几次投诉电话没人管"),
        5: ("翠湖小区没有暖气", "暖气片冰凉，老人小孩冻得睡不着，物业说在等配件"),
    }
    await put(store, *(incident(id=number, title=title, excerpt=text) for number, (title, text) in stories.items()))
    found = {number: [case.incident for case in await store.similar(number, 5)] for number in stories}
    assert found == {1: [], 2: [5], 3: [], 4: [], 5: [2]}
