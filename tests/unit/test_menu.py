"""The ⋯ menu as a thumb meets it: what is looked for stands on its first page, pairs stand side by side."""

from datetime import timedelta
from typing import Any

from core.actions.transfer_out import ACTION as TRANSFER_OUT
from core.cards.card import FURTHER, menu_card, shared_card
from core.cards.views import Told, timeline
from core.changes import Entry, Origin, Turn
from core.dossier import Report, Transfer
from core.incident import Incident, Status
from core.people import Actor, Role
from core.texts import Texts
from tests.conftest import FANG, HE, LIN, NOON
from tests.unit.making import AROUND, POLICY, at_status, done, incident

TEXTS = Texts()
LATER = NOON + timedelta(minutes=1)


def rows(subject: Incident, person: int, picker: str = "") -> list[list[str]]:
    keyboard = menu_card(subject, Actor.of(POLICY.members[person]), AROUND, TEXTS, now=LATER, picker=picker).keyboard
    return [[button.label for button in row] for row in keyboard]


def keys(subject: Incident, person: int, picker: str = "") -> list[str]:
    return [label for row in rows(subject, person, picker) for label in row]


def test_a_department_finds_its_own_acts_first() -> None:
    assert rows(at_status(Status.ASSIGNED), HE)[0] == ["👌 签收", "↩️ 退回"]


def test_true_and_false_stand_side_by_side_whatever_stands_before_them() -> None:
    for subject in (incident(), done("cl", incident(), LIN), done("cl", incident(), FANG)):
        for person in (LIN, FANG):
            found = rows(subject, person)
            assert not any("✅ 属实" in row for row in found) or ["✅ 属实", "❌ 不实"] in found


def test_why_and_the_timeline_are_on_the_first_page_and_nothing_is_lost_or_doubled() -> None:
    """D2: ⋯ → 为什么"""
    owned = done("cl", incident(), LIN)
    for person in (LIN, FANG):
        first, second = [keys(owned, person, picker) for picker in ("", FURTHER)]
        assert {"📜 时间线", "❔ 为什么"} < set(first)
        assert {"👀 详情", "📎 证据", "⏳ 时限"} < set(second)
        assert (first[-1], second[-1]) == ("更多操作 →", "← 返回")
        assert not set(first) & set(second)
        assert len(set(first + second)) == len(first + second)
    short = keys(at_status(Status.TRANSFERRED), LIN)
    assert {"👀 详情", "📜 时间线", "📎 证据", "❔ 为什么"} < set(short)


def test_what_comes_again_and_again_is_one_line_of_the_timeline() -> None:
    story = [Told(at=NOON, type=type_, name="") for type_ in ("heat", "heat", "heat", "claim", "heat")]
    lines = timeline(incident(), tuple(story), POLICY, TEXTS).splitlines()[1:]
    assert [line.removeprefix("12:00 系统 ") for line in lines] == ["转发增加 ×3", "认领", "转发增加"]


def test_the_unit_is_named_once_when_something_is_handed_on() -> None:
    for words, told in (
        ("县供热公司，属供热保障", "方正 转出至县供热公司：属供热保障"),
        ("县供热公司", "方正 转出至县供热公司：县供热公司"),
    ):
        turn = Turn(
            actor=Actor.of(POLICY.members[FANG]),
            now=NOON,
            policy=POLICY,
            origin=Origin(entry=Entry.BUTTON),
            words=words,
        )
        change = TRANSFER_OUT.decide(incident(), turn, Role.LEAD)
        assert not isinstance(change, tuple)
        (notice,) = change.outgoing
        assert notice.text.plain().endswith(told)  # type: ignore[union-attr]
        assert change.event.reason == words


def test_the_card_says_whose_matter_it_is_now() -> None:
    def lines(**changes: Any) -> list[str]:
        return shared_card(at_status(Status.TRANSFERRED, **changes), AROUND, TEXTS, now=NOON).html.splitlines()

    assert "📮 已转县教育局 · 待对方签收" in lines()
    signed = Transfer(unit="县教育局", by=FANG, at=NOON, receipt="教签 3 号", received_at=NOON)
    report = Report(to="县委网信办", how="", by=LIN, at=NOON)
    full = lines(transfer=signed, excerpt="泥" * 300, reports=(report,))
    assert full[-1].startswith("📮 已转县教育局 · 对方已签收 · 📤 已上报")
    assert len(full) <= 8
    back = at_status(Status.CLAIMED, transfer=signed)
    assert "📮" not in shared_card(back, AROUND, TEXTS, now=NOON).html
