"""Posts that nobody polled, as they are read: bounded, cleaned, refused with words (W5, O7)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.arrivals import Arrival, arrival_key, first_url, plain_url, read_post, source_of, without_urls
from core.changes import Entry
from core.detect import Action, Decision
from core.errors import InputError
from core.incident import Status
from core.opening import draft, opened
from core.people import Role
from core.posts import Post, Source, Tier
from core.reporting import ReportPress, arrived, asks, entered, placed, read_answer, reported
from core.texts import Texts
from tests.conftest import LIN, NOON
from tests.storage.making import prepared
from tests.unit.making import POLICY, at_status, found, incident

WEIBO = Source(name="人民舆情", kind="arrival", url="", platform="微博", tier=Tier.CITY)


def read(**raw: Any) -> Post:
    return read_post({"title": "望江西路改建拖延"} | raw, NOON)[0]


def report(**changes: Any) -> Arrival:
    base = Arrival(
        key="report:1:2",
        source=Source(name="人工报送", kind="arrival", url=""),
        post=Post(key="report:1:2", title="望江西路改建拖延"),
        entry=Entry.COMMAND,
        person=LIN,
        chat=LIN,
        id=36,
    )
    return replace(base, **changes)


def test_a_post_of_a_webhook_is_read() -> None:
    post, source, platform = read_post(
        {
            "key": 7,
            "url": "https://weibo.example/7",
            "title": "望江西路\u200b改建",
            "text": "修了一年\n多",
            "author": "路人",
            "published_at": "2026-11-20T11:00:00+08:00",
            "reposts": 3,
            "source": "人民舆情",
            "platform": "微博",
        },
        NOON,
    )
    assert (post.key, post.title, post.text, post.author) == ("7", "望江西路改建", "修了一年多", "路人")
    assert (post.published_at, post.reposts) == (datetime(2026, 11, 20, 3, tzinfo=UTC), 3)
    assert (source, platform) == ("人民舆情", "微博")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (5, "JSON 对象"),
        ({}, "至少填一个"),
        ({"title": " \u200b "}, "至少填一个"),
        ({"title": ["x"]}, "字段 title 应为文字"),
        ({"title": "x", "reposts": True}, "字段 reposts"),
        ({"title": "x", "likes": -1}, "字段 likes"),
        ({"title": "x", "comments": 10**13}, "字段 comments"),
        ({"title": "x", "published_at": "昨天"}, "字段 published_at"),
        ({"title": "x", "published_at": "2026-11-20T11:00:00"}, "带时区"),
        ({"title": "x", "published_at": True}, "字段 published_at"),
        ({"title": "x", "published_at": 1e300}, "字段 published_at"),
        ({"title": "x", "key": "k" * 201}, "字段 key 超过 200"),
    ],
)
def test_what_cannot_be_used_is_named(raw: object, words: str) -> None:
    with pytest.raises(InputError) as refused:
        read_post(raw, NOON)
    assert words in refused.value.say(Texts())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (NOON.timestamp(), NOON),
        ((NOON + timedelta(hours=23)).isoformat(), NOON + timedelta(hours=23)),
        ((NOON + timedelta(days=2)).isoformat(), None),
        (0, None),
        ("1970-01-01T00:00:00Z", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_that_cannot_be_true_is_no_date(given: object, kept: datetime | None) -> None:
    assert read(published_at=given).published_at == kept


def test_texts_are_bounded_and_only_web_addresses_are_kept() -> None:
    post = read(title="长" * 5000, text="文" * 500_000, author="人" * 500)
    assert (len(post.title), len(post.text), len(post.author)) == (300, 20_000, 60)
    for url in ("javascript:alert(1)", "https://a b", "ftp://x.example", 'https://x.example/"', "//x.example"):
        assert read(url=url).url == ""
        assert plain_url(url) == ""
    for sign in "\0\x7f\u202e\ud800":
        assert plain_url(f"https://x.example/{sign}a") == "", "PostgreSQL keeps no such text, a phone shows it reversed"


def test_a_post_without_a_key_is_known_by_its_address_or_by_what_it_says() -> None:
    assert read(url="https://x.example/1").key == "https://x.example/1"
    assert read(text="甲").key == read(text="甲").key != read(text="乙").key
    one, other = (source_of(name, "", {}) for name in ("甲", "乙"))
    assert arrival_key(one, read()) != arrival_key(other, read())


def test_sources_are_named_and_may_be_listed() -> None:
    assert source_of("", "", {}).name == "接口"
    assert source_of("监测", "微博", {}) == Source(name="监测 · 微博", kind="arrival", url="", platform="微博")
    listed = {WEIBO.name: WEIBO}
    assert source_of("人民舆情", "微博", listed) == source_of("", "", listed) == WEIBO
    assert source_of("人民舆情", "抖音", listed).tier is Tier.CITY
    with pytest.raises(InputError, match="不在 \\[web\\] sources 里；现有：人民舆情"):
        source_of("别家", "", listed)


def test_the_first_address_of_a_text_ends_at_chinese_signs() -> None:
    assert first_url("看这里https://x.example/1?a=b，快看https://y.example") == "https://x.example/1?a=b"
    assert first_url("（https://x.example/1）。") == "https://x.example/1"
    assert first_url("没有") == ""
    assert without_urls("看这里https://x.example/1?a=b，快看") == "看这里，快看"


@pytest.mark.parametrize(
    "data",
    [
        *["r1:", "r1:j:1", "r1:n:1:2", "r1:x:1:2", "r1:c:1", "r1:c:1:z", "r1:q:1", "r1:n:", "v1:n:1", "r1:J:1:1"],
        *("r1:n:zzzzzzzzzzzz", "r1:j:1:zzzzzzzzzzzzz", "r1:n:1 ", "r1:n:1\n"),
    ],
)
def test_forged_answers_are_refused(data: str) -> None:
    with pytest.raises(InputError):
        read_answer(data)


def test_the_dialogue_asks_for_what_is_missing_and_every_key_is_read_back() -> None:
    near = asks(report(), [incident(), at_status(Status.HANDLING, id=7)])
    assert near is not None
    said = [read_answer(key.data) for line in near.keys for key in line]
    assert [one.incident for one in said] == [127, 7, None, None]
    assert (said[2].new, said[3].cancelled) == (True, True)
    channel = asks(report(new=True), [incident()])
    assert channel is not None
    answers = [read_answer(key.data) for line in channel.keys for key in line]
    assert [one.channel for one in answers] == ["link", "phone", "visit", None]
    assert all(isinstance(one, ReportPress) and one.draft == 36 for one in (*said, *answers))
    assert asks(report(channel="link"), []) is None
    assert asks(report(incident=127), []) is None


def test_personal_data_is_masked_in_the_dialogue() -> None:
    one = report(post=Post(key="k", title="张某 13812345678 反映积水"), dialogue=5)
    question = asks(one, [incident(title="找 13812345678")])
    assert question is not None
    said = [Texts().say(question.text), *(Texts().say(key.label) for line in question.keys for key in line)]
    said.append(Texts().say(arrived(one, incident(title="找 13812345678"), opened=True).text))
    assert not any("13812345678" in line for line in said)
    assert sum("138****5678" in line for line in said) == 3


def test_a_reporter_goes_before_the_rules() -> None:
    """W5: a report always becomes or joins an incident, even where no rule fires."""
    ignored = Decision(action=Action.IGNORE, reasons=())
    copied = Decision(action=Action.DUPLICATE, duplicate_of=9, incident=4, reasons=())
    assert placed(ignored, report()).action is Action.OPEN
    assert placed(copied, report()) == copied
    assert (placed(copied, report(new=True)).action, placed(copied, report(new=True)).incident) == (Action.OPEN, None)
    chosen = placed(copied, report(incident=7))
    assert (chosen.action, chosen.incident, chosen.duplicate_of) == (Action.ATTACH, 7, None)
    webhook = report(person=0, entry=Entry.WEBHOOK)
    assert placed(ignored, webhook) == ignored


def test_a_report_opens_under_the_reporters_name() -> None:
    """W6: report_manual is a decision of a member, and says how it came in."""
    one = reported(prepared("k"), report(channel="phone"), POLICY)
    assert "林晓 人工报送（来电）" in Texts().say(one.reasons[0])
    change = entered(opened(draft(one, found(one), POLICY, NOON), 8, POLICY, NOON), report(channel="phone"), POLICY)
    assert (change.event.type, change.event.actor.id, change.event.role) == ("report_manual", LIN, Role.MEMBER)
    assert (change.event.revision, change.event.decision) == ((0, 1), (0, 1))
    assert (change.subject.id, change.subject.reported_by, change.subject.channel) == (8, LIN, "phone")
    assert change.subject.title == "望江西路改建拖延"


def test_the_system_names_the_door() -> None:
    change = opened(draft(prepared("k"), found(prepared("k")), POLICY, NOON), 8, POLICY, NOON)
    webhook = report(person=0, entry=Entry.WEBHOOK)
    assert entered(change, webhook, POLICY).event.origin.entry is Entry.WEBHOOK
    assert entered(change, webhook, POLICY).event.type == "detect"
