"""监测盲区 in the large: what counts as one, and what the lead on duty hears of it (W4)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.duty import KeyPeriod
from core.policy import Figures, Policy
from core.texts import Texts
from core.watching.spots import Scope, Sight, Spot, spots, told
from tests.conftest import FANG, GROUP, NOON
from tests.unit.making import POLICY

TEXTS = Texts()
NIGHT = NOON + timedelta(hours=12)
SHARE = (Scope.SHARE, "")


def sight(name: str, *, blind: bool = True, kind: str = "rss", platform: str = "", region: str = "") -> Sight:
    return Sight(name=name, kind=kind, platform=platform, region=region, blind=blind, last=NOON - timedelta(minutes=40))


def seeing(count: int) -> list[Sight]:
    return [sight(f"好{number}", blind=False) for number in range(count)]


def said(before: dict[Spot, object], sights: list[Sight], policy: Policy = POLICY, now=NOON) -> list[str]:  # type: ignore[no-untyped-def]
    return [TEXTS.say(one.text) for one in told(before, sights, policy, now)]  # type: ignore[arg-type]


# what counts


def test_a_platform_is_unseen_when_the_last_of_its_sources_is() -> None:
    both = [sight("A", platform="微博"), sight("B", platform="微博"), *seeing(9)]
    assert set(spots(both, 0.3)) == {(Scope.PLATFORM, "微博")}
    assert not spots([both[0], replace(both[1], blind=False), *seeing(9)], 0.3)


def test_a_region_counts_like_a_platform() -> None:
    assert set(spots([sight("A", region="柳川县"), *seeing(9)], 0.3)) == {(Scope.REGION, "柳川县")}


def test_of_a_kind_only_the_only_source_counts() -> None:
    assert set(spots([sight("榜", kind="hotlist"), *seeing(9)], 0.3)) == {(Scope.KIND, "hotlist")}
    assert not spots([sight("榜一", kind="hotlist"), sight("榜二", kind="hotlist"), *seeing(9)], 0.3)


@pytest.mark.parametrize(
    ("blind", "well", "share", "counts"),
    [(3, 7, 0.3, False), (4, 7, 0.3, True), (2, 0, 0.3, False), (3, 0, 0.3, True), (4, 7, 0.5, False)],
)
def test_a_part_of_all_counts_above_the_stated_share_and_from_three_on(
    blind: int, well: int, share: float, counts: bool
) -> None:
    broken = [sight(f"坏{number}") for number in range(blind)]
    assert (SHARE in spots([*broken, *seeing(well)], share)) is counts


# what is said


def test_the_lead_on_duty_hears_it_with_sound_and_with_what_to_do() -> None:
    sights = [sight("微言", platform="微博"), *seeing(9)]
    (notice,) = told({}, sights, POLICY, NOON)
    words = TEXTS.say(notice.text)
    assert (notice.chat, notice.loud) == (FANG, True)
    assert words.startswith("🚨 监测盲区：「微博」平台都监测不到了（「微言」），最后一次读到是 11:20。")
    assert "没有提醒不等于没有舆情" in words
    assert words.count("下一步：") == 1


def test_at_night_it_makes_no_sound_but_in_a_key_period_it_does() -> None:
    sights = [sight("微言", platform="微博"), *seeing(9)]
    (quiet,) = told({}, sights, POLICY, NIGHT)
    assert not quiet.loud
    day = NIGHT.astimezone(POLICY.figures.timezone).date()
    period = KeyPeriod(name="两会", begin=day, end=day + timedelta(days=1))
    busy = replace(POLICY, figures=replace(POLICY.figures, key_periods=(period,)))
    (loud,) = told({}, sights, busy, NIGHT)
    assert loud.loud


def test_without_a_lead_everybody_hears() -> None:
    nobody = replace(POLICY, members={})
    (notice,) = told({}, [sight("微言", platform="微博"), *seeing(9)], nobody, NOON)
    assert (notice.chat, notice.loud) == (GROUP, True)


def test_it_is_said_once_and_the_end_silently_with_the_span() -> None:
    since, later = NOON, NOON + timedelta(hours=2)
    sights = [sight("微言", platform="微博"), *seeing(9)]
    spot = (Scope.PLATFORM, "微博")
    assert told({spot: since}, sights, POLICY, later) == ()
    healed = [replace(sights[0], blind=False), *sights[1:]]
    (notice,) = told({spot: since}, healed, POLICY, later)
    assert not notice.loud
    assert TEXTS.say(notice.text) == "✔ 监测盲区已解除：「微博」平台；自 12:00 起可能有遗漏，请补看"


def test_who_was_laid_to_rest_has_not_recovered() -> None:
    assert told({(Scope.PLATFORM, "微博"): NOON}, seeing(9), POLICY, NOON) == ()


def test_a_lone_source_is_not_told_twice_for_platform_and_kind() -> None:
    (words,) = said({}, [sight("榜", kind="hotlist", platform="微博"), *seeing(9)])
    assert "唯一的" not in words
    (words,) = said({}, [sight("榜", kind="hotlist"), *seeing(9)])
    assert "唯一的热榜源" in words


def test_when_much_is_unseen_one_platform_more_is_no_news_but_what_stays_unseen_is_said_at_the_end() -> None:
    broken = [sight(f"坏{number}", platform=f"平台{number}") for number in range(5)]
    (words,) = said({}, [*broken[:4], *seeing(4)])
    assert "8 个监测源里的 4 个" in words
    before: dict[Spot, object] = dict.fromkeys(spots([*broken[:4], *seeing(4)], 0.3), NOON)
    assert said(before, [*broken, *seeing(3)]) == []
    before = dict.fromkeys(spots([*broken, *seeing(3)], 0.3), NOON)
    (words,) = said(before, [broken[0], *(replace(one, blind=False) for one in broken[1:]), *seeing(3)])
    assert "大批监测源" in words
    assert words.endswith("。仍监测不到：「平台0」平台")


def test_the_share_is_a_setting() -> None:
    assert Figures().blind_share == 0.3
    broken = [sight(f"坏{number}") for number in range(3)]
    strict = replace(POLICY, figures=replace(POLICY.figures, blind_share=0.9))
    assert said({}, [*broken, *seeing(3)], strict) == []
