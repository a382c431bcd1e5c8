"""How a source is, look by look, and what is said of it (W4)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outgoing import Notice
from core.people import Member, Role
from core.policy import Policy
from core.texts import Message
from core.watching.health import FAILING_AFTER, Health, Standing, after_bad, after_good, patience
from core.watching.tidings import Shift, Tiding, tidings

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEAM = Policy(group=-100, members={15: Member(id=15, name="方正", roles=frozenset({Role.LEAD}))})
WHY = Message("forum.example 返回 HTTP 503")


def good(before: Standing, now: datetime, *, news: bool = False, moved_to: str = "", partly: bool = False) -> Standing:
    return after_good(before, news=news, moved_to=moved_to, now=now, partly=partly)


def bad(before: Standing, now: datetime, times: int = 1, *, shape: bool = False) -> Standing:
    for _ in range(times):
        before = after_bad(before, shape=shape, now=now)
    return before


def steady(gap: timedelta = HOUR, times: int = 5) -> tuple[Standing, datetime]:
    """A source that has brought news so often, so far apart."""
    standing, now = Standing(), NOON
    for _ in range(times):
        standing, now = good(standing, now, news=True), now + gap
    return standing, now - gap


def told(before: Standing, after: Standing, now: datetime, problem: Message | None = None) -> tuple[Tiding, ...]:
    return tidings(7, "海棠论坛", before, after, problem, TEAM, now)


def said(before: Standing, after: Standing, now: datetime, problem: Message | None = None) -> list[str]:
    return [one.notices[0].text.plain() for one in told(before, after, now, problem)]


def test_three_failed_looks_in_a_row_are_a_failing_source_told_once() -> None:
    before, now = steady()
    assert bad(before, now, FAILING_AFTER - 1).health is Health.OK
    failing = bad(before, now, FAILING_AFTER)
    assert (failing.health, failing.since, failing.failures) == (Health.FAILING, now, 3)
    (words,) = said(before, failing, now, WHY)
    assert "海棠论坛" in words
    assert "503" in words
    assert said(failing, bad(failing, now), now, WHY) == []


def test_a_changed_page_is_named_as_such() -> None:
    before, now = steady()
    changed = bad(before, now, FAILING_AFTER, shape=True)
    assert changed.health is Health.CHANGED
    assert "改版" in said(before, changed, now, WHY)[0]
    failing = bad(changed, now)
    assert failing.health is Health.FAILING, "and what it turns into"
    assert len(said(changed, failing, now, WHY)) == 1


def test_a_good_look_heals_and_names_the_blind_span() -> None:
    before, now = steady()
    failing = bad(before, now + HOUR, FAILING_AFTER)
    later = now + 5 * HOUR
    healed = good(failing, later)
    assert (healed.health, healed.since, healed.failures) == (Health.OK, later, 0)
    (words,) = said(failing, healed, later)
    assert "已恢复" in words
    assert TEAM.clock(now, beside=later) in words, "blind since the last thing surely seen"
    assert said(healed, good(healed, later + HOUR), later + HOUR) == []


def test_the_usual_gap_is_learnt_and_a_holiday_does_not_bend_it() -> None:
    standing, now = steady()
    assert standing.gap == 3600
    after = good(standing, now + 100 * HOUR, news=True)
    assert after.gap is not None
    assert 3600 < after.gap <= 3600 * 2.2
    assert good(standing, now).gap == 3600, "a look without news teaches nothing"


@pytest.mark.parametrize(("gap", "hours"), [(None, 240), (60, 24), (3600, 24), (4 * 3600, 40), (86_400, 240)])
def test_patience_is_ten_gaps_and_a_day_at_least(gap: int | None, hours: int) -> None:
    assert patience(gap) == timedelta(hours=hours)


def test_nothing_new_for_ten_gaps_is_silence_told_once() -> None:
    standing, now = steady(4 * HOUR)
    assert good(standing, now + 39 * HOUR).health is Health.OK
    silent = good(standing, now + 40 * HOUR)
    assert silent.health is Health.SILENT
    assert "没有新内容" in said(standing, silent, now + 40 * HOUR)[0]
    still = good(silent, now + 60 * HOUR)
    assert (still.health, still.since) == (Health.SILENT, silent.since)
    assert said(silent, still, now + 60 * HOUR) == []


def test_news_after_a_silence_heal_it_and_teach_at_once() -> None:
    standing, now = steady()
    silent = good(standing, now + 25 * HOUR)
    later = now + 48 * HOUR
    healed = good(silent, later, news=True)
    assert healed.health is Health.OK
    assert "已恢复" in said(silent, healed, later)[0]
    assert healed.gap is not None
    assert patience(healed.gap) > timedelta(hours=48), "the same rhythm alarms only once"


def test_who_was_broken_is_not_called_silent_the_moment_it_is_back() -> None:
    standing, now = steady()
    failing = bad(standing, now, FAILING_AFTER)
    back = good(failing, now + 100 * HOUR)
    assert back.health is Health.OK
    assert good(back, now + 101 * HOUR).health is Health.OK
    assert good(back, now + 125 * HOUR).health is Health.SILENT


def test_a_move_is_told_with_the_new_address_and_how_to_change_it() -> None:
    before, now = steady()
    moved = good(before, now, moved_to="https://new.example/feed?key=SECRET")
    assert moved.health is Health.MOVED
    assert not moved.blind
    (words,) = said(before, moved, now)
    assert "https://new.example/feed?…" in words
    assert "SECRET" not in words
    assert "config.toml" in words
    again = good(moved, now + HOUR, moved_to="https://new.example/feed?key=OTHER")
    assert said(moved, again, now) == []
    assert said(moved, good(moved, now), now) == []


def test_the_same_address_has_the_same_key_so_it_is_said_once_for_ever() -> None:
    before, now = steady()
    moved = good(before, now, moved_to="https://new.example/feed")
    ((first,), (second,)) = (
        [notice.key for one in told(before, moved, at) for notice in one.notices] for at in (now, now + HOUR)
    )
    assert first == second


def test_terms_that_fail_three_times_make_a_failing_source_that_is_still_read() -> None:
    standing, now = steady()
    for turn in range(FAILING_AFTER):
        standing = good(standing, now + turn * HOUR, news=True, partly=True)
    assert standing.health is Health.FAILING
    assert standing.last_ok_at == now, "the last look that saw everything"
    assert good(standing, now + 4 * HOUR).health is Health.OK


def test_who_hears_it_and_how_loud() -> None:
    before, now = steady()
    now = NOON + timedelta(days=1)
    failing = bad(before, now, FAILING_AFTER)
    (by_day,) = told(before, failing, now, WHY)
    group, lead = by_day.notices
    assert (group.chat, group.loud, group.mentions) == (-100, False, (15,))
    assert (lead.chat, lead.loud) == (15, True)
    night = NOON + timedelta(hours=12)
    (at_night,) = told(before, bad(before, night, FAILING_AFTER), night, WHY)
    assert [(notice.loud, notice.mentions) for notice in at_night.notices] == [(False, ()), (False, ())]
    (healed,) = told(failing, good(failing, now), now)
    assert [notice.chat for notice in healed.notices] == [-100]
    assert by_day.shift is Shift.BLIND


LOOKS = st.lists(
    st.tuples(st.sampled_from(["news", "nothing", "failed", "shape", "partly", "moved"]), st.integers(30, 200_000)),
    max_size=60,
)


@given(LOOKS)
def test_whatever_happens_each_blindness_is_told_once_and_healed_once(looks: list[tuple[str, int]]) -> None:
    standing, now = Standing(), NOON
    shifts: list[Shift] = []
    keys: list[str] = []
    for what, seconds in looks:
        now += timedelta(seconds=seconds)
        if what in ("failed", "shape"):
            after = bad(standing, now, shape=what == "shape")
        else:
            moved = "https://new.example/" if what == "moved" else ""
            after = good(standing, now, news=what == "news", moved_to=moved, partly=what == "partly")
        new = tidings(7, "海棠论坛", standing, after, WHY, TEAM, now)
        shifts += [one.shift for one in new if one.shift is not Shift.MOVED]
        notices: list[Notice] = [notice for one in new for notice in one.notices if one.shift is not Shift.MOVED]
        keys += [notice.key for notice in notices]
        if after.health is standing.health:
            assert new == ()
            assert after.since == standing.since
        assert after.gap is None or after.gap >= 0
        standing = after
    assert len(keys) == len(set(keys))
    assert all(len(key) <= 120 for key in keys)
    healed = [at for at, shift in enumerate(shifts) if shift is Shift.HEALED]
    assert all(at > 0 and shifts[at - 1] is Shift.BLIND for at in healed)
    assert standing.blind == (bool(shifts) and shifts[-1] is Shift.BLIND)
    assert replace(standing, health=Health.OK).blind is False


DAY = 24


def two_months(turn: Callable[[Standing, int, datetime], Standing]) -> set[Health]:
    """Every health that a source has in two months without anything new, looked at hourly."""
    now, seen = NOON, set[Health]()
    standing = good(Standing(), now, news=True)
    for hour in range(DAY * 60):
        now += HOUR
        standing = turn(standing, hour % DAY, now)
        seen.add(standing.health)
    return seen


def test_a_redirect_that_comes_and_goes_does_not_hide_a_silence() -> None:
    """W4: no turn between 正常 and 已迁址 begins the wait for silence anew."""
    moves = two_months(lambda one, hour, now: good(one, now, moved_to="" if hour else "https://new.example/"))
    assert moves == two_months(lambda one, _, now: good(one, now)) | {Health.MOVED}
    assert Health.SILENT in moves
    # one that never had anything new either
    never, now = good(Standing(), NOON), NOON
    for hour in range(DAY * 11):
        now += HOUR
        never = good(never, now, moved_to="https://new.example/" if hour % 2 else "")
    assert never.health is Health.SILENT


def test_a_nightly_outage_does_not_hide_a_silence() -> None:
    """W4: a site that is down every night, and has had nothing new for two months, is silent by day."""
    seen = two_months(lambda one, hour, now: bad(one, now) if hour < FAILING_AFTER else good(one, now))
    assert seen >= {Health.SILENT, Health.FAILING}


def test_who_was_silent_before_it_broke_is_silent_when_it_is_back_and_not_called_healed() -> None:
    before, now = steady()
    silent = good(before, now + 30 * HOUR)
    assert silent.health is Health.SILENT
    broken = bad(silent, now + 31 * HOUR, FAILING_AFTER)
    back = good(broken, now + 34 * HOUR)
    assert back.health is Health.SILENT
    assert not [text for text in said(broken, back, now + 34 * HOUR) if "已恢复" in text]
    heard = good(broken, now + 34 * HOUR, news=True)
    assert (heard.health, heard.last_new_at) == (Health.OK, now + 34 * HOUR)


def test_a_clock_that_stood_wrong_hides_no_silence() -> None:
    before, now = steady()
    ahead = now + timedelta(days=365)
    wrong = replace(before, last_new_at=ahead, last_ok_at=ahead, since=ahead)
    right = good(wrong, now)
    assert (right.last_new_at, right.since, right.last_ok_at) == (now, now, now)
    assert good(right, now + 24 * HOUR).health is Health.SILENT
