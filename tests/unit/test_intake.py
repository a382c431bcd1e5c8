"""From a placed post to an incident: headline, spread, levels, limits (D5, W5)."""

from dataclasses import replace
from datetime import time, timedelta
from random import Random

import pytest

from core.detect import Organisation, Prepared, prepare
from core.grading import GradingFigures
from core.headline import headline
from core.incident import Incident, Status
from core.intake import attached, rings
from core.opening import draft, opened
from core.pace import Pace
from core.posts import Post, Source, Tier
from core.rules import RuleSet
from core.severity import Severity
from core.spreading import Sighting, age, graded, spread, together
from tests.conftest import NOON
from tests.unit.making import POLICY, found, incident

FORUM = Source(name="海棠论坛", kind="rss", url="", platform="论坛", tier=Tier.LOCAL, own_area=True)
WEIBO = Source(name="微言海棠", kind="rss", url="", platform="微博", own_area=True)
#: minutes
EDGES = (0, 1, 59, 60, 61, 779.9, 780, 900, 1440, 1499, 1500)
NIGHT = NOON + timedelta(hours=11)
TABLE = GradingFigures()


class Letters:
    """Every character is a word; enough for what is tested here."""

    def cut(self, text: str) -> list[str]:
        return list(text)

    def weight(self, word: str) -> float:
        return float(len(word))


def prepared(
    text: str = "投诉没人管", source: Source = FORUM, rules: str = "[路]\n断头路", **extra: object
) -> Prepared:
    post = Post(key="1", title="断头路", text=text, **extra)  # type: ignore[arg-type]
    organisation = Organisation(name="海棠县住建局")
    return prepare(post, source, rules=RuleSet.parse(rules), organisation=organisation, cut=Letters(), at=NOON)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("断头路", "断头路：每天绕行", ("断头路", "每天绕行")),
        ("", "修了一年。还没好！", ("修了一年。", "还没好！")),
        ("", "【断头路何时通】每天绕行", ("断头路何时通", "每天绕行")),
        ("", "转发微博//@路人甲: //@乙：断头路？没人管", ("断头路？", "没人管")),
        ("", "短", ("短", "")),
        ("", "", ("https://x.example/1", "")),
    ],
)
def test_headline(title: str, text: str, expected: tuple[str, str]) -> None:
    assert headline(Post(key="1", url="https://x.example/1", title=title, text=text)) == expected


def seen(minutes: float, source: Source = FORUM, reposts: int = 0) -> Sighting:
    return Sighting(source=source, reposts=reposts, seen_at=NOON - timedelta(minutes=minutes))


def test_spread_counts_what_was_seen() -> None:
    known = spread([seen(0), seen(5, WEIBO, 40), seen(70), seen(13 * 60), seen(24.5 * 60), seen(26 * 60)], NOON)
    assert (known.posts, known.reposts, known.platforms) == (6, 40, {"论坛", "微博"})
    assert known.pace == Pace(last=2, before=1, yesterday=1)


def test_authors_regions_and_places_in_hot_lists_count_once() -> None:
    one = replace(seen(0, replace(FORUM, region="海棠县")), authors=frozenset({"甲", "乙"}), rank=7)
    other = replace(seen(9, replace(WEIBO, region="青禾县")), authors=frozenset({"甲"}))
    known = spread([one, one, other], NOON)
    # one name on two sources may be two people
    assert (known.authors, known.rank, known.regions) == (3, 7, {"海棠县", "青禾县"})
    assert together(one, replace(one, rank=3, authors=frozenset({"丙"}))).rank == 3


def drafted(one: Prepared) -> Incident:
    return draft(one, found(one), POLICY, NOON)


def test_a_draft_carries_its_reasons_and_the_line_of_the_table() -> None:
    made = drafted(prepared(rules="[路]\n断头路\n:级别 重大\n:部门 市政科"))
    assert (made.severity, made.topic, made.suggested) == (Severity.MAJOR, "路", "市政科")
    said = "\n".join(reason.plain() for reason in made.reasons)
    assert "断头路" in said
    assert "等级「重大」" in said


