"""Our own accounts and praise by media are kept apart: they never alarm (W9)."""

from datetime import timedelta

import pytest

from bot.config_sources import whose
from bot.config_tables import OrganisationTable
from core.detect import Action, Organisation, Prepared, decide, prepare
from core.events import Events
from core.posts import Source, Tier
from core.rules import RuleSet
from core.similar import Similar
from core.voice import Account, Voice, is_own
from tests.unit.detect.making import NOW, Pairs, post, said, source

RULES = "[停水]\n停水\n\n[抢修]\n抢修\n\n[爆管]\n爆管\n:级别 一般\n"
OURS = whose(
    OrganisationTable(name="青禾县自来水公司", aliases=("青禾水务",), accounts=("青禾水务发布", "微博：青禾热线"))
)
RULE_SET = RuleSet.parse(RULES)
ALARMING = "青禾水务停水三天，投诉无门，大家都很气愤"
GLAD = "青禾水务连夜抢修恢复供水，居民纷纷点赞，十分满意"


def heard(text: str, where: Source, *, author: str = "", of: Organisation | None = OURS) -> Prepared:
    return prepare(post(text, author=author), where, rules=RULE_SET, organisation=of, cut=Pairs(), at=NOW)


@pytest.mark.parametrize(
    ("author", "platform", "own"),
    [
        ("青禾水务发布", "微博", True),
        ("@青禾水务发布 ", "", True),
        ("青禾热线", "微博", True),
        # without a platform it is ours everywhere, with one only there, and not where none is known
        ("青禾水务发布", "抖音", True),
        ("青禾热线", "抖音", False),
        ("青禾热线", "", False),
        ("青禾水务发布会", "微博", False),
        ("", "", False),
    ],
)
def test_an_account_of_ours_never_alarms_and_one_like_it_does(author: str, platform: str, own: bool) -> None:
    one = heard(ALARMING, source(platform=platform), author=author)
    assert (one.voice is Voice.OWN) is own
    assert one.passed is not own
    assert ("官方账号发布" in said(one.reasons)) is own


def test_a_source_of_ours_is_ours_whoever_signs() -> None:
    assert heard(ALARMING, source(own=True)).voice is Voice.OWN
    assert heard(ALARMING, source(own=True), of=None).voice is Voice.OWN


def test_what_we_say_is_nobodys_original() -> None:
    similar = Similar()
    ours = heard(ALARMING, source(own=True))
    similar.add(1, ours.features, NOW)
    theirs = heard(ALARMING, source())
    since = NOW - timedelta(days=30)
    decision = decide(theirs, similar=similar, events=Events(Pairs().weight), since=since, incident_of={}.get)
    assert (decision.action, decision.duplicate_of) == (Action.OPEN, None)
    assert decide(ours, similar=similar, events=Events(Pairs().weight), since=since).action is Action.IGNORE


@pytest.mark.parametrize("tier", [Tier.CENTRAL, Tier.PROVINCIAL, Tier.CITY])
def test_praise_by_media_is_kept_without_alarm(tier: Tier) -> None:
    one = heard(GLAD, source(tier=tier))
    assert (one.voice, one.passed) == (Voice.PRAISE, False)
    assert "媒体正面报道" in said(one.reasons)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (GLAD, {"tier": Tier.LOCAL}),
        (GLAD, {"tier": Tier.SELF}),
        (GLAD, {"tier": Tier.CITY, "watched": True}),
        (GLAD.replace("青禾水务", "邻县水务"), {"tier": Tier.CITY}),
        (ALARMING, {"tier": Tier.CITY}),
        # the rule 爆管 names a level, the lowest: never dropped in silence
        (f"{GLAD}，爆管原因仍在调查", {"tier": Tier.CITY}),
        (f"{GLAD}，事故造成3人死亡", {"tier": Tier.CITY}),
        ("青禾水务发布停水通知", {"tier": Tier.CITY}),
    ],
)
def test_what_is_no_praise_takes_the_usual_way(text: str, given: dict[str, object]) -> None:
    assert heard(text, source(**given)).voice is Voice.OTHERS


@pytest.mark.parametrize(
    "author", ["某县_发布", "某县-发布", "某县·发布", "某县.发布", "某县 发布", "某县发布🔥", "某縣發布"]
)
def test_a_look_alike_of_our_account_silences_nothing(author: str) -> None:
    """These are other names on the platform: anybody may register them."""
    ours = Organisation(name="某县医院", accounts=frozenset({Account.read("微博：某县发布")}))
    rules = RuleSet.parse("[医院]\n某县医院\n")

    def told(name: str) -> Prepared:
        one = post("某县医院打死人了，家属在门口讨说法", author=name)
        return prepare(one, source(platform="微博"), rules=rules, organisation=ours, cut=Pairs(), at=NOW)

    assert (told(author).voice, told(author).passed) == (Voice.OTHERS, True)
    assert (told("某县发布").voice, told("某县发布").passed) == (Voice.OWN, False)


def test_width_and_case_make_no_other_account() -> None:
    ours = frozenset({Account.read("微博：QHW 热线1")})
    assert is_own(post("水", author="@qhw 热线１"), source(platform="微博"), ours)
    assert not is_own(post("水", author="@qhw热线1"), source(platform="微博"), ours)
