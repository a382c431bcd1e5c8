"""When a rush begins and ends, and what a storm card shows (lifecycle §5)."""

from datetime import timedelta

import pytest

from core.callback import decode, from_36
from core.cards.card import Card
from core.cards.storms import LINES, OPEN_LINE, STORM_AFTER, STORM_SPAN, goes_on, is_rush, shares, storm_card
from core.downtime import LINES as MOST
from core.downtime import in_one, long_pause, lost_presses
from core.incident import Status
from core.outgoing import Lane
from core.severity import Severity
from core.showing import utf16
from core.texts import Message, Texts
from tests.conftest import FANG, GROUP, NOON
from tests.unit.making import POLICY, incident

TEXTS = Texts()


def drawn(*severities: Severity, **fields: object) -> Card:
    members = [incident(id=at, severity=level, **fields) for at, level in enumerate(severities, 12)]
    return storm_card(7, NOON, members, POLICY, TEXTS)


def test_the_sixth_in_a_minute_is_a_rush_and_the_fifth_is_not() -> None:
    newest = [NOON - timedelta(seconds=n) for n in range(STORM_AFTER)]
    assert is_rush(newest, NOON)
    assert not is_rush(newest[:-1], NOON)


def test_six_in_more_than_a_minute_are_no_rush() -> None:
    assert not is_rush([NOON - timedelta(seconds=15 * n) for n in range(STORM_AFTER)], NOON)


def test_a_pause_ends_it() -> None:
    assert goes_on(NOON, NOON + STORM_SPAN - timedelta(seconds=1))
    assert not goes_on(NOON, NOON + STORM_SPAN)


def test_a_clock_that_stood_wrong_makes_no_storm_of_a_year() -> None:
    ahead = NOON + timedelta(days=365)
    assert not goes_on(ahead, NOON)
    assert not is_rush([ahead] * STORM_AFTER, NOON)
    assert goes_on(NOON + timedelta(seconds=5), NOON), "two machines differ by seconds"


@pytest.mark.parametrize("level", Severity)
def test_major_and_above_never_shares(level: Severity) -> None:
    assert shares(level) == (level not in {Severity.MAJOR, Severity.EXTREME})


def test_the_storm_card() -> None:
    card = drawn(*[Severity.SIGNIFICANT] * 5)
    assert card.html.splitlines()[:2] == ["🌊 12:00 起 5 件新线索", "🟡 #0012 较大 待认领 望江西路改建拖延"]
    assert [len(row) for row in card.keyboard] == [4, 1]
    pressed = decode(card.keyboard[0][0].data)
    assert (card.keyboard[0][0].label, pressed.action, pressed.incident) == ("#0012", OPEN_LINE, 12)
    assert from_36(pressed.arg) == 7


def test_a_storm_of_one_line_reads_as_one() -> None:
    head = drawn(Severity.SIGNIFICANT).html.splitlines()[0]
    assert head == "🌊 12:00 线索接连出现，这 1 件先列在这里"


def test_an_ended_one_stands_there_with_its_state() -> None:
    assert "🔵 #0012 一般 已办结 " in drawn(Severity.GENERAL, status=Status.CLOSED).html


def test_a_full_storm_card_of_hostile_titles_fits() -> None:
    card = drawn(*[Severity.SIGNIFICANT] * LINES, title="<b>&\u202e" + "泥" * 300, drill=True)
    assert utf16(card.html) < 4096
    assert "<b>" not in card.html
    assert "\u202e" not in card.html
    assert sum(len(row) for row in card.keyboard) == LINES


def test_when_all_are_opened_nothing_is_left_to_press() -> None:
    card = drawn()
    assert card.keyboard == ()
    assert "都已单独发出" in card.html


def test_a_silence_is_told_with_its_ends() -> None:
    notice = lost_presses(GROUP, NOON - timedelta(hours=1), NOON, POLICY, loud=True)
    assert notice.text.plain() == "停机 11:00–12:00 期间的点击未收到，请重按"
    assert (notice.lane, notice.loud) == (Lane.APPROVAL, True)
    assert notice.key != lost_presses(GROUP, NOON - timedelta(hours=2), NOON, POLICY, loud=True).key


def test_small_notices_are_told_in_one_in_order() -> None:
    said = [Message("{n} 件", {"n": n}) for n in range(MOST + 3)]
    text = in_one(GROUP, said, (FANG,), NOON, loud=False).text.plain()
    # first what is missing: the end of a long message may be cut
    assert text.splitlines()[:3] == ["停机期间（另有 3 条，请看各张卡片）：", "· 0 件", "· 1 件"]


def test_a_long_pause_names_the_chat() -> None:
    notice = long_pause(FANG, GROUP, NOON - timedelta(hours=1), NOON, POLICY)
    assert notice.chat == FANG
    assert "工作群" in notice.text.plain()
    assert "11:00" in notice.text.plain()