def test_the_first_event_leads_from_nothing_to_the_draft() -> None:
    made = drafted(prepared())
    change = opened(made, 7, POLICY, NOON)
    assert replace(change.subject, clocks=()) == replace(made, id=7, revision=1)
    assert [timer.clock.value for timer in change.timers] == ["first_response", "ceiling"]
    assert change.event.subject == "incident:7"
    assert change.event.diffs["title"] == ("", "断头路")


def attach(before: Incident, sightings: list[Sighting], **extra: object) -> list[str]:
    one = prepared(**extra)  # type: ignore[arg-type]
    changes = attached(before, one, found(one), sightings, POLICY, NOON)
    return [change.event.type for change in changes]


def test_one_more_post_is_one_event_and_a_rise_is_another_and_loud() -> None:
    general = incident(severity=Severity.GENERAL)
    assert attach(incident(severity=Severity.MAJOR), [seen(0), seen(1)]) == ["add_post"]
    assert attach(general, [seen(0), seen(1, WEIBO, 150)]) == ["add_post", "severity"]
    raised = attached(general, prepared(), found(prepared()), [seen(0), seen(1, WEIBO, 150)], POLICY, NOON)[1]
    assert raised.subject.severity is Severity.MAJOR
    (notice,) = raised.outgoing
    assert notice.loud  # type: ignore[union-attr]


def test_the_system_never_lowers_and_leaves_what_has_ended() -> None:
    assert attach(incident(severity=Severity.EXTREME), [seen(0)]) == ["add_post"]
    assert attach(incident(status=Status.INVALID), [seen(0, WEIBO, 5000)]) == []
    assert attach(incident(status=Status.MERGED), [seen(0, WEIBO, 5000)]) == []
    assert attach(incident(status=Status.CLOSED), [seen(0)]) == ["add_post"]
    assert "severity" not in attach(incident(status=Status.CLOSED), [seen(0, WEIBO, 5000)])


def test_what_has_ended_and_goes_on_is_said_in_its_own_words() -> None:
    for status, words in ((Status.CLOSED, "办结后又有新帖"), (Status.TRANSFERRED, "转出后又有新帖")):
        change = attached(incident(status=status), prepared(), found(prepared()), [seen(0)], POLICY, NOON)[0]
        assert words in change.outgoing[0].text.plain()  # type: ignore[union-attr]


def test_posts_of_one_source_and_age_count_alike_as_one() -> None:
    """Old sightings and new, some with an edge exactly an hour old: the sum is what they are one by one."""
    luck = Random(7)
    for _ in range(300):
        single = [
            replace(seen(luck.choice(EDGES), luck.choice((FORUM, WEIBO))), reposts=n) for n in range(luck.randrange(30))
        ]
        joined: dict[tuple[str, int], Sighting] = {}
        for one in single:
            key = (one.source.name, age(one.seen_at, NOON))
            joined[key] = together(joined[key], one) if key in joined else one
        assert spread(joined.values(), NOON) == spread(single, NOON)
        assert graded(tuple(joined.values()), NOON, TABLE) == graded(single, NOON, TABLE)


def test_attaching_is_no_decision() -> None:
    (change,) = attached(incident(severity=Severity.MAJOR), prepared(), found(prepared()), [seen(0)], POLICY, NOON)
    assert (change.subject.revision, change.subject.decision) == (2, 0)


@pytest.mark.parametrize(
    ("level", "now", "rule", "sound"),
    [
        (Severity.GENERAL, NOON, "", False),
        (Severity.SIGNIFICANT, NOON, "", True),
        (Severity.SIGNIFICANT, NIGHT, "", False),
        (Severity.MAJOR, NIGHT, "", True),
        (Severity.SIGNIFICANT, NOON, "\n:静默 11:00-13:00", False),
        (Severity.SIGNIFICANT, NOON, "\n:静默 23:00-07:00", True),
        (Severity.MAJOR, NOON, "\n:静默 11:00-13:00", True),
    ],
)
def test_which_cards_ring(level: Severity, now: object, rule: str, sound: bool) -> None:
    one = prepared(rules=f"[路]\n断头路{rule}")
    assert rings(incident(severity=level), one, POLICY, now) is sound  # type: ignore[arg-type]


def test_night_may_span_midnight() -> None:
    assert POLICY.at_night(NIGHT)
    assert not POLICY.at_night(NOON)
    assert POLICY.figures.night == (time(22), time(7))
